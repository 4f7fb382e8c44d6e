"""The command line run in the test's own process, on a home."""

from pathlib import Path

from typer.testing import CliRunner

from cli import app


def run(home: Path, *words: str, code: int = 0) -> str:
    """Return what a command says; it ends with the exit code."""
    result = CliRunner().invoke(app, ["--home", str(home), *words])
    assert result.exit_code == code, result.output
    return result.output
