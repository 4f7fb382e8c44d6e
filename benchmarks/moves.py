"""Moves of cases by eight processes at once, and by processes that are killed: nothing acknowledged may be missing.

python -m benchmarks.moves [moves] [kills]

What tests/models/test_moves_at_once.py does with few, with two hundred moves each of eight processes on twenty cases and
two hundred `kill -9` at random moments of moves, plans and dispatches, on SQLite; the seconds are those of this machine.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.models.test_moves_at_once import kill_again_and_again, move_at_once

MOVES = KILLS = 200


def main(moves: int, kills: int) -> None:
    """Print how long each took; whatever is lost, doubled or half done ends the run."""
    for what, number, run in (("moves", 8 * moves, move_at_once), ("kills", kills, kill_again_and_again)):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/records.db"
            begun = time.perf_counter()
            run(Path(folder), url, moves if what == "moves" else kills)
            print(f"{number} {what}: {time.perf_counter() - begun:.1f} s, all there, none half done")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given or [MOVES, KILLS])[:2])
