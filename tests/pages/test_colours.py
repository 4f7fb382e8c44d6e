"""Whatever is written or drawn in either theme can be read: contrast AA, worked out from the theme's own colours."""

import tomllib

import pytest

from pages.parts.frame.theme import CONFIG, READABLE, SEEN, contrast, palette_of

FADED = 0.6  # of the text's colour: what Streamlit writes captions, headings of tables and hints with, at the least
BOTH = pytest.mark.parametrize("theme", ["light", "dark"])


def backgrounds(theme: str) -> list[str]:
    colours = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][theme]
    own = [colours[f"{name}BackgroundColor"] for name in ("secondary", "dataframeHeader")]
    return [colours["backgroundColor"], *own, colours["sidebar"]["backgroundColor"]]


def over(colour: str, background: str, opacity: float) -> str:
    mixed = zip(bytes.fromhex(colour[1:]), bytes.fromhex(background[1:]), strict=True)
    return "#" + "".join(f"{round(one * opacity + other * (1 - opacity)):02x}" for one, other in mixed)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@BOTH
def test_captions_and_headings_can_be_read_on_every_background(theme: str):
    text = palette_of(theme).text
    faint = {
        background: round(contrast(over(text, background, FADED), background), 2)
        for background in backgrounds(theme)
    }
    assert min(faint.values()) >= READABLE, faint


@BOTH
def test_coloured_words_can_be_read(theme: str):
    colours = palette_of(theme)
    for word in (colours.primary, colours.good, colours.bad, colours.muted):
        assert contrast(word, colours.background) >= READABLE, word
        assert contrast(word, colours.surface) >= READABLE, word


@BOTH
def test_numbers_in_bars_and_shaded_cells_can_be_read(theme: str):
    colours = palette_of(theme)
    assert contrast(colours.background, colours.primary) >= READABLE
    assert contrast(colours.background, colours.bad) >= READABLE
    assert contrast(colours.text, colours.scale[2]) >= READABLE  # a bar beside the chosen one
    assert len(colours.shades) >= 4
    assert all(contrast(colours.text, shade) >= READABLE for shade in colours.shades)


@BOTH
def test_what_is_drawn_stands_out_from_the_background(theme: str):
    colours = palette_of(theme)
    for drawn in colours.categories:
        assert contrast(drawn, colours.background) >= SEEN, drawn
