#!/usr/bin/env bash
# alpha-miner 0.1.3 (graphviz 0.21): the α-algorithm of process mining
#
# Guess: where a case is approved or refused, α finds one place before both and one behind (van der Aalst, Weijters, Măruşter
#        2004), so the net can run every case of the log that it was made from, a log without loops; it begins where the cases
#        begin. Of what goes on side by side with one another, no two share a place: the textbook's log abcd, acbd, aed has the
#        pairs a|b,e, a|c,e, b,e|d and c,e|d.
# Seen:  every arrow of the footprint gets a place of its own, so the net wants both approval and refusal before it closes, and
#        none of the cases can run to its end. The first step is the one whose name sorts first, approve instead of register, and
#        what comes last is joined to the start as well. get_YL puts b and c into one place, though the footprint
#        says that they are parallel: a|b,c,e and b,c,e|d.
# Mingji draws no nets; it follows each work order's steps by their times.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" alpha-miner==0.1.3 graphviz==0.21
cat > "$work/show.py" <<'PY'
import re
from collections import Counter

from src.alpha_miner import AlphaMiner


def short(miner):
    return sorted(f"{','.join(sorted(before))}|{','.join(sorted(after))}" for before, after in miner.get_YL())


def runs(net, case):
    """Play the net's tokens for one case: None if all goes well, else where it stops."""
    edges = re.findall(r"^\t(\w+) -> (\w+)$", net.source, flags=re.MULTILINE)
    tokens = Counter(start=1)
    for step in case:
        wanted = [place for place, to in edges if to == step]
        missing = [place for place in wanted if not tokens[place]]
        if missing:
            return f"stops before {step}"
        tokens.subtract(wanted)
        tokens.update(place for to, place in edges if to == step)
    return "ends"


textbook = AlphaMiner([list("abcd"), list("acbd"), list("aed")])
print("b and c:", textbook.get_footprint()["b"]["c"], "pairs:", *short(textbook))
choice = [["register", "approve", "shut"], ["register", "refuse", "shut"]]
miner = AlphaMiner(choice)
net = miner.get_petri_net()
print("pairs:", *short(miner))
print("begins with:", *re.findall(r"start -> (\w+)", net.source))
# Begun where the cases begin, so that only the places in between are tried:
mended = type(net)(body=[line for line in net.body if "start ->" not in line] + ["\tstart -> register\n"])
for case in choice:
    print(*case, "-", runs(mended, case))
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
b and c: || pairs: a|b,c,e b,c,e|d
pairs: approve,refuse|shut register|approve,refuse
begins with: approve shut
register approve shut - stops before shut
register refuse shut - stops before shut
SEEN
