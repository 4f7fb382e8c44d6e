"""The 现场核查单: what the two people who visit an object take along, on at most two A4 pages.

It lies in the object's page, unseen on the screen; static/mingji.css shows it alone on paper. Its words come from
data and are escaped here, every one of them.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

import streamlit as st

from analytics import story
from analytics.amounts import in_words
from analytics.reasons import looks
from analytics.results.hit_words import arithmetic_of, basis_of, sentence_of
from analytics.rulebook import card_of
from analytics.subjects import LABELS, kind_of, number_in_words
from analytics.values_in_words import shown, stored_in_words
from data_loaders.catalog import tables as cards
from models.calendar import month_in_words
from models.loop.case import Result
from models.orm import Run
from models.people import Person
from pages.parts.common.units import unit_names
from pages.parts.findings.subject import (
    PROFILE,
    Subject,
    customer_hits,
    customer_in_words,
    object_row,
    own_hits,
    told,
)

KEY = "visit_sheet"
# Measured in lines of 9 pt over the width of the paper, a Chinese character counting one.
LINE_CHARACTERS = 54
HIT_LINES, MOST_BRIEF_HITS, MOST_LOOKS = 46, 10, 7
LONGEST_TEXT = 240
RECORD_TITLES = {name: title for name, title, _ in story.RECORDS}
MOST_DEVICES = 3
MOST_FACTS, LONGEST_FACT = 12, 40
# What is compared with the plates and meters on site: export table, its columns.
DEVICES = (
    ("meters", ("asset_no", "made_no", "t_factor", "status", "inst_date")),
    ("instrument_transformers", ("it_asset_no", "it_sort", "ratio", "phase", "status")),
    ("equipment", ("equip_name", "plate_cap", "run_status", "made_no", "actual_stop_date")),
)


def show(subject: Subject, run: Run, person: Person) -> None:
    """Put the sheet into the page, with the button that prints it."""
    with st.container(key=KEY):
        st.html(sheet(subject, run, person))  # the one reviewed use of HTML: every text goes through _text


def sheet(subject: Subject, run: Run, person: Person) -> str:
    """Return the sheet as HTML."""
    hits = _hits(subject, run, person)
    months = told(person, story.months, subject.cons_no, run.period)
    now = datetime.now()
    number = number_in_words(subject.object_type, subject.object_id, unit_names(person))
    parts = [
        f"<header><h1>营销稽查现场核查单</h1><p>{_text(subject.label)} "
        f"{_text(number)} · 稽查期间 {month_in_words(run.period)} · 数据截止 {run.as_of:%Y-%m-%d} · "
        f"第 {run.id} 次筛查 · {_text(person.name)} {now:%Y-%m-%d %H:%M} 制单</p></header>",
        _who(subject, person),
        _looks(hits, subject),
        _findings(hits, subject, unit_names(person)),
        _exempted(subject, run, person),
        _months(months) if any(row["total_pq"] is not None for row in months) else "",
        _devices(subject, person),
        _record(),
    ]
    return f'<section class="visit-sheet">{"".join(parts)}</section>'


def _text(value: Any) -> str:
    """Return a value as text of the sheet: one line, not endless, never markup."""
    said = " ".join(shown(value).split())
    return escape(said if len(said) <= LONGEST_TEXT else said[: LONGEST_TEXT - 1] + "…")


def _label(name: str, column: str) -> str:
    field = cards()[name].by_name[column]
    return f"{field.title}({field.unit})" if field.unit else field.title


def _hits(subject: Subject, run: Run, person: Person) -> list[dict[str, Any]]:
    """Return the hits to look into on the visit: the customer's, with those of its meters and applications.

    What is on the white list is none of them.
    """
    hits_of = customer_hits if subject.object_type == "customer" else own_hits
    hits = hits_of(subject, run, person)
    hits = [hit for hit in hits if hit["exemption"] is None]
    return sorted(hits, key=lambda hit: (-abs(hit["amount_yuan"] or 0), hit["check_code"], hit["object_id"]))


def _who(subject: Subject, person: Person) -> str:
    """Return who or what it is, four facts a row."""
    record = customer_in_words(subject.cons_no, person)
    own = _object_facts(subject, person)
    if record is None:
        return own
    unit = unit_names(person).get(record["org_code"] or "", record["org_name"] or record["org_code"])
    place = [("户名", record["cons_name"]), ("户号", subject.cons_no), ("供电单位", unit)]
    facts = [(label, record.get(name)) for label, name in PROFILE if record.get(name) is not None]
    target = subject.target
    rank = [("名次 / 得分", f"{target['rank']:,} / {target['score']:.1f}")] if target else []
    return own + _facts([*place, *rank, *facts], last=("用电地址", record["elec_addr"]))


def _object_facts(subject: Subject, person: Person) -> str:
    """Return what an object that is no customer says of itself; who its customer is stands below."""
    if subject.object_type == "customer":
        return ""
    found = object_row(subject, person)
    if found is None:
        return ""
    name, row = found
    of_customer = {"cons_no", "cons_name", "org_code", "elec_addr", "org_name"} if subject.cons_no else set()
    columns = cards()[name].by_name
    said = [
        (_label(name, key), stored_in_words(columns[key], value))
        for key, value in row.items()
        if key not in of_customer
    ]
    return _facts([fact for fact in said if len(shown(fact[1])) <= LONGEST_FACT][:MOST_FACTS])


def _facts(facts: Sequence[tuple[str, Any]], last: tuple[str, Any] | None = None) -> str:
    rows = [facts[start : start + 4] for start in range(0, min(len(facts), 24), 4)]
    cells = [
        "".join(f"<th>{_text(label)}</th><td>{_text(value)}</td>" for label, value in row) for row in rows
    ]
    if last:
        cells.insert(1, f'<th>{_text(last[0])}</th><td colspan="7">{_text(last[1])}</td>')
    return f'<table class="facts">{"".join(f"<tr>{row}</tr>" for row in cells)}</table>'


def _looks(hits: Sequence[dict[str, Any]], subject: Subject) -> str:
    """Return what to look at on site, one line a check and one for such objects."""
    *own, of_its_kind = looks(subject.object_type, (hit["check_code"] for hit in hits))
    lines = "".join(f"<li>{_text(line)}</li>" for line in (*own[: MOST_LOOKS - 1], of_its_kind))
    return f"<h2>现场看什么</h2><ul>{lines}</ul>"


def _findings(hits: Sequence[dict[str, Any]], subject: Subject, units: Mapping[str, str]) -> str:
    """Return the hits: in full while there is room, then one line each, then how many more."""
    if not hits:
        return "<h2>发现的问题</h2><p>本次筛查没有列出问题,按“现场看什么”逐项核对。</p>"
    room, cards, brief = HIT_LINES, [], []
    for hit in hits:
        card, lines = _card(hit, _heading(hit, subject, units))
        if lines <= room and not brief:
            cards.append(card)
            room -= lines
        else:
            brief.append(hit)
    shown_brief = brief[: min(MOST_BRIEF_HITS, max(room, 0))]
    rest = len(brief) - len(shown_brief)
    more = f"<p>另有 {rest} 项,见系统“对象详情”。</p>" if rest else ""
    lines = "".join(f"<li>{_heading(hit, subject, units)}</li>" for hit in shown_brief)
    return f"<h2>发现的问题({len(hits)} 项)</h2>{''.join(cards)}{f'<ul>{lines}</ul>' if lines else ''}{more}"


def _exempted(subject: Subject, run: Run, person: Person) -> str:
    """Say how many hits need no visit."""
    count = sum(hit["exemption"] is not None for hit in own_hits(subject, run, person))
    return f"<p>另有 {count} 项在白名单,不需核查。</p>" if count else ""


def _card(hit: dict[str, Any], heading: str) -> tuple[str, int]:
    """Return a hit in full, and how many lines it takes."""
    arithmetic = [_text(line) for line in arithmetic_of(hit)]
    sentence, basis = _text(sentence_of(hit)), _text(basis_of(hit))
    verdicts = " ".join(f"□{verdict.value}" for verdict in Result)
    card = (
        f'<article><p class="head"><b>{heading}</b><span>{verdicts}</span></p><p>{sentence}</p>'
        f'<p class="sum">{"<br>".join(arithmetic)}</p><p class="basis">依据:{basis}</p></article>'
    )
    return card, 3 + sum(_lines(text) for text in (sentence, *arithmetic, basis))


def _heading(hit: dict[str, Any], subject: Subject, units: Mapping[str, str]) -> str:
    one = card_of(hit["check_code"])
    said = in_words(one.amount_kind(hit["object_type"]), hit["amount_yuan"])
    money = f" {said}" if said else ""
    is_other = (hit["object_type"], hit["object_id"]) != (subject.object_type, subject.object_id)
    number = number_in_words(hit["object_type"], hit["object_id"], units)
    other = f"({LABELS[kind_of(hit['object_type'], hit['check_code'])]} {number})" if is_other else ""
    return _text(f"{one.code} {one.title}{other}{money}")


def _lines(text: str) -> int:
    width = sum(1 if ord(letter) > 0x2E7F else 0.6 for letter in text)
    return max(1, math.ceil(width / LINE_CHARACTERS))


def _months(rows: Sequence[dict[str, Any]]) -> str:
    """Return the months' kWh and yuan, a year in a table, with a bar above each month."""
    most = max(float(row["total_pq"] or 0) for row in rows) or 1.0
    years = [rows[start : start + 12] for start in range(0, len(rows), 12)]
    tables = "".join(_year(year, most) for year in years)
    return f"<h2>近 {len(rows)} 个月电量与电费</h2>{tables}"


