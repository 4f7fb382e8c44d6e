"""`python3 run.py` on a machine that has nothing but Python."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import psutil
import pytest

import run
from tests.serving import PROJECT, copied_project, fetch, free_port

PAGE = '"""工作台 / 首页"""\nimport streamlit as st\nst.write("正文")\n'
QUICK_DEMO = """import sys, pathlib
home = pathlib.Path(sys.argv[sys.argv.index("--home") + 1])
print("演示数据 100%", flush=True)
(home / "mingji.db").touch()
"""


def test_old_python_is_told_which_one_is_needed():
    pretend = "import sys; sys.version_info = (3, 9, 2); exec(open('run.py', encoding='utf-8').read())"
    answer = subprocess.run(
        [sys.executable, "-c", pretend], cwd=PROJECT, capture_output=True, encoding="utf-8", check=False
    )
    assert answer.returncode == 1
    assert "需要 Python 3.11 或更新的版本" in answer.stderr


def test_unknown_argument_is_refused():
    answer = subprocess.run(
        [sys.executable, "run.py", "--prot"],
        cwd=PROJECT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 1
    assert "不认识 --prot" in answer.stderr
    assert "--port N" in answer.stderr


def test_a_port_that_is_no_number_is_refused_in_chinese():
    with pytest.raises(SystemExit, match="--port 应为整数,不能是“x”"):
        run.main(["--port", "x"])


# Packages


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the place of an environment that the first test to need one makes, for the others."""
    return tmp_path_factory.mktemp("environment") / "venv"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the place of a virtual environment that is not made yet, for a project in tmp_path."""
    monkeypatch.setenv("MINGJI_VENV", str(tmp_path / "venv"))
    monkeypatch.setattr(run, "ROOT", tmp_path)
    return tmp_path / "venv"


def wheel(folder: Path, name: str) -> None:
    """Write a package's wheel into a folder."""
    folder.mkdir(exist_ok=True)
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", "ANSWER = 42\n")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")


@pytest.mark.slow
def test_packages_come_from_a_folder_and_are_installed_anew_only_when_the_list_changes(
    environment: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    wheel(tmp_path / "wheels", "firstpart")
    wheel(tmp_path / "wheels", "secondpart")
    (tmp_path / "requirements.txt").write_text("firstpart==1.0\n")
    python = run.installed("requirements.txt", tmp_path / "wheels")
    assert subprocess.check_output([python, "-c", "import firstpart; print(firstpart.ANSWER)"]) == b"42\n"
    assert "软件包已就绪" in capsys.readouterr().out
    run.installed("requirements.txt", tmp_path / "wheels")
    assert capsys.readouterr().out == ""
    (tmp_path / "requirements.txt").write_text("firstpart==1.0\nsecondpart==1.0\n")
    run.installed("requirements.txt", tmp_path / "wheels")
    subprocess.check_call([python, "-c", "import secondpart"])


@pytest.mark.slow
def test_package_missing_from_the_folder_is_named(
    venv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MINGJI_VENV", str(venv))
    monkeypatch.setattr(run, "ROOT", tmp_path)
    (tmp_path / "wheels").mkdir()
    (tmp_path / "requirements.txt").write_text("nosuchpart==1.0\n")
    with pytest.raises(run.Failed, match=r"找不到适合本机.*nosuchpart==1\.0"):
        run.installed("requirements.txt", tmp_path / "wheels")
    assert (venv / "install.log").exists()


def test_development_packages_change_when_the_others_do(tmp_path: Path):
    base, development = tmp_path / "requirements.txt", tmp_path / "requirements-dev.txt"
    base.write_text("a==1\n")
    development.write_text("-r requirements.txt\nb==1\n")
    before = run.fingerprint(run.included(development))
    base.write_text("a==2\n")
    assert run.fingerprint(run.included(development)) != before


def test_folder_with_other_files_is_never_emptied_for_an_environment(environment: Path):
    environment.mkdir()
    (environment / "thesis.docx").touch()
    with pytest.raises(run.Failed, match="不是虚拟环境"):
        run.make_environment(environment)
    assert (environment / "thesis.docx").exists()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying ... NewConnectionError('[Errno 101] Network is unreachable')", "连不上软件源"),
        (
            "Temporary failure in name resolution\nERROR: No matching distribution found for a==1",
            "连不上软件源",
        ),
        ("ERROR: No matching distribution found for pandas==3.1.1", "找不到适合本机.*pandas==3.1.1"),
        ("OSError: [Errno 28] No space left on device", "磁盘空间不足"),
        ("one\ntwo\nsomething unheard of", "something unheard of"),
    ],
)
def test_failed_installation_says_why_and_what_to_do(output: str, sentence: str):
    with pytest.raises(run.Failed, match=f"(?s){sentence}"):
        raise run.Failed(run.reason(output))


def test_progress_names_package_and_size():
    line = "  Downloading pandas-3.1.1-cp311-cp311-manylinux_2_28_x86_64.whl (12.4 MB)\n"
    assert run.told_by_pip(line) == "  pandas 3.1.1(12.4 MB)"
    assert run.told_by_pip("Requirement already satisfied: pandas") is None


# The application


def test_taken_port_gives_way_to_the_next_free_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert run.free_port(taken) > taken


def started(project: Path, home: Path, port: int, venv: Path) -> tuple[subprocess.Popen[str], list[str]]:
    """Start run.py and return it, with what it has said, once it says that it runs or ends."""
    site_packages = next(path for path in sys.path if path.endswith("site-packages"))
    settings = {"PYTHONPATH": site_packages, "MINGJI_VENV": str(venv)}
    # a shell that runs the tests in the background has Ctrl-C ignored, and children would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [sys.executable, "run.py", "--no-browser", "--home", str(home), "--port", str(port)],
        cwd=project,
        env={name: value for name, value in os.environ.items() if name != "MINGJI_HOME"} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if "按 Ctrl-C 停止" in line:
            break
    return process, said


