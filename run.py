#!/usr/bin/env python3
"""Set Mingji up and start it: `python3 run.py`. Set it up and check everything: `python3 run.py test`.

Standard library only, and readable by old Pythons as far as the line that refuses them.
"""

import argparse
import glob
import hashlib
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 (whoever starts this file may have any Python)
    sys.exit(
        f"明稽需要 Python 3.11 或更新的版本,当前是 {sys.version.split()[0]}。请安装后用新的 python3 再运行。"
    )

ROOT = Path(__file__).resolve().parent
DEFAULT_PORT = 8501
# any of them: never a place for the demo company, even if one is lost
HELD = ("mingji.db", "home.json", "batches")
START_SECONDS = 120
STOP_SECONDS = 5
STATEMENTS = "MINGJI_TESTED_STATEMENTS"
ON_WINDOWS = os.name == "nt"

# What the tests need from the system: Debian package, what for, and a file that shows it is there.
APT_PACKAGES = [
    ("chromium", "浏览器测试", "/usr/bin/chromium"),
    ("fonts-noto-cjk", "截图里的中文字体", "/usr/share/fonts/**/NotoSansCJK-*"),
    ("postgresql", "PostgreSQL 上的记录库测试", "/usr/lib/postgresql/*/bin/initdb"),
    ("poppler-utils", "PDF 的字体、文字与页数检查", "/usr/bin/pdftotext"),
    ("nodejs", "类型检查(pyright)", "/usr/*bin/node"),
    ("npm", "类型检查(pyright)", "/usr/*bin/npm"),
    ("default-jre-headless", "两个引擎的对照(Spark)", "/usr/lib/jvm/*/bin/java"),
]

REASONS = [
    (
        r"NewConnectionError|ConnectTimeout|name resolution|Network is unreachable|Read timed out|ProxyError|SSLError"
        r"|getaddrinfo failed|Connection refused",
        "连不上软件源。请检查网络或代理;内网可用环境变量 PIP_INDEX_URL 指向内部镜像,或用 --offline 目录 从本地安装包安装。",
    ),
    (r"No space left|ENOSPC", "磁盘空间不足,请清理后重试。"),
    (
        r"Permission denied|Access is denied|拒绝访问",
        "没有写入权限,请检查目录权限,或关闭正在运行的明稽后重试。",
    ),
    (r"No matching distribution found for (\S+)", "找不到适合本机(系统与 Python 版本)的安装包:{0}。"),
]


class Failed(Exception):
    """Something that the user must see to; the text is the Chinese sentence."""


HELP = f"""用法:
  python3 run.py [选项]         安装、准备数据并启动明稽
  python3 run.py test [参数]    安装并做全部检查;参数交给 pytest

选项:
  --home DIR      数据目录(默认取环境变量 MINGJI_HOME,否则为 ./var)
  --empty         不生成示范公司,从空的数据目录开始,导入自己的数据
  --port N        网页端口(默认 {DEFAULT_PORT};被占用时用下一个空闲的)
  --no-browser    不自动打开浏览器
  --offline DIR   不联网,从此目录里的安装包(wheel)安装
  -h, --help      显示本说明"""

# argparse's own words, by what they say
WRONG = [
    (r"argument (\S+): expected one argument", r"\1 后面缺少值"),
    (r"argument (\S+): invalid int value: '(.*)'", r"\1 应为整数,不能是“\2”"),
    (r"argument (\S+): ignored explicit argument '(.*)'", r"\1 后面不能写值,去掉“\2”"),
    (r"argument command: invalid choice: '(.*?)'.*", r"不认识 \1"),
]


class Parser(argparse.ArgumentParser):
    """A parser that says in Chinese what is wrong."""

    def error(self, message: str) -> NoReturn:
        """Show what is wrong, and how it is right."""
        for english, chinese in WRONG:
            message = re.sub(english, chinese, message)
        sys.exit(f"参数有误:{message}\n\n{HELP}")


