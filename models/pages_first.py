"""Where people look at pages on a machine, the processor is theirs first: long work steps back."""

import os
import sys

STEPS_BACK = 10


def let_pages_go_first() -> None:
    """Lower this process's priority, once, however often it is asked; processes that it begins inherit it."""
    if sys.platform == "win32":
        import psutil  # children start with the standard library alone

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
    else:
        os.nice(max(0, STEPS_BACK - os.nice(0)))