def _year(rows: Sequence[dict[str, Any]], most: float) -> str:
    heights = [max(0.0, float(row["total_pq"] or 0)) / most * 100 for row in rows]
    bars = "".join(f'<td><i style="height:{height:.0f}%"></i></td>' for height in heights)
    months = "".join(f"<th>{month_in_words(row['amt_ym'], is_short=True)}</th>" for row in rows)
    used = "".join(f"<td>{_whole(row['total_pq'])}</td>" for row in rows)
    paid = "".join(f"<td>{_whole(row['total_amt'])}</td>" for row in rows)
    return (
        f'<table class="months"><tr class="bars"><th></th>{bars}</tr><tr><th>月份</th>{months}</tr>'
        f"<tr><th>电量 kWh</th>{used}</tr><tr><th>电费 元</th>{paid}</tr></table>"
    )


def _whole(value: Any) -> str:
    return "—" if value is None else f"{value:,.0f}"


def _devices(subject: Subject, person: Person) -> str:
    """Return the meters, transformers and equipment on record, with room for what is found on site."""
    if not subject.cons_no:
        return ""
    rows = []
    for name, columns in DEVICES:
        found = told(person, story.records, subject.cons_no, name, columns=columns, limit=MOST_DEVICES)
        for row in found:
            kind = RECORD_TITLES[name]
            known = [c for c in columns if row.get(c) is not None]
            facts = [f"{_text(_label(name, c).removeprefix(kind))} {_text(row[c])}" for c in known]
            rows.append(f"<tr><th>{kind}</th><td>{' · '.join(facts)}</td><td></td></tr>")
    if not rows:
        return ""
    head = "<tr><th></th><th>系统档案</th><th>现场核对(编号、示数、铭牌、封印)</th></tr>"
    return f'<h2>计量与设备</h2><table class="devices">{head}{"".join(rows)}</table>'


def _record() -> str:
    """Return the blank fields that are filled in on site."""
    verdicts = "   ".join(f"□ {verdict.value}" for verdict in Result)
    return (
        '<div class="record"><h2>核查记录</h2><table>'
        f'<tr><th>是否属实</th><td colspan="3">{verdicts}</td></tr>'
        '<tr class="tall"><th>核查情况</th><td colspan="3"></td></tr>'
        "<tr><th>应追补 / 退还(元)</th><td></td><th>取证</th><td>□ 照片    张   □ 录音录像   □ 其他</td></tr>"
        "<tr><th>核查人(1)签字</th><td></td><th>核查人(2)签字</th><td></td></tr>"
        "<tr><th>客户(在场人)签字</th><td></td><th>核查日期</th><td>     年    月    日</td></tr>"
        "</table><p>现场核查不得少于两人,并出示证件;客户拒绝签字的,注明原因并由在场人见证。</p></div>"
    )
