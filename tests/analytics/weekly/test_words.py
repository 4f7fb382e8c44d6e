"""Segmenting writes nothing to disk and nothing to stderr, and knows the words of the trade."""

import subprocess
import sys
from pathlib import Path

from analytics.weekly.words import words_of


def test_words_of_the_trade_stay_together() -> None:
    assert words_of("客户反映台区频繁停电,电压低,要求校验电能表") == [
        "台区",
        "频繁停电",
        "电压低",
        "校验",
        "电能表",
    ]


def test_segmenting_leaves_no_cache_and_says_nothing(tmp_path: Path) -> None:
    code = "from analytics.weekly.words import words_of; words_of('电能表停电')"
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=root,
        env={"TMPDIR": str(tmp_path), "PATH": "", "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stderr, list(tmp_path.iterdir())) == ("", [])
