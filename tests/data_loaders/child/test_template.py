"""Children are forked from a process that knows no file; whatever becomes of it, each job has its answer."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from data_loaders.child import template
from data_loaders.child.sandbox import run_confined
from tests.data_loaders import confined_work as work

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each child is a fresh interpreter")


@pytest.fixture
def living() -> psutil.Process:
    """Give the template of this process."""
    run_confined(work.add, [1, 2])
    return psutil.Process(template._templates[os.getpid()].process.pid)


def test_many_threads_have_their_jobs_done_each_in_a_process_of_its_own():
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: run_confined(work.numbered, [number]), range(24)))
    assert [number for number, *_ in answers] == list(range(24))
    assert len({process for _, process, _ in answers}) == 24


def test_a_child_holds_nothing_open_but_the_way_to_its_parent():
    *_, descriptors = run_confined(work.numbered, [1])
    assert len(descriptors) == 1


def test_the_template_has_one_thread_no_file_and_no_secret(
    living: psutil.Process, monkeypatch: pytest.MonkeyPatch
):
    living.kill()
    living.wait()
    monkeypatch.setenv("MINGJI_DATABASE", "postgresql://secret")
    assert run_confined(work.add, [1, 2]) == 3
    begun = psutil.Process(template._templates[os.getpid()].process.pid)
    assert begun.num_threads() == 1
    assert begun.open_files() == []
    assert "MINGJI_DATABASE" not in begun.environ()


def test_a_template_that_was_killed_is_begun_anew(living: psutil.Process):
    living.kill()
    assert run_confined(work.add, [1, 2]) == 3
    assert not living.is_running()


def test_a_job_goes_on_without_the_template(living: psutil.Process):
    def killed(share: float, text: str) -> None:  # while the work is half done
        living.kill()

    assert run_confined(work.add, [1, 2], on_progress=killed) == 3


def test_the_template_ends_with_its_parent():
    call = f"""
import os, time
from data_loaders.child import template
from data_loaders.child.sandbox import run_confined
run_confined({f"{work.__name__}:add"!r}, [1, 2])
print(template._templates[os.getpid()].process.pid, flush=True)
time.sleep(30)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", call], cwd=template.ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    left = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    left.wait(timeout=20)


def test_elsewhere_a_child_is_a_fresh_interpreter(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "win32")
    number, process, _ = run_confined(work.numbered, [7])
    assert (number, process) == (7, process)
