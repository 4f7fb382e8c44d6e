"""What the application loads sooner or later, loaded once: what tests fork (tests/forked.py) has it."""

import gc
import importlib
from pathlib import Path

from analytics.rulebook import checks
from data_loaders.catalog import tables

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ("__init__.py", "shell.py")

for name in ("app", "cli"):
    importlib.import_module(name)
for path in sorted((ROOT / "pages" / "parts").rglob("*.py")):
    if path.name not in SCRIPTS:
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
checks()
tables()
gc.collect()
gc.freeze()