def main(arguments: list[str]) -> int:
    """Return the exit code of what the command line asks for."""
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("command", nargs="?", choices=["test"])
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--offline", type=Path)
    parser.add_argument("--empty", action="store_true")
    options, rest = parser.parse_known_args(arguments)
    if options.help:
        say(HELP)
        return 0
    if rest and options.command != "test":
        parser.error(f"不认识 {' '.join(rest)}")
    try:
        return test(options.offline, rest) if options.command == "test" else start(options)
    except Failed as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\n已中断。再次运行会接着做完。")
        return 130


def start(options: argparse.Namespace) -> int:
    """Install what is missing, make the demo company if there is no data, and run the application."""
    python = installed("requirements.txt", options.offline)
    home = (options.home or Path(os.environ.get("MINGJI_HOME") or ROOT / "var")).resolve()
    fill(home, python, is_demo_wanted=not options.empty)
    port = free_port(options.port)
    if port != options.port:
        say(f"端口 {options.port} 已被占用,改用 {port}。")
    return run_application(python, home, port, open_browser=not options.no_browser)


# Packages


def installed(requirements: str, offline: Path | None) -> Path:
    """Return the Python of a virtual environment that holds exactly what a requirements file pins."""
    folder = Path(os.environ.get("MINGJI_VENV") or ROOT / ".venv").resolve()
    python = folder / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")
    if not _works(python):
        make_environment(folder)
    files = included(ROOT / requirements)
    stamp = folder / f"mingji-{requirements}.sha256"
    wanted = fingerprint(files)
    if stamp.exists() and stamp.read_text("ascii") == wanted:
        return python
    if offline and not offline.is_dir():
        raise Failed(f"--offline 给出的目录不存在:{offline}")
    say("正在安装所需的软件包(首次需要几分钟)…")
    began = time.monotonic()
    source = ["--no-index", "--find-links", str(offline.resolve())] if offline else []
    install = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    code, output = echoed([str(python), *install, *source, "-r", str(ROOT / requirements)], told_by_pip)
    if code:
        (folder / "install.log").write_text(output, "utf-8")
        raise Failed(f"软件包安装失败。{reason(output)}\n完整输出见 {folder / 'install.log'}")
    for file in files:  # the development set contains the other
        (folder / f"mingji-{file.name}.sha256").write_text(fingerprint(included(file)), "ascii")
    say(f"软件包已就绪({time.monotonic() - began:.0f} 秒)。")
    return python


def make_environment(folder: Path) -> None:
    """Make a virtual environment; an old one that no longer works is replaced."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").exists():
        raise Failed(f"{folder} 里有别的文件,不是虚拟环境。请移走它,或用环境变量 MINGJI_VENV 另选目录。")
    say(f"正在建立虚拟环境 {folder} …")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if made.returncode:
        advice = "Debian/Ubuntu 请先运行:apt-get install python3-venv\n" if "ensurepip" in made.stdout else ""
        raise Failed(f"虚拟环境建立失败。{advice}{made.stdout}{made.stderr}")


def _works(python: Path) -> bool:
    try:
        asked = [str(python), "-c", "import pip, sys; print(sys.version_info[:2])"]
        answer = subprocess.run(asked, check=False, capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == str(sys.version_info[:2])


def included(file: Path) -> list[Path]:
    """Return a requirements file and the ones that it names by `-r`."""
    names = re.findall(r"^-r\s+(\S+)", file.read_text("utf-8"), re.MULTILINE)
    return [file, *(inner for name in names for inner in included(file.parent / name))]


def fingerprint(files: list[Path]) -> str:
    """Return a digest of what requirements files say."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def told_by_pip(line: str) -> str | None:
    """Return what the user is told of one line of pip's output."""
    fetched = re.match(r"\s*(?:Downloading|Using cached) (?:\S*/)?([^-/]+)-([^-]+)-\S+\.whl \((.+)\)", line)
    if fetched:
        return f"  {fetched[1]} {fetched[2]}({fetched[3]})"
    return "  正在写入…" if line.startswith("Installing collected packages") else None


