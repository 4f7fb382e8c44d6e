"""How numbers are rounded, and how shares are written: the same on screen, on paper, in files and in sentences."""

from decimal import ROUND_HALF_UP, Decimal

SHARE_PLACES = 2  # of per cent, as the trade writes its rates: 97.61%
NONE = "—"


def rounded(value: float | Decimal, places: int, *, shift: int = 0) -> Decimal:
    """Return a number rounded half up as a person would, from its shortest decimal form; no -0."""
    exact = Decimal(repr(float(value)) if isinstance(value, float) else str(value)).scaleb(shift)
    result = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return result if result else abs(result)


def share_in_words(share: float | Decimal | None) -> str:
    """Return a share of one that was counted or reckoned as per cent: 97.61%; a dash for none."""
    return NONE if share is None else f"{rounded(share, SHARE_PLACES, shift=2):,}%"


def share_as_set(share: float | Decimal) -> str:
    """Return a share of one that somebody chose as per cent, without decimals that say nothing: 10%, 12.5%."""
    return f"{rounded(share, SHARE_PLACES, shift=2).normalize():f}%"
