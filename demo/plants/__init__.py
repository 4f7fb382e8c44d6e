"""The planted problems: `<category>/<code>.py`, one file a check; adding one touches nothing else.

A file has one function `cases(play)`, which returns what is planted for its check and what only looks like it. Where
its hits are not about the customer, `about` says what they are about.
"""

import importlib
import pkgutil
from functools import cache

from demo.cases import Plant, unchanged


@cache
def all_plants() -> tuple[Plant, ...]:
    """Return every plant, ordered by the check that it is for."""
    found = []
    for info in pkgutil.walk_packages(__path__, f"{__name__}."):
        if not info.ispkg:
            code = info.name.rpartition(".")[2].upper().replace("_", "-")
            module = importlib.import_module(info.name)
            found.append(Plant(code, module.cases, getattr(module, "about", unchanged)))
    return tuple(sorted(found, key=lambda plant: plant.code))
