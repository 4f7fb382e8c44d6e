"""What a company sets for itself, with who changed it and when; a change adds a row and the latest one counts."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import log
from models.company.import_settings import CERTAINTY_BOUNDS, CHANGED_BOUNDS, ImportSettings
from models.engine import KINDS
from models.errors import NotAllowed, WrongUsage
from models.orm import SettingRow
from models.people import Person
from models.rounding import share_as_set
from models.store import Store

LONGEST_EXEMPTION_MONTHS = 36
FRIDAY = 4
MOST_SHIFT = 60
OWN_WORD, MOST_WORDS = re.compile(r"[一-龥]{2,8}"), 2_000
TARGETS = {
    "arrival": "到达现场及时率",
    "contact": "投诉24小时联系率",
    "kept": "各单位时限达标率",
    "satisfied": "回访满意率",
}
Settings = TypeVar("Settings")


@dataclass(frozen=True)
class Group(Generic[Settings]):
    """A group of settings: its name in the records, how people call it, and what makes its values of those kept (of none: the usual).

    `require` refuses values outside their bounds with WrongUsage.
    """

    name: str
    title: str
    made: Callable[..., Settings]
    require: Callable[[Settings], None]

    def of(self, store: Store) -> Settings:
        """Return what holds: what was last saved, else the usual."""
        with store.read() as session:
            return self.of_session(session)

    def of_session(self, session: Session) -> Settings:
        """Return the same in the caller's transaction."""
        row = latest_in(session, self.name)
        return self.made(**row.content) if row else self.made()

    def save(self, store: Store, settings: Settings, person: Person) -> None:
        """Keep what is to hold from now on.

        Errors: NotAllowed without the permission or for a person of some units only; WrongUsage for a value outside
        its bounds.
        """
        _refuse_unless_allowed(person, self.title)
        self.require(settings)
        _add(store, self.name, dict(vars(settings)), person)


