"""The names of files that are written for each unit."""


def safe(name: str) -> str:
    """Return a name without the characters that some system refuses in a file's name."""
    return "".join("_" if ord(c) < 32 or c in '\\/:*?"<>|' else c for c in name)
