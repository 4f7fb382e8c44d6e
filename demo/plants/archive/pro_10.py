"""PRO-10 临时用电户超期未转正/销户

Temporary supplies that ended yesterday and today, as agreed and by the rules of the day they began.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from demo.cases import Case, Side, fine, wrong
from demo.changes import applied, archived
from demo.law import SUPPLY_RULES_2024
from demo.profiles import STORE
from demo.stage import Play

METERED, UNMETERED, NOT_TEMPORARY = "01", "02", "03"
AGREED, PRESUMED = "到期未办", "推定超期"
IN_LEDGERS = Side("INS-13")  # who checks the ledgers of 业扩 finds the same customers


def cases(play: Play) -> Sequence[Case]:
    """Return customers; there is no amount."""
    return [*agreed(play), *by_the_rules(play), *not_judged(play)]


def agreed(play: Play) -> Iterator[Case]:
    """Yield supplies whose end is on file."""
    for flag in (METERED, UNMETERED):
        for ago, make in (
            (1, partial(wrong, branch=AGREED, also=[IN_LEDGERS])),
            (0, fine),
            (400, partial(wrong, branch=AGREED, also=[IN_LEDGERS])),
        ):
            facts = temporary(play, flag, play.ago(ago))
            yield make(f"临时用电({flag}),到期{ago}天", STORE, facts)
    asked = applied("216", play.day(5))
    ended = temporary(play, METERED, play.ago(40))
    yield wrong("到期,有销户申请,只作提示", STORE, ended, asked, branch=AGREED, also=[IN_LEDGERS])


def by_the_rules(play: Play) -> Iterator[Case]:
    """Yield supplies without an end on file: six months before the rules of 2024, three years since."""
    late, none = partial(wrong, branch=PRESUMED, also=[IN_LEDGERS]), archived(tmp_due_date=None)
    before = min(SUPPLY_RULES_2024 - timedelta(days=1), play.ago(400))
    since_then = max(SUPPLY_RULES_2024, play.ago(1000))
    yield late("无到期日期,2024版规则施行前立户,6个月已过", STORE, since(before), none)
    yield fine("无到期日期,2024版规则施行后立户,3年未过", STORE, since(since_then), none)
    yield late(
        "无到期日期、无立户日期,按送电日期推定",
        STORE,
        since(before),
        archived(tmp_due_date=None, build_date=None),
    )
    unknown = archived(tmp_due_date=None, build_date=None, power_on_date=None)
    yield fine("无到期、立户、送电日期,不判", STORE, since(before), unknown)


def not_judged(play: Play) -> Iterator[Case]:
    """Yield customers who are gone, not yet there, or not temporary at all."""
    for status in ("1", "9"):
        facts = temporary(play, METERED, play.ago(90)) | {"status_code": status}
        yield fine(f"到期,用户状态{status}", STORE, facts)
    yield fine("非临时用电,到期日期是旧的", STORE, {}, archived(tmp_due_date=play.ago(90)))


def temporary(play: Play, flag: str, due: date) -> dict[str, Any]:
    """Return the facts of a temporary supply of two years that ends on a day."""
    begun = play.ago(800)
    return {
        "tmp_flag": flag,
        "tmp_due_date": due,
        "build_date": begun,
        "power_on_date": begun,
        "contract_cap": 20,
    }


def since(day: date) -> dict[str, Any]:
    """Return the facts of a temporary supply that began on a day."""
    return {
        "tmp_flag": METERED,
        "tmp_due_date": day,
        "build_date": day,
        "power_on_date": day,
        "contract_cap": 20,
    }
