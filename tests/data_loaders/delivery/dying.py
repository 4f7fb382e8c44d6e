"""Staging that dies of a file whose name says so, as a library might that aborts the process."""

import os
import signal
from typing import Any

from data_loaders.child import staging


def stage(progress: Any, job: dict[str, Any]) -> int:
    """Stage deliveries until one is named 致命."""
    read = staging._staged_file

    def deadly(member: Any, *rest: Any) -> dict[str, Any]:
        if "致命" in member.shown_name:
            os.kill(os.getpid(), signal.SIGABRT)
        return read(member, *rest)

    staging._staged_file = deadly
    return staging.stage(progress, job)
