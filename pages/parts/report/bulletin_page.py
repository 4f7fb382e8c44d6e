"""The monthly bulletin on the screen: which screening it tells of, and its sections as on paper."""

from datetime import date
from functools import partial

import streamlit as st

from analytics.bulletin import Bulletin, bulletin
from models import editions, runs
from models.loop import exemptions
from models.orm import Run
from models.people import Person
from pages.parts.common import file_names
from pages.parts.common.data import door_of, lake
from pages.parts.common.plain import plain
from pages.parts.common.units import full_unit_name, unit_names
from pages.parts.findings.which_run import RUN
from pages.parts.frame.page_cards import page_file
from pages.parts.report import files as report_files
from pages.parts.report import view as report_view
from pages.parts.report.edits import Desk
from pages.parts.report.tables import TOTAL, Cell
from pages.parts.report.view import Clicks
from reports.bulletin import document_of, edition_of
from reports.document import Document, Table

LISTED = ("categories.table", "units.table")
EXPLAINED = {
    "疑似问题": "本月筛查命中的条数;一个对象被多条规则查出的各计一件。模型提示的线索不列入,总览的“疑似问题”计入。",
    "疑似少收": "各命中应收差额中为正的合计(应追补);在途资金、参考值等不计入。",
    "疑似多收": "各命中应收差额中为负的合计(应退还);在途资金、参考值等不计入。",
    "涉及单位": "有疑似问题的单位数。",
}


def show(person: Person, run: Run) -> None:
    """Show the bulletin of a screening, with the files to take along."""
    made, unit = (
        _bulletin(person, run.id, door_of(person).data_version, exemptions.latest(lake().store)),
        _unit(person),
    )
    desk = Desk(lake().store, edition_of(made, unit), person)
    document = _document(person, run, made)
    about, files = st.columns([5, 3], vertical_alignment="center")
    about.markdown(f"**{document.title}** {document.subtitle}  \n{document.unit} · 数据截至 {document.as_of}")
    with files.container(horizontal=True, horizontal_alignment="right"):
        report_files.buttons(
            person,
            lambda: _document(person, run, made),
            what="bulletin",
            file_name=file_names.of_results(document.title, run, person, unit),
            scope={"org": unit, "period": made.period, "run": run.id},
        )
    st.caption("所列均为系统筛查出的疑似问题,核实之前不作为差错认定和考核的依据。")
    for section in document.sections:
        st.markdown(f"#### {section.numeral}、{section.heading}")
        report_view.show(document, section, person, desk, _clicks(run))
    st.caption(
        "  \n".join(("编制说明", *(f"{n}. {plain(note)}" for n, note in enumerate(document.notes, 1))))
    )


@st.cache_resource(show_spinner="正在汇总本月问题…", max_entries=20)
def _bulletin(person: Person, run_id: int, data_version: int, exempted: int) -> Bulletin:
    return bulletin(lake().store, door_of(person), runs.get(lake().store, run_id))


def _document(person: Person, run: Run, made: Bulletin) -> Document:
    unit = _unit(person)
    return document_of(
        made,
        unit_name=full_unit_name(person, unit) or "全部单位",
        made_on=date.today(),
        as_of=run.as_of,
        edits=editions.edits(lake().store, edition_of(made, unit)),
    )


def _unit(person: Person) -> str:
    """Return the unit that a person's bulletin is about: the only one at the top of what the person sees."""
    codes = unit_names(person)
    tops = [code for code in codes if not any(other != code and code.startswith(other) for other in codes)]
    return tops[0] if len(tops) == 1 else person.units[0]


def _clicks(run: Run) -> Clicks:
    """Return what can be clicked: the overview lists the problems of the same screening."""
    return Clicks(
        card=lambda _: False,
        on_card=lambda _: None,
        columns=lambda table: ("problems",) if table.key in LISTED else (),
        on_cell=partial(_go, run),
        points=lambda _: False,
        on_point=lambda _, __: None,
        on_matrix=lambda _, __: None,
        explained=lambda card: EXPLAINED.get(card.label, ""),
    )


def _go(run: Run, table: Table, cell: Cell) -> None:
    """Go to where the problems behind a figure are listed."""
    row = table.rows.slice(cell.row, 1).to_pylist()[0] if cell.row != TOTAL else {}
    query = {"category": row.get("category"), "unit": row.get("unit_code"), RUN: str(run.id)}
    st.switch_page(
        page_file("overview"), query_params={name: value for name, value in query.items() if value}
    )
