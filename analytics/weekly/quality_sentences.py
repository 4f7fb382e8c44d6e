"""Sentences of sections 6 to 9."""

from collections.abc import Iterator

import pyarrow.compute as pc

from analytics.facts.revisits import DISSATISFIED
from analytics.weekly.phrases import listed, number, points, share
from analytics.weekly.sections import Suggestion, Weekly
from models.rounding import share_in_words

MOST_SUGGESTED = 8
_MEASURES = {"late": "时限超时率", "dissatisfied": "不满意率", "substantiated": "属实投诉占比"}

Said = Iterator[tuple[str, str]]


def revisits(weekly: Weekly) -> Said:
    """Yield what section 6 concludes."""
    figures = weekly.revisits
    if figures.visited.now is not None and figures.visited.now.whole:
        yield "visited", f"回访率{share(figures.visited.now)},{points(figures.visited, base='previous')}。"
    if figures.satisfied.now is not None and figures.satisfied.now.whole:
        text = f"回访满意率{share(figures.satisfied.now)},{points(figures.satisfied, base='previous')}"
        yield "satisfied", f"{text}(不评价不计入)。"
    judged = len(figures.dissatisfied)
    if judged:
        unhappy = sum(row["count"] for row in figures.levels.to_pylist() if row["code"] in DISSATISFIED)
        barred = unhappy - judged  # counted, but not judged (SVC-07)
        said = f"评价不满意、非常不满意的{number(unhappy)}件,"
        said += f"除退单、中止的{number(barred)}件外,{number(judged)}件" if barred else ""
        left = figures.not_handled or 0
        of_them = "中" if barred else "其中"
        tail = f"{of_them}{number(left)}件未见二次处理,应逐件回复客户" if left else "均已二次处理"
        yield "dissatisfied", f"{said}{tail}。"


def repeats(weekly: Weekly) -> Said:
    """Yield what section 7 concludes."""
    figures = weekly.repeats
    if figures.repeated.now is not None and figures.repeated.now.whole:
        rate = f"重复诉求率{share(figures.repeated.now)},{points(figures.repeated, base='previous')}"
        yield "rate", f"{rate}(同一客户30天内再次提出同类诉求)。"
    parts = {
        "同一客户": figures.by_customer,
        "同一来电号码(线索)": figures.by_phone,
        "同一台区": figures.by_area,
    }
    shown = [f"{name}{number(count)}组" for name, count in parts.items() if count]
    if shown:
        yield "chains", f"30天内重复诉求:{'、'.join(shown)},说明首次处理未真正解决,应逐组倒查。"
    chains = figures.chains.filter(pc.field("kind") != "phone").sort_by([("times", "descending")])
    if len(chains):
        names = [
            f"{'台区' if row['kind'] == 'area' else '客户'}{row['name'] or row['key']}"
            f"({row['type_label']}{row['times']}次)"
            for row in chains.slice(0, 3).to_pylist()
        ]
        yield "most", f"重复最多的有:{'、'.join(names)}。"


def people(weekly: Weekly) -> Said:
    """Yield what section 8 concludes, as suggestions."""
    figures = weekly.people
    if len(figures.staff):
        yield (
            "method",
            "责任人的比率按经验贝叶斯收缩(件数越少越靠近全体平均),收缩后仍有九成五把握高于平均的列为建议核实对象;"
            "以处理人员代表责任人,仅作线索,不直接作为考核结论。",
        )
    if figures.suggestions:
        texts = [_suggested(one) for one in figures.suggestions[:MOST_SUGGESTED]]
        yield "suggestions", f"建议核实:{';'.join(texts)}。核实属实的,建议按考核办法处理。"
    elif len(figures.staff):
        yield "suggestions", "本期没有责任人明显偏离平均水平,不提出考核建议。"


def _suggested(one: Suggestion) -> str:
    cases = f"{one.part}/{one.whole}件,收缩后{share_in_words(one.shrunk)},全体平均{share_in_words(one.mean)}"
    return f"{one.unit_name}{one.name}的{_MEASURES[one.measure]}({cases})"


def topics(weekly: Weekly) -> Said:
    """Yield what section 9 concludes."""
    figures = weekly.topics
    if not figures.topics:
        return
    sampled = f",抽样{number(figures.read)}条归纳" if figures.read < figures.texts else ""
    names = listed([f"“{topic.label}”{number(topic.count)}件" for topic in figures.topics[:5]])
    yield "hot", f"对{number(figures.texts)}条受理内容分析{sampled},诉求主要集中在{names}。"
    growing = [topic for topic in figures.topics if topic.is_growing]
    if growing:
        texts = []
        for topic in growing:
            mean = f"近{len(topic.before)}期平均{number(topic.weekly_mean or 0, 1)}件"
            up = f",上升{share_in_words(topic.growth)}" if topic.growth is not None else ",为新出现"
            texts.append(f"“{topic.label}”{number(topic.count)}件({mean}{up})")
        yield "growing", f"较前期明显增长的热点:{';'.join(texts)},应提前研判。"
    elif any(topic.before for topic in figures.topics):
        yield "growing", "各热点与前期相比没有明显增长。"
