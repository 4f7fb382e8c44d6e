"""pyarrow is compiled and ships no types, so to a type checker all of it is Any."""

from typing import Any

def __getattr__(name: str) -> Any: ...
