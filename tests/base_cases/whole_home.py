"""What is laid before a whole home, taken from it and found in it."""

import csv
from pathlib import Path

from tests.commanded import run

BILLS = "用户编号,用户名称,年月,总电量,总电费\n"


def written(path: Path, content: str) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    return str(path)


def gone(home: Path) -> None:
    (home / "mingji.db").unlink()


def found(home: Path, out: Path) -> list[dict[str, str]]:
    run(home, "findings", "--out", str(out))
    with out.open(encoding="utf-8-sig", newline="") as file:
        return sorted(csv.DictReader(file), key=str)