def stopped(process: subprocess.Popen[str]) -> int:
    """Press Ctrl-C and return the exit code."""
    process.send_signal(signal.SIGINT)
    assert process.stdout
    rest = process.stdout.read()
    assert "正在停止" in rest
    assert "Traceback" not in rest
    return ended(process)


def ended(process: subprocess.Popen[str]) -> int:
    """Wait for the end and return the exit code."""
    with process:
        return process.wait(20)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project that needs no package and whose demo is quick."""
    project = copied_project(tmp_path / "project", {"10_home.py": PAGE})
    shutil.copy(PROJECT / "run.py", project)
    (project / "requirements.txt").write_text("# nothing\n")
    (project / "cli.py").write_text(QUICK_DEMO)
    return project


@pytest.mark.slow
def test_first_start_makes_the_demo_and_answers_and_a_second_one_does_nothing_twice(
    project: Path, tmp_path: Path, venv: Path
):
    port = free_port()
    first, said = started(project, tmp_path / "home", port, venv)
    assert fetch(f"http://127.0.0.1:{port}")[0] == 200
    assert f"http://127.0.0.1:{port}\n" in said[-3]
    assert any("演示数据 100%" in line for line in said)
    assert stopped(first) == 0
    second, said = started(project, tmp_path / "home", port, venv)
    assert [line for line in said if line.strip()] == said[1:]  # address, home, how to stop: nothing else
    assert len(said) == 4
    assert stopped(second) == 0


@pytest.mark.slow
def test_demo_that_was_cut_short_is_made_again(project: Path, tmp_path: Path, venv: Path):
    home = tmp_path / "home"
    (project / "cli.py").write_text(QUICK_DEMO + "sys.exit(4)\n")
    failed, said = started(project, home, free_port(), venv)
    assert "示范公司没有生成" in "".join(said)
    assert ended(failed) == 1
    (project / "cli.py").write_text(QUICK_DEMO)
    again, said = started(project, home, free_port(), venv)
    assert "示范公司已生成" in "".join(said)
    assert stopped(again) == 0


@pytest.mark.slow
def test_application_that_dies_at_start_is_reported(project: Path, tmp_path: Path, venv: Path):
    (project / "app.py").write_text("raise SystemExit('boom')")
    process, said = started(project, tmp_path / "home", free_port(), venv)
    assert "程序启动后退出了" in "".join(said)
    assert ended(process) == 1


def test_a_home_is_left_empty_for_whoever_brings_their_own_data(tmp_path: Path):
    run.fill(tmp_path / "home", Path(sys.executable), is_demo_wanted=False)
    assert list((tmp_path / "home").iterdir()) == []


def test_application_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "START_SECONDS", 1)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        with pytest.raises(run.Failed, match="没有响应"):
            run.wait_until_it_answers(f"http://127.0.0.1:{free_port()}", process)
        process.kill()


def test_application_that_ignores_the_request_to_close_is_killed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run, "STOP_SECONDS", 1)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        run.stop(process)
        assert process.poll() is not None


# Checks


def test_every_check_runs_and_one_failure_fails_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    mark = f"open({str(tmp_path / 'last')!r}, 'w')"
    checks = [("坏", [sys.executable, "-c", "exit(3)"]), ("好", [sys.executable, "-c", mark])]
    assert run.run_checks(checks) == 1
    assert (tmp_path / "last").exists()
    said = capsys.readouterr().out
    assert "未过  坏" in said
    assert "通过  好" in said
    assert run.run_checks(checks[1:]) == 0


def test_a_check_beside_the_others_is_shown_after_them_and_fails_all(capfd: pytest.CaptureFixture[str]):
    beside = [("旁", [sys.executable, "-c", "print('what is beside'); exit(3)"])]
    checks = [("先", [sys.executable, "-c", "import time; time.sleep(1); print('what is first')"])]
    assert run.run_checks(checks, beside) == 1
    said = capfd.readouterr().out
    assert (
        said.index("what is first")
        < said.index("── 旁")
        < said.index("what is beside")
        < said.index("未过  旁")
    )


PARENT = """import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
child.wait()
"""


def test_a_check_ends_with_all_that_it_has_started():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=not run.ON_WINDOWS
    )
    with parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        run.end_with_all(parent)
    assert psutil.wait_procs([child], timeout=20)[1] == []


@pytest.mark.skipif(run.ON_WINDOWS, reason="there a process is ended without being told")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_checks_that_are_stopped_leave_nothing_running(end: int):
    long = f"[('久', [sys.executable, '-c', {PARENT!r}])]"
    command = f"import run, sys; run.run_checks({long}, beside={long})"
    process = subprocess.Popen([sys.executable, "-c", command], cwd=PROJECT, stdout=subprocess.PIPE)
    with process:
        assert process.stdout
        next(line for line in process.stdout if line.strip().isdigit())
        started = psutil.Process(process.pid).children(recursive=True)
        assert len(started) >= 3  # each of the two, and the child of the one that was heard of
        process.send_signal(end)
    assert psutil.wait_procs(started, timeout=20)[1] == []


def test_only_what_is_not_on_the_machine_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here = ("present", "x", str(Path(sys.executable)))
    monkeypatch.setattr(run, "APT_PACKAGES", [here, ("absent", "x", str(tmp_path / "nothing*"))])
    assert run.missing_packages() == ["absent"]
