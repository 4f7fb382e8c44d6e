"""The punctuation of print: source texts keep to the keyboard's, paper has the full-width one."""

import re

FULL_WIDTH = {"(": "\uff08", ")": "\uff09", ";": "\uff1b"}


def typeset(text: str) -> str:
    """Return prose with the full-width punctuation that print needs; numbers and times keep theirs."""
    text = re.sub(r"(?<![0-9]),|,(?![0-9])", "\uff0c", text)
    text = re.sub(r"(?<![0-9A-Za-z]):|:(?![0-9A-Za-z/])", "\uff1a", text)
    return text.translate(str.maketrans(FULL_WIDTH))
