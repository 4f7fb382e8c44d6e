"""Whoever writes a command wrongly is told in Chinese what is wrong, and nothing in the help is English."""

import re

import pytest
from typer.testing import CliRunner

from cli import app


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import"], "缺少参数“文件”(导出文件、文件夹或 zip 压缩包)"),
        (["findings"], "缺少选项“--out”"),
        (["nix"], "没有命令“nix”"),
        (["screen", "--asof", "2026-01-01"], "没有选项“--asof”,相近的有 --as-of"),
        (
            ["targets", "--out", "x.xlsx", "--capacity", "abc"],
            "选项“--capacity”(每个供电所的任务数,默认不限)的值不对,应为整数",
        ),
        (["undo", "3", "4"], "多余的参数“4”"),
        (["targets", "--out"], "选项“--out”后面缺少值"),
    ],
)
def test_wrong_usage_is_said_in_chinese_and_ends_with_2(words: list[str], said: str):
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert "--help" in result.stderr


@pytest.mark.parametrize("command", [[], ["import"], ["targets"], ["weekly"], ["serve"]])
def test_help_has_no_english_sentence(command: list[str]):
    help_text = CliRunner().invoke(app, [*command, "--help"]).stdout
    assert "显示本说明" in help_text
    assert re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+|Usage|Options|default|required", help_text) == []
