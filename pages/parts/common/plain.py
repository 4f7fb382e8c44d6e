"""Texts of files and errors on the screen as they are: Streamlit takes what it shows for markup."""

import re

_MARKUP = re.compile(r"[\\`*_\[\]<>~$]")


def plain(text: str) -> str:
    r"""Return a text so that it is shown as it is: "户号*" as "户号\*"."""
    return _MARKUP.sub(r"\\\g<0>", text)
