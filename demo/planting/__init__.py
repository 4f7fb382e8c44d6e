"""The planted problems: a module a category, a function a check; adding one touches nothing else."""

import importlib
import pkgutil
from functools import cache

from demo.stage import Plant


@cache
def all_plants() -> tuple[Plant, ...]:
    """Return every plant, ordered by the check that it is for."""
    found: list[Plant] = []
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found += [item for item in vars(module).values() if "plants_for" in getattr(item, "__dict__", {})]
    return tuple(sorted(found, key=lambda plant: (plant.__dict__["plants_for"], plant.__name__)))
