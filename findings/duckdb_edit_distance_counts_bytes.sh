#!/usr/bin/env bash
# duckdb 1.5.5, beside rapidfuzz 3.14.6
#
# Guess: levenshtein() counts characters, as length() does and as the functions of the same name in PostgreSQL and Spark do.
# Seen:  it counts bytes of UTF-8, and so do damerau_levenshtein(), hamming(), jaro_similarity() and
#        jaro_winkler_similarity(): one Chinese character exchanged for another is a distance of 1 to 3, by how many bytes
#        the two happen to share, and texts look more alike than they are (0.889 instead of 0.667). hamming() refuses
#        texts that are equally long in characters and not in bytes.
# Mingji compares addresses by the characters that one has and the other has not (PRO-15).
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" duckdb==1.5.5 rapidfuzz==3.14.6
cat > "$work/show.py" <<'PY'
import duckdb
from rapidfuzz.distance import DamerauLevenshtein, Hamming, Jaro, JaroWinkler, Levenshtein

PAIRS = [("马路", "园路"), ("东湖路", "东海路"), ("一号", "七号"), ("12号", "13号"), ("路1号", "路一号")]
FUNCTIONS = {
    "levenshtein": Levenshtein.distance,
    "damerau_levenshtein": DamerauLevenshtein.distance,
    "hamming": lambda one, other: Hamming.distance(one, other, pad=False),
    "jaro_similarity": Jaro.similarity,
    "jaro_winkler_similarity": JaroWinkler.similarity,
}

for name, by_characters in FUNCTIONS.items():
    told = []
    for one, other in PAIRS:
        try:
            [(found,)] = duckdb.execute(f"SELECT {name}(?, ?)", [one, other]).fetchall()
        except duckdb.Error:
            found = "refused"
        told.append(f"{found if isinstance(found, str) else round(found, 3)}/{round(by_characters(one, other), 3)}")
    print(name, *told)
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
levenshtein 3/1 2/1 1/1 1/1 3/1
damerau_levenshtein 3/1 2/1 1/1 1/1 3/1
hamming 3/1 2/1 1/1 1/1 refused/1
jaro_similarity 0.667/0.667 0.804/0.778 0.889/0.667 0.867/0.778 0.841/0.778
jaro_winkler_similarity 0.667/0.667 0.883/0.8 0.911/0.667 0.88/0.8 0.889/0.8
SEEN
