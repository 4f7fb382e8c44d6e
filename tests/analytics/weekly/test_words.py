"""Segmenting writes nothing to disk and nothing to stderr, and knows the words of the trade."""

import subprocess
import sys
from pathlib import Path

import pytest

from analytics.weekly.words import words_of
from models.company.settings import OwnWords


def test_words_of_the_trade_stay_together() -> None:
    assert words_of("客户反映台区频繁停电,电压低,要求校验电能表") == [
        "台区",
        "频繁停电",
        "电压低",
        "校验",
        "电能表",
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("客户反映执行分时电价后电费增加,请核实", "分时电价"),
        ("电能表A相失压报警,三相电流正常", "失压"),
        ("经查C相失压、B相断相,要求退补", "断相"),
        ("台区线损异常,怀疑有人窃电", "台区线损"),
        ("充值卡丢失,咨询电费充值卡如何补办", "电费充值卡"),
        ("客户投诉存在私自增容行为", "私自增容"),
        ("反映专变客户容需并存计费有误", "容需并存"),
        ("申请查看功率因数考核标准", "功率因数"),
    ],
)
def test_term_of_the_trade_or_of_a_code_list_is_one_word_in_an_order(text: str, kept: str) -> None:
    assert kept in words_of(text)


@pytest.mark.parametrize("text", ["客户名称有误", "用户编号不符"])
def test_heading_that_only_names_how_something_is_recorded_is_no_word(text: str) -> None:
    assert not {"客户名称", "用户编号", "名称有误"} & set(words_of(text))


def test_company_adds_words_that_are_not_cut_and_removes_others() -> None:
    text = "清溪湾小区光储充一体站分时电价执行有误"
    assert "光储充一体站" not in words_of(text)
    own = OwnWords(added=("光储充一体站", "清溪湾"), removed=("分时电价",))
    assert {"光储充一体站", "清溪湾"} <= set(words_of(text, own))
    assert "分时电价" not in words_of(text, own)
    assert "分时电价" in words_of(text)


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
