"""The first screening in a fresh process, over a small company: Python's start, all checks, the ranking.

python -m benchmarks.first_screening [customers] [folder] [rounds]

By the command line, as a person starts it: with nothing stated before, with the statements that another process has
kept, and the build before (73503a9) over a home of its own with the same tables. Rounds are run in turn, the least of
each is shown. Each screening begins with a copy of the home, so that none finds the results of another.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.before import BEFORE, build_before
from benchmarks.company import home_before, home_of
from benchmarks.measuring import ROOT, Measured, least, ratio, table
from demo import AS_OF, PERIOD
from models.engine import kept_statements

CUSTOMERS, ROUNDS = 2_000, 3
OF_BEFORE = 0.33  # the aim


def main(customers: int, folder: Path, rounds: int) -> None:
    """Print what a first screening costs, both builds side by side."""
    home = folder / f"home-{customers}"
    home_of(home, customers)
    with build_before() as root, tempfile.TemporaryDirectory() as kept:
        theirs = None if root is None else home_before(root, folder, customers)
        screened("", ROOT, home, Path(kept))
        made: dict[str, list[Measured]] = {}
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as nothing:
                made.setdefault("nothing stated", []).append(
                    screened("nothing stated", ROOT, home, Path(nothing))
                )
            made.setdefault("statements kept", []).append(screened("statements kept", ROOT, home, Path(kept)))
            if root is not None and theirs is not None:
                made.setdefault(BEFORE, []).append(screened(BEFORE, root, theirs, Path(kept)))
    best = [least(each) for each in made.values()]
    print(table(best[1], best[0], *best[2:]))
    for before in best[2:]:
        print("\n".join(ratio(ours, before, OF_BEFORE) for ours in best[:2]))


def screened(name: str, root: Path, home: Path, statements: Path) -> Measured:
    """Screen a copy of a home with a build's command line in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(home, Path(folder, "home"))
        environment = os.environ | {"MINGJI_HOME": str(copy), kept_statements.FOLDER: str(statements)}
        command = [
            sys.executable,
            str(root / "cli.py"),
            "screen",
            "--as-of",
            AS_OF.isoformat(),
            "--period",
            PERIOD,
        ]
        silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
        began = time.perf_counter()
        process = os.posix_spawn(sys.executable, command, environment, file_actions=silent)
        _, status, used = os.wait4(process, 0)
        seconds = time.perf_counter() - began
    if status:
        raise ValueError(f"{name}: the screening ended with {os.waitstatus_to_exitcode(status)}")
    return Measured(name, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)


if __name__ == "__main__":
    words = [*sys.argv[1:], *[""] * 3]
    with tempfile.TemporaryDirectory() as temporary:
        main(int(words[0] or CUSTOMERS), Path(words[1] or temporary), int(words[2] or ROUNDS))
