"""Colours, icon and page frame; the colours themselves are said once, in .streamlit/config.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st

PRODUCT = "明稽"
STATIC = Path(__file__).resolve().parents[1] / "static"
SIDEBAR_PIXELS = 208
READABLE, SEEN = 4.5, 3.0  # least contrast of text and of what is drawn (WCAG 2.2, AA)
CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"


@dataclass(frozen=True)
class Palette:
    """The colours a chart is drawn with."""

    primary: str
    background: str
    surface: str
    text: str
    muted: str
    border: str
    good: str
    bad: str
    categories: tuple[str, ...]
    scale: tuple[str, ...]

    @property
    def shades(self) -> tuple[str, ...]:
        """Return the steps of the scale, from the palest on, on which text can be read."""
        return tuple(step for step in self.scale if contrast(self.text, step) >= READABLE)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21.

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in bytes.fromhex(colour.removeprefix("#"))]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def palette_of(theme: str) -> Palette:
    """Return the palette of `light` or `dark`."""
    colours = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][theme]
    return Palette(
        primary=colours["primaryColor"],
        background=colours["backgroundColor"],
        surface=colours["secondaryBackgroundColor"],
        text=colours["textColor"],
        muted=colours["grayColor"],
        border=colours["borderColor"],
        good=colours["greenColor"],
        bad=colours["redColor"],
        categories=tuple(colours["chartCategoricalColors"]),
        scale=tuple(colours["chartSequentialColors"]),
    )


def palette() -> Palette:
    """Return the palette of the theme that the reader sees just now."""
    return palette_of("dark" if is_dark() else "light")


def is_dark() -> bool:
    """Return whether the reader's theme is dark."""
    return st.context.theme.type == "dark"


def frame() -> None:
    """Set what all pages share: icon, width, menu, logo."""
    st.set_page_config(
        page_title=PRODUCT,
        page_icon=str(STATIC / "icon.png"),
        layout="wide",
        initial_sidebar_state=SIDEBAR_PIXELS,
        menu_items={"About": f"**{PRODUCT}** 电力营销稽查工作台"},
    )
    logo = "logo-dark.png" if is_dark() else "logo.png"
    st.logo(str(STATIC / logo), icon_image=str(STATIC / "icon.png"))
    # never seen: static/mingji.js clicks it when the theme changes
    st.button("按新的外观重画", key="mingji_redraw")


def heading(title: str, help_text: str) -> None:
    """Show a page's title, and in the browser's tab too; the help text opens from the mark beside it."""
    st.set_page_config(page_title=f"{title} · {PRODUCT}")
    st.title(title, anchor=False, help=help_text or None)