@dataclass(frozen=True)
class OwnWords:
    """Words that a company adds to those into which texts are cut, and words that it does not want to see."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


NO_OWN_WORDS = OwnWords()


def own_words(added: Iterable[str] = (), removed: Iterable[str] = ()) -> OwnWords:
    """Return words in order and once each."""
    return OwnWords(*(tuple(sorted(set(some))) for some in (added, removed)))


@dataclass(frozen=True)
class WeeklySettings:
    """How the weekly 95598 report counts weeks, and the targets of its rates.

    Units: `week_start` 0 is Monday; `issue_shift` is added to the number of each issue (期号); `targets` are
    shares of one by the keys of TARGETS, absent where none is set.
    """

    week_start: int = FRIDAY
    issue_shift: int = 0
    targets: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ScreeningSettings:
    """What works out the checks of a screening: the kind of an engine (models.engine)."""

    engine: str = "duckdb"


@dataclass(frozen=True)
class ExemptionSettings:
    """How long an exemption may hold at most: by default a year, so that each is looked at again at least so often."""

    longest_months: int = 12


@dataclass(frozen=True)
class BlindSettings:
    """Which checks two people judge before anybody drives out: of so many verdicts so large a share was void.

    Units: `void_rate` is a share of one; None: none of them.
    """

    void_rate: float | None = None
    least_verdicts: int = 30


def _require_blind(settings: BlindSettings) -> None:
    if settings.void_rate is not None and not 0 < settings.void_rate <= 1:
        raise WrongUsage(
            f"不属实率 {share_as_set(settings.void_rate)} 无效", remedy="请填写大于 0、不超过 100 的百分数"
        )
    if settings.least_verdicts < 1:
        raise WrongUsage(f"核查结果数 {settings.least_verdicts} 无效", remedy="请填写不小于 1 的整数")


def _require_weekly(settings: WeeklySettings) -> None:
    if settings.week_start not in range(7):
        raise WrongUsage(f"周起始日 {settings.week_start} 无效", remedy="请选择周一至周日中的一天")
    if abs(settings.issue_shift) > MOST_SHIFT:
        raise WrongUsage(f"期号调整 {settings.issue_shift} 超出 ±{MOST_SHIFT}", remedy="请填写较小的整数")
    if unknown := sorted(set(settings.targets) - set(TARGETS)):
        raise WrongUsage(f"没有指标“{'、'.join(unknown)}”", remedy=f"可设目标的有{'、'.join(TARGETS)}")
    for name, share in settings.targets.items():
        if not 0 < share <= 1:
            raise WrongUsage(
                f"{TARGETS[name]}的目标 {share_as_set(share)} 无效",
                remedy="请填写大于 0、不超过 100 的百分数",
            )


def _require_words(words: OwnWords) -> None:
    if wrong := [word for word in (*words.added, *words.removed) if not OWN_WORD.fullmatch(word)]:
        raise WrongUsage(f"“{wrong[0][:20]}”不是 2 至 8 个汉字的词", remedy="请每行填写一个词")
    if both := sorted({*words.added} & {*words.removed}):
        raise WrongUsage(f"“{both[0]}”既在增加的词里又在去掉的词里", remedy="请只保留一处")
    if (count := len(words.added) + len(words.removed)) > MOST_WORDS:
        raise WrongUsage(f"共 {count:,} 个词,超过 {MOST_WORDS:,} 个", remedy="请减少后再保存")


def _require_import(settings: ImportSettings) -> None:
    for name, share, (low, high) in (
        ("最低把握", settings.least_certainty, CERTAINTY_BOUNDS),
        ("档案变更上限", settings.most_changed, CHANGED_BOUNDS),
    ):
        if not low <= share <= high:
            raise WrongUsage(
                f"{name} {share_as_set(share)} 无效",
                remedy=f"请填写 {share_as_set(low)} 至 {share_as_set(high)}",
            )


def _require_screening(settings: ScreeningSettings) -> None:
    if settings.engine not in KINDS:
        raise WrongUsage(f"没有引擎“{settings.engine}”", remedy=f"可选 {'、'.join(KINDS)}")


def _require_exemptions(settings: ExemptionSettings) -> None:
    if not 1 <= settings.longest_months <= LONGEST_EXEMPTION_MONTHS:
        raise WrongUsage(
            f"最长期限 {settings.longest_months} 个月无效", remedy=f"请填写 1 至 {LONGEST_EXEMPTION_MONTHS}"
        )


WEEKLY = Group("weekly", "周报设置", WeeklySettings, _require_weekly)
IMPORT = Group("import", "数据导入设置", ImportSettings, _require_import)
SCREENING = Group("screening", "筛查设置", ScreeningSettings, _require_screening)
WORDS = Group("words", "热点词典", own_words, _require_words)
EXEMPTIONS = Group("exemptions", "白名单设置", ExemptionSettings, _require_exemptions)
BLIND = Group("blind", "初判设置", BlindSettings, _require_blind)


def latest(store: Store, name: str) -> SettingRow | None:
    """Return the settings of a name as they were last saved, or None."""
    with store.read() as session:
        return latest_in(session, name)


def save_group(store: Store, name: str, content: dict[str, Any], person: Person, what: str) -> None:
    """Keep a group of settings that is declared and checked elsewhere; `what` is how a refusal names it.

    Errors: NotAllowed without the permission or for a person of some units only.
    """
    _refuse_unless_allowed(person, what)
    _add(store, name, content, person)


def latest_in(session: Session, name: str) -> SettingRow | None:
    """Return the same in the caller's transaction."""
    chosen = select(SettingRow).where(SettingRow.name == name)
    return session.scalars(chosen.order_by(SettingRow.id.desc()).limit(1)).first()


def _refuse_unless_allowed(person: Person, what: str) -> None:
    if not person.configures_everything:
        raise NotAllowed(f"您不能修改全公司的{what}", remedy="请联系营销稽查专责")


def _add(store: Store, name: str, content: dict[str, Any], person: Person) -> None:
    with store.write() as session:
        session.add(SettingRow(name=name, content=content, set_by=person.signature, set_at=datetime.now()))
        log.append(session, person.signature, "settings", name, content)
