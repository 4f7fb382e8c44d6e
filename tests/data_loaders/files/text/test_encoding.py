"""A text of no encoding, or of two, is refused with the line on which it begins, never read with other signs."""

import codecs

import pytest

from data_loaders.files.text.encoding import decoded
from models.errors import FileDamaged, FileUnreadable

HEADER = "户号,户名\n"
LINE = "0001,张三\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (codecs.BOM_UTF32_LE + HEADER.encode("utf-32-le"), "文件是 UTF-32 编码"),
        (codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le") + b"\x00\xd8", "第 2 行:不是有效的 UTF-16 编码"),
        ((HEADER + "0\0,张\n").encode("utf-16"), "第 2 行:含有空字节"),
        (codecs.BOM_UTF8 + HEADER.encode() + LINE.encode("gbk"), "第 2 行:编码混杂:此行不是 UTF-8 编码"),
        (HEADER.encode("gbk") + b"1,\xff\xff\n", "第 2 行:编码混杂:此行不是 GB18030 编码"),
    ],
    ids=["UTF-32", "half a sign", "zero byte", "other line behind a mark", "no sign"],
)
def test_text_that_cannot_be_decoded_is_refused_with_its_line(raw: bytes, said: str):
    with pytest.raises(FileUnreadable) as refused:
        decoded(raw, "a.csv")
    assert said in str(refused.value)


def test_more_control_characters_than_a_text_has_are_no_text():
    assert decoded(HEADER.encode() + b"\x01" * 8, "a.csv").label == "UTF-8"
    with pytest.raises(FileDamaged, match="内容不是表格或文本"):
        decoded(HEADER.encode() + b"\x01" * 9, "a.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("behind", [",1\n", '",1\n', "  ,1\n", "\n", ""])
def test_half_a_character_at_the_end_of_a_field_is_taken_off_and_counted(encoding: str, behind: str):
    raw = (HEADER + LINE * 3 + "0002,李四").encode(encoding)[:-1] + behind.encode()
    text = decoded(raw, "a.csv")
    assert text.utf8.decode() == HEADER + LINE * 3 + "0002,李" + behind
    assert text.notes == ("1 处文字在字段末尾被截去半个字,已去掉剩下的半个",)


def test_half_a_character_within_a_field_is_refused():
    with pytest.raises(FileUnreadable, match="第 5 行"):
        decoded((HEADER + LINE * 3).encode("gbk") + b"0002,\xc0x\xff\xff\n", "a.csv")