def reason(output: str) -> str:
    """Return why pip failed, in words that say what to do; its own last words if unknown."""
    for pattern, sentence in REASONS:
        found = re.search(pattern, output)
        if found:
            return sentence.format(*found.groups())
    return "\n" + "\n".join(output.strip().splitlines()[-5:])


# The application


def fill(home: Path, python: Path, *, is_demo_wanted: bool) -> None:
    """Make the home directory, and the demo company when it holds no data; one that was cut short is made again."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = home / "demo.unfinished"
    holds_data = any((home / name).exists() for name in HELD) or "MINGJI_DATABASE" in os.environ
    if (holds_data or not is_demo_wanted) and not unfinished.exists():
        return
    say(f"数据目录 {home} 里还没有数据,正在生成示范公司…")
    unfinished.touch()
    began = time.monotonic()
    command = [str(python), "cli.py", "--home", str(home), "demo"]
    if subprocess.call(command, cwd=ROOT, env=_environment()):
        raise Failed("示范公司没有生成,原因见上。解决后重新运行即可。")
    unfinished.unlink()
    say(f"示范公司已生成({time.monotonic() - began:.0f} 秒)。")


def run_application(python: Path, home: Path, port: int, *, open_browser: bool) -> int:
    """Run the application until it is stopped, and return its exit code."""
    environment = _environment() | {"MINGJI_HOME": str(home), "MINGJI_PORT": str(port)}
    signal.signal(signal.SIGTERM, _interrupt)
    process = subprocess.Popen([str(python), "app.py"], cwd=ROOT, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_it_answers(url, process)
        say(f"\n明稽已启动:{url}\n数据目录:{home}\n按 Ctrl-C 停止。")
        if open_browser and can_open_browser():
            webbrowser.open(url)
        return process.wait()
    except KeyboardInterrupt:
        say("\n正在停止…")
        return 0
    finally:
        stop(process)


def wait_until_it_answers(url: str, process: subprocess.Popen) -> None:
    """Wait until the application answers, and fail when it ends or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    # a proxy knows nothing of this machine
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failed(f"程序启动后退出了(代码 {process.returncode}),原因见上。")
        try:
            with direct.open(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failed(f"等了 {START_SECONDS} 秒,程序仍没有响应。请查看上面的输出。")


def stop(process: subprocess.Popen) -> None:
    """End the application, by force only when it does not close by itself."""
    ends = [process.terminate, process.kill]
    if ON_WINDOWS:  # there `terminate` is force already, and Ctrl-C has reached the application too
        ends.insert(0, lambda: None)
    for end in ends:
        if process.poll() is None:
            end()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def free_port(wanted: int) -> int:
    """Return the first port from the wanted one on that nobody listens on."""
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            if not ON_WINDOWS:  # there this option would let two programs share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failed(f"端口 {wanted} 起的 100 个端口都被占用,请用 --port 另选。")


def can_open_browser() -> bool:
    """Return whether there is a desktop to open a browser on; a text browser would take the terminal over."""
    return not sys.platform.startswith("linux") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _environment() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


# Checks


def test(offline: Path | None, pytest_arguments: list[str]) -> int:
    """Install what the checks need, run all of them, and return 1 if any failed."""
    install_system_packages()
    python = str(installed("requirements-dev.txt", offline))
    lint_imports = str(Path(python).with_name("lint-imports.exe" if ON_WINDOWS else "lint-imports"))
    pytest = [python, "-m", "pytest"]
    # three on two cores take longer: 17.6 minutes for 14.8
    parallel = [*pytest, "-n", "2", "--dist", "worksteal"]
    tests = [("测试", [*parallel, "-m", "not spark"]), ("两个引擎", [*parallel, "-m", "spark"])]
    checks = [
        *([("测试", [*parallel, *pytest_arguments])] if pytest_arguments else tests),
        ("代码规范", [python, "-m", "ruff", "check", "."]),
        ("代码格式", [python, "-m", "ruff", "format", "--check", "."]),
        ("依赖方向", [lint_imports]),
    ]
    types = [
        ("类型检查", [python, "-m", "pyright", "--pythonpath", python])
    ]  # a minute and a half of one core
    with tempfile.TemporaryDirectory(prefix="mingji-statements-", ignore_cleanup_errors=True) as shared:
        os.environ[STATEMENTS] = shared  # what one part has stated, the other need not state again
        return run_checks(checks, beside=types)


def run_checks(checks: list[tuple[str, list[str]]], beside: Iterable[tuple[str, list[str]]] = ()) -> int:
    """Run every check, also after one has failed, show each one's result and time, and return 1 if any failed.

    Those of `beside` run from the start, beside the others; what they say is shown after these.
    """
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with ThreadPoolExecutor() as waiting, ExitStack() as ended:
            quiet = []
            for name, command in beside:
                said = ended.enter_context(tempfile.TemporaryFile())
                quiet.append((name, said, waiting.submit(_waited, _begun(command, ended, said))))
            results = []
            for name, command in checks:
                say(f"\n── {name}")
                with ExitStack() as soon_ended:
                    results.append((name, *_waited(_begun(command, soon_ended))))
            for name, said, result in quiet:
                passed = result.result()
                say(f"\n── {name}")
                said.seek(0)
                say(said.read().decode(errors="replace").rstrip())
                results.append((name, *passed))
    finally:
        signal.signal(signal.SIGTERM, before)
    say("\n结果")
    for name, passed, seconds in results:
        say(f"  {'通过' if passed else '未过'}  {name}  {seconds:.1f} 秒")
    return 0 if all(passed for _, passed, _ in results) else 1


def _begun(command: list[str], ended: ExitStack, said: IO[bytes] | None = None) -> subprocess.Popen:
    """Begin a check in a session of its own, which ends with `ended` at the latest."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=said,
        stderr=said and subprocess.STDOUT,
        start_new_session=not ON_WINDOWS,
    )
    ended.callback(end_with_all, process)
    return process


def _waited(process: subprocess.Popen) -> tuple[bool, float]:
    began = time.monotonic()
    return process.wait() == 0, time.monotonic() - began


def end_with_all(process: subprocess.Popen) -> None:
    """End a process that leads a session, with all that it has started: as Ctrl-C does, then by force."""
    if ON_WINDOWS:
        if process.poll() is None:
            whole = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(whole, check=False, capture_output=True)
        return
    for end in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, end)
            process.wait(STOP_SECONDS)
        except (ProcessLookupError, PermissionError):  # none of them is left; macOS has another word for it
            return
        except subprocess.TimeoutExpired:
            continue


def install_system_packages() -> None:
    """Install what the checks need beside Python, where we may; else say exactly what to install."""
    missing = missing_packages()
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"正在安装系统软件包:{' '.join(missing)} …")
        environment = _environment() | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update"],
            ["apt-get", "install", "-y", "--no-install-recommends", *missing],
        ):
            code, output = echoed(command, lambda line: None, environment)
            if code:
                say(f"{' '.join(command)} 没有成功:\n" + "\n".join(output.splitlines()[-5:]))
                break
        missing = missing_packages()
    if not missing:
        return
    uses = "\n".join(f"  {package}:{use}" for package, use, _ in APT_PACKAGES if package in missing)
    advice = f"还缺系统软件包:\n{uses}\nDebian/Ubuntu 请运行:\n  sudo apt-get install -y {' '.join(missing)}"
    if os.environ.get("MINGJI_REQUIRE_ALL"):
        raise Failed(advice)
    say(f"{advice}\n缺少它们的检查会跳过或不通过。")


def missing_packages() -> list[str]:
    """Return the Debian packages of which nothing is to be seen on this machine."""
    return [package for package, _, proof in APT_PACKAGES if not glob.glob(proof, recursive=True)]


# The terminal


def echoed(
    command: list[str], told: Callable[[str], str | None], environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run a command, show what `told` makes of each line, and return the exit code and the whole output."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment or _environment(),
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout
    output = []
    with process:
        for line in process.stdout:
            output.append(line)
            words = told(line)
            if words:
                say(words)
    return process.returncode, "".join(output)


def say(words: str) -> None:
    """Print at once, whatever the terminal can show."""
    print(words, flush=True)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
