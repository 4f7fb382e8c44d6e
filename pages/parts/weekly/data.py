"""The weekly analysis as pages read it: computed once for a person, a unit, a period and a state of the data.

Caches are shared by everybody, so the person stands in every key: what one may see another may not.
"""

from datetime import date

import streamlit as st

from analytics.weekly import weeks
from analytics.weekly.analysis import weekly, with_texts_read
from analytics.weekly.period import Period, Span
from analytics.weekly.sections import Weekly
from models import editions
from models.company.settings import WEEKLY, WORDS, OwnWords
from models.people import Person
from pages.parts.common.data import door_of, lake
from reports.document import Document, with_edits
from reports.weekly.report import document_of, edition_of

KEPT_ANALYSES = 24


def days_known(person: Person) -> Span | None:
    """Return the days from the first to the last order of the person's units, or None without any."""
    return _days_known(person, door_of(person).data_version)


@st.cache_data(show_spinner=False, max_entries=50)
def _days_known(person: Person, data_version: int) -> Span | None:
    return weeks.days_known(door_of(person))


def analysis(person: Person, unit: str, period: Period, *, with_topics: bool = True) -> Weekly:
    """Return the analysis of a unit and a period as the person may see it.

    Most sections need no topics, and reading the texts would keep everybody waiting for them.
    """
    version = door_of(person).data_version
    with st.spinner("正在计算本期数据…"):
        if with_topics:
            return _with_topics(person, unit, period, version, WORDS.of(lake().store))
        return _analysis(person, unit, period, version)


def prepare(person: Person, unit: str, period: Period) -> None:
    """Have an analysis ready before it is asked for, without a word."""
    _analysis(person, unit, period, door_of(person).data_version)


@st.cache_resource(show_spinner=False, max_entries=KEPT_ANALYSES)
def _analysis(person: Person, unit: str, period: Period, data_version: int) -> Weekly:
    return weekly(door_of(person), period, unit, with_topics=False)


@st.cache_resource(show_spinner=False, max_entries=KEPT_ANALYSES)
def _with_topics(person: Person, unit: str, period: Period, data_version: int, own: OwnWords) -> Weekly:
    return with_texts_read(door_of(person), _analysis(person, unit, period, data_version), own)


def report(person: Person, unit: str, period: Period, *, with_topics: bool = True) -> Document:
    """Return the report as it would be printed now, with what people wrote in it."""
    made = analysis(person, unit, period, with_topics=with_topics)
    targets = tuple(sorted(WEEKLY.of(lake().store).targets.items()))
    own = made.topics.own_words if with_topics else None
    plain = _document(person, unit, period, made.data_version, targets, date.today(), own)
    return with_edits(plain, editions.edits(lake().store, edition_of(made)))


@st.cache_resource(show_spinner=False, max_entries=KEPT_ANALYSES)
def _document(
    person: Person,
    unit: str,
    period: Period,
    data_version: int,
    targets: tuple[tuple[str, float], ...],
    made_on: date,
    own: OwnWords | None,
) -> Document:
    found = _analysis(person, unit, period, data_version)
    made = found if own is None else _with_topics(person, unit, period, data_version, own)
    return document_of(made, made_on=made_on, targets=dict(targets))
