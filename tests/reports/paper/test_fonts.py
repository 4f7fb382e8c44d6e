"""Which characters paper can show: ours, held against an independent reader of fonts."""

import pytest
from PIL import ImageFont

from reports.paper.fonts import covered, folders, showable


@pytest.mark.parametrize("character", "供电㙍㛃𠮷①√×▼〓—↑℃")
def test_common_and_rare_characters_have_a_glyph(character: str) -> None:
    assert showable(character) == (character, ())


def test_a_character_that_no_font_has_is_replaced_and_named() -> None:
    assert showable("李𠀀") == ("李〓", ("U+20000",))


def test_what_cannot_be_seen_is_left_out() -> None:
    assert showable({"a": ["葛\ufe00城\u200b区\x07"]}) == ({"a": ["葛城区"]}, ())


def test_half_a_character_is_replaced() -> None:
    assert showable("\ud842")[0] == "〓"


@pytest.mark.parametrize("point", [0x4E00, 0x3400, 0x20BB7, 0x20000, 0x1F600, 0x0E01, 0xE000])
def test_the_character_maps_are_read_as_the_font_engine_reads_them(point: int) -> None:
    missing = chr(0x10FFFE)
    shown = False
    for folder in folders():
        for file in folder.glob("*.[ot]tf"):
            font = ImageFont.truetype(str(file), 40)
            shown |= bytes(font.getmask(chr(point))) != bytes(font.getmask(missing))
    assert (point in covered()) == shown
