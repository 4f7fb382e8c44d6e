"""One line of a recalculation: what it should be, how that comes about, what the bill says."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TAIL_YUAN, TAIL_ENERGY, TAIL_RATIO = Decimal("0.05"), Decimal(1), Decimal("0.005")


class Part(StrEnum):
    """The parts of a bill, in the order in which they build on each other."""

    READINGS = "抄见电量"
    SETTLED = "结算电量"
    ENERGY = "电度电费"
    LEVY = "代征电费"
    BASIC = "基本电费"
    POWER_FACTOR = "功率因数调整电费"
    TOTAL = "电费合计"


class Verdict(StrEnum):
    """What comes out when a line is held beside the bill."""

    SAME = "一致"
    TAIL = "尾差"
    DIFFERENT = "不一致"
    NOT_ON_BILL = "账单未列"
    NOT_POSSIBLE = "不能复算"


@dataclass(frozen=True)
class Line:
    """One figure: `terms` is the sum in words, `source` where its price or quantity is from, or why there is none.

    A difference up to `tail` comes of rounding. `is_accepted` says that the bill follows another accepted reading.
    """

    part: Part
    name: str
    terms: str
    expected: Decimal | None
    billed: Decimal | None
    unit: str
    source: str = ""
    tail: Decimal = TAIL_YUAN
    is_accepted: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Return what the bill lacks; negative where it has too much."""
        if self.expected is None or self.billed is None:
            return None
        return self.expected - self.billed

    @property
    def verdict(self) -> Verdict:
        """Return what comes out."""
        if self.expected is None:
            return Verdict.NOT_POSSIBLE
        if self.difference is None:
            return Verdict.NOT_ON_BILL
        if self.difference == 0 or self.is_accepted:
            return Verdict.SAME
        return Verdict.TAIL if abs(self.difference) <= self.tail else Verdict.DIFFERENT
