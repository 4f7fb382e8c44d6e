"""Documents that quote whole files of this repository; `python -m tests.quoted` renews what they quote."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = (ROOT / "docs" / "a_check.md",)
QUOTE = re.compile(r"^(`(?P<path>[\w/.]+)`:\n\n```python\n).*?^```$", re.MULTILINE | re.DOTALL)


def quoting(text: str) -> str:
    """Return a document with every file that it quotes as that file is now."""
    return QUOTE.sub(lambda found: f"{found[1]}{(ROOT / found['path']).read_text('utf-8')}```", text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(quoting(document.read_text("utf-8")), "utf-8")
