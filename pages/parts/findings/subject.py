"""The object that a page is about, and what is known of it: read once, for the screen, the paper and each rerun."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from analytics import story
from analytics.subjects import AREA, LABELS, kind_of
from models import runs
from models.orm import Run
from models.people import Person
from pages.parts.common.data import door_of, findings, kept, lake

Told = TypeVar("Told")
Hits = list[dict[str, Any]]
PROFILE = (
    ("用户分类", "cons_sort_code"),
    ("用电类别", "elec_type_code"),
    ("行业", "trade_code"),
    ("供电电压", "volt_code"),
    ("合同容量(kVA)", "contract_cap"),
    ("运行容量(kVA)", "run_cap"),
    ("用户状态", "status_code"),
    ("送电日期", "power_on_date"),
    ("电价码", "prc_code"),
    ("定价策略", "pricing_policy"),
    ("基本电费", "ba_calc_mode"),
    ("力调标准", "pf_std_code"),
    ("台区", "tg_name"),
    ("抄表段", "mr_sect_no"),
    ("联系电话", "mobile"),
)
MASTER = ("cons_name", "org_code", "org_name", "elec_addr", *(column for _, column in PROFILE))


@dataclass(frozen=True)
class Subject:
    """The object that the page is about, and the customer it belongs to, if any."""

    object_type: str
    object_id: str
    cons_no: str
    org_code: str
    target: dict[str, Any] | None
    is_area: bool = False

    @property
    def label(self) -> str:
        """Return what a reader takes the object for."""
        codes = (self.target or {}).get("check_codes") or ""
        return LABELS[AREA if self.is_area else kind_of(self.object_type, codes)]

    def is_in(self, row: dict[str, Any]) -> bool:
        """Return whether a row is about this very object."""
        return (row["object_type"], row["object_id"]) == (self.object_type, self.object_id)


def told(person: Person, tell: Callable[..., Told], *about: Any, **options: Any) -> Told:
    """Return what a function of analytics.story tells."""
    options_in_order = tuple(sorted(options.items()))
    return _told(person, door_of(person).data_version, tell.__name__, about, options_in_order)


def own_hits(subject: Subject, run: Run, person: Person) -> Hits:
    """Return every hit of the object itself with its evidence."""
    return [hit for hit in _hits(person, run.id, subject.object_id, subject.cons_no) if subject.is_in(hit)]


def customer_hits(subject: Subject, run: Run, person: Person) -> Hits:
    """Return every hit of the object's customer with its evidence, whatever object it is about."""
    found = _hits(person, run.id, subject.object_id, subject.cons_no) if subject.cons_no else []
    return [hit for hit in found if hit["cons_no"] == subject.cons_no]


def customer(cons_no: str, person: Person) -> dict[str, Any] | None:
    """Return what is shown of a customer's master record, with its codes, or None if the person may not see it."""
    return told(person, story.customer, cons_no, MASTER) if cons_no else None


def customer_in_words(cons_no: str, person: Person) -> dict[str, Any] | None:
    """Return the same with labels for its codes."""
    record = customer(cons_no, person)
    return story.labelled("customers", record) if record else None


def object_row(subject: Subject, person: Person) -> tuple[str, dict[str, Any]] | None:
    """Return the table and row that an object other than a customer is."""
    return told(person, story.object_row, subject.object_type, subject.object_id, subject.cons_no)


@kept
def _told(
    person: Person,
    data_version: int,
    name: str,
    about: tuple[Any, ...],
    options: tuple[tuple[str, Any], ...],
) -> Any:
    return getattr(story, name)(door_of(person), *about, **dict(options))


@kept
def _hits(person: Person, run_id: int, object_id: str, cons_no: str) -> Hits:
    return findings(person, runs.get(lake().store, run_id)).about(object_id, cons_no)
