"""Orders behind a figure, in words: 东湖公司 · 故障报修 · 到达现场 · 未按时."""

from collections.abc import Callable, Mapping

from analytics.facts.outcomes import STAGE_BY_KEY
from analytics.weekly.labels import AREA_LABELS, label, sub_type_label, type_label
from analytics.weekly.sections import Weekly

OUTCOMES = {
    "due": "应办",
    "kept": "按时",
    "not_kept": "未按时",
    "overdue": "超时",
    "pending": "未到期",
    "negative": "时间倒序",
    "timed": "已办",
}
OVERDUE_IN = {"own": "责任人环节超时", "promised": "超公开承诺时限"}
LEVELS = {"judged": "已评价", "satisfied": "客户满意", "dissatisfied": "客户不满意"}
WEEKDAYS = {str(n): f"周{name}" for n, name in enumerate("一二三四五六日")}


def _kind(_weekly: Weekly, code: str) -> str:
    kind, _bar, sub = code.partition("|")
    return f"{type_label(kind)}·{sub_type_label(kind, sub)}"


def _topic(weekly: Weekly, number: str) -> str:
    found = [topic.label for topic in weekly.topics.topics if str(topic.number) == number]
    return f"热点“{found[0] if found else number}”"


def _phase(weekly: Weekly, name: str) -> str:
    period = weekly.period
    names = {
        "previous": f"上期 {period.previous}",
        "last_year": f"去年同期 {period.last_year}",
        "month": f"截至 {period.span.last:%Y-%m-%d} 的 30 天",
    }
    return names.get(name, "")


def _stage(_weekly: Weekly, key: str) -> str:
    return STAGE_BY_KEY[key].label if key in STAGE_BY_KEY else "各环节"


def _chain(weekly: Weekly, place: str) -> str:
    chains = weekly.repeats.chains
    if not place.isdecimal() or int(place) >= len(chains):
        return "重复诉求"
    row = chains.slice(int(place), 1).to_pylist()[0]
    return f"重复诉求·{row['kind_label']} {row['name'] or row['key']}·{row['type_label']}"


WORDS: dict[str, Callable[[Weekly, str], str]] = {
    "type": lambda _, code: type_label(code),
    "kind": _kind,
    "unit": lambda weekly, code: weekly.scope.units.get(code, code) or "未填单位",
    "area": lambda _, code: AREA_LABELS.get(code, code),
    "stage": _stage,
    "outcome": lambda _, name: OUTCOMES.get(name, name),
    "reason": lambda _, code: f"原因:{label('REASON', code)}",
    "owner": lambda _, code: f"产权:{label('FAULTY_EQUIPMENT_PROPERTY', code)}",
    "satisfaction": lambda _, code: f"评价:{label('VISITS_SATISFACTION_LEVEL', code)}",
    "level": lambda _, name: LEVELS.get(name, name),
    "weekday": lambda _, number: WEEKDAYS.get(number, number),
    "hour": lambda _, number: f"{number}时",
    "handler": lambda _, number: f"责任人 {number}",
    "tg": lambda _, number: f"台区 {number}",
    "overdue": lambda _, name: OVERDUE_IN.get(name, "有环节超时"),
    "arrived": lambda _, __: "无到达时间",
    "restored": lambda _, __: "已修复",
    "equipment": lambda _, name: "供电企业设备" if name == "company" else "客户设备",
    "true": lambda _, __: "属实",
    "topic": _topic,
    "chain": _chain,
    "phase": _phase,
}


def said(weekly: Weekly, which: Mapping[str, str]) -> str:
    """Return in words which orders these are."""
    words = [WORDS[name](weekly, which[name]) for name in WORDS if name in which]
    return " · ".join(word for word in words if word) or "全部工单"
