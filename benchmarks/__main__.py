"""The ratios to the build before and to the peers, all of them by one command.

python -m benchmarks [folder]

Imports of a million rows, the checks over a million customers, the first screening of two thousand. `folder` keeps
the companies for the next time (a quarter of an hour to make a million).
"""

import sys
import tempfile
from pathlib import Path

from benchmarks import checks, first_screening, imports

with tempfile.TemporaryDirectory() as temporary:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
    imports.main(imports.ROWS, tuple(imports.PEERS), 1)
    checks.main(checks.CUSTOMERS, folder)
    first_screening.main(first_screening.CUSTOMERS, folder, first_screening.ROUNDS)
