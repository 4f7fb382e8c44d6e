"""Work for the sandbox tests that takes memory: it loads nothing, so that its limits can be low."""

import time

from data_loaders.child.confined import Progress


def hog(progress: Progress, megabytes: int) -> int:
    """Take memory until there is none."""
    return len(bytearray(megabytes << 20))


def hog_behind_the_limit(progress: Progress, megabytes: int) -> None:
    """Take memory after having taken the process's own limit away, as a system without limits has it."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    held = bytearray(megabytes << 20)
    time.sleep(30)
    del held
