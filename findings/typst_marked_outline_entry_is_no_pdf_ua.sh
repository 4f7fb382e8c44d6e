#!/usr/bin/env bash
# typst 0.15.2 (Python package, the compiler of the same version)
#
# Guess: how the entries of a table of contents look is decoration; a document that is PDF/UA-1 stays so when its
#        chapters are shown bold.
# Seen:  around an entry strong, emph, underline and highlight are refused as "invalid outline entry (TOCI) structure":
#        they are marks of meaning and stand where the tree wants a reference. The same weight by text() or by a set
#        rule is taken, and so is strong inside a link of one's own. Without a standard all compile.
# Mingji's rule book (reports/) shows its chapters by weight, and the PDF of 80 pages stays readable by a screen reader.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 -m pip install --quiet --disable-pip-version-check --target "$work/site" typst==0.15.2
cat > "$work/show.py" <<'PY'
from pathlib import Path

import typst

DOCUMENT = """#set document(title: "book")
#set text(lang: "en")
#show outline.entry: it => {}
#outline(title: none)
= First
Words.
"""
SHOWN = {
    "strong": "strong(it)",
    "emph": "emph(it)",
    "underline": "underline(it)",
    "highlight": "highlight(it)",
    "text": 'text(weight: "bold", it)',
    "block": "block(it)",
    "strong in a link": "link(it.element.location(), strong(it.inner()))",
}


def said(source: str, **standard: str) -> str:
    Path("book.typ").write_text(source)
    try:
        typst.compile("book.typ", **standard)
    except typst.TypstError as error:
        return str(error).splitlines()[0]
    return "made"


for name, rule in SHOWN.items():
    source = DOCUMENT.replace("{}", rule)
    print(f"{name}: plain {said(source)}; ua-1 {said(source, pdf_standards='ua-1')}")
PY
cd "$work"
PYTHONPATH="$work/site" python3 show.py | tee seen
diff seen - <<'SEEN'
strong: plain made; ua-1 PDF/UA-1 error: invalid outline entry (TOCI) structure
emph: plain made; ua-1 PDF/UA-1 error: invalid outline entry (TOCI) structure
underline: plain made; ua-1 PDF/UA-1 error: invalid outline entry (TOCI) structure
highlight: plain made; ua-1 PDF/UA-1 error: invalid outline entry (TOCI) structure
text: plain made; ua-1 made
block: plain made; ua-1 made
strong in a link: plain made; ua-1 made
SEEN
