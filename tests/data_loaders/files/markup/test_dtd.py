"""A document type is found wherever XML allows one, and nothing that may stand beside it is taken for one."""

import pytest

from data_loaders.files.markup.dtd import HEAD, refuse_dtd
from models.errors import FileDamaged, FileHostile, Place

TYPE = b"<!DOCTYPE x>"
DECLARED = b'<?xml version="1.0" encoding="%s"?>'


def said(content: bytes) -> str:
    """Return "" where the XML is let through, else what is said of it."""
    try:
        refuse_dtd(content, Place("a.xlsx"), part="p.xml")
    except FileHostile:
        return "DTD"
    except FileDamaged:
        return "no XML"
    return ""


@pytest.mark.parametrize(
    "before",
    [b"", b"\xef\xbb\xbf", b"\r\n ", b"<?xml version='1.0'?>", b"<!-- <a> -->", b"<?pi <a ?>", b"<!----><!-- - > -->"],
)  # fmt: skip
def test_document_type_is_found_behind_whatever_may_stand_before_it(before: bytes):
    assert (said(before + TYPE + b"<x/>"), said(before + b"<x/>")) == ("DTD", "")


@pytest.mark.parametrize("root", [b"<x/>", b"<a:x xmlns:a='b'/>", b"<_/>", "<表/>".encode()])
def test_root_element_may_have_any_name(root: bytes):
    assert (said(root), said(TYPE + root)) == ("", "DTD")


def test_words_of_a_document_type_in_a_comment_or_in_a_cell_are_none():
    assert said(b"<!-- <!DOCTYPE x> --><x><![CDATA[<!DOCTYPE x>]]></x>") == ""


@pytest.mark.parametrize("filling", [b"<!--%s-->", b"<?p %s?>", b"%s"])
def test_root_may_begin_as_late_as_the_head_reaches_and_no_later(filling: bytes):
    bare = len(filling % b"")
    fits, too_long = (filling % (b" " * (HEAD - bare - left)) for left in (2, 1))
    assert (said(fits + b"<x/>"), said(too_long + b"<x/>")) == ("", "no XML")
    assert said(too_long + TYPE + b"<x/>") == "no XML"


def test_tag_in_a_comment_that_outlasts_the_head_is_not_the_root():
    assert said(b"<!-- <a " + b" " * HEAD + b"-->" + TYPE + b"<a/>") == "no XML"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_encoding_in_which_a_document_type_could_hide_is_refused(encoding: str):
    text = "<!-- 愼 --><x/>"
    shown = text.encode(encoding) if encoding != "cp037" else "<x/>".encode(encoding)
    assert said(DECLARED % encoding.encode() + b"<x/>") == "no XML"
    assert encoding == "utf-7" or said(shown) == "no XML"


@pytest.mark.parametrize("encoding", [b"UTF-8", b"utf8", b"GBK", b"gb2312", b"GB18030", b"ISO-8859-1", b"US-ASCII"])  # fmt: skip
def test_usual_encodings_are_let_through(encoding: bytes):
    assert (said(DECLARED % encoding + b"<x/>"), said(DECLARED % encoding + TYPE)) == ("", "DTD")


def test_empty_part_has_nothing_to_refuse():
    assert (said(b""), said(b" \n"), said(b"x"), said(b"<!-- <x>")) == ("", "", "no XML", "no XML")


@pytest.mark.parametrize("filling", [b"<!--%s-->", b"%s"])
def test_head_full_of_nothing_says_nothing_of_what_stands_behind_it(filling: bytes):
    nothing = filling % (b" " * (HEAD - len(filling % b"")))
    assert said(nothing + TYPE + b"<x/>") == "no XML"
