"""Conclusion sentences made from the figures by rules.

A sentence's `key` is the same in every issue, so an edit is kept to it; one that has nothing to say is left
out. What was not computed is said as such at the end of its section.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from analytics.weekly.overall_sentences import composition, volume
from analytics.weekly.quality_sentences import people, repeats, revisits, topics
from analytics.weekly.sections import Weekly
from analytics.weekly.time_sentences import complaints, deadlines, repairs

SectionName = Literal[
    "volume",
    "composition",
    "repairs",
    "complaints",
    "deadlines",
    "revisits",
    "repeats",
    "people",
    "topics",
]
HEADINGS: dict[SectionName, str] = {
    "volume": "总体情况",
    "composition": "业务类型与时段分布",
    "repairs": "故障报修",
    "complaints": "投诉、举报、意见",
    "deadlines": "时限执行",
    "revisits": "回访与满意度",
    "repeats": "重复诉求",
    "people": "责任人与单位",
    "topics": "诉求热点",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section, generated from figures."""

    key: str
    section: SectionName
    text: str


def sentences(weekly: Weekly) -> tuple[Sentence, ...]:
    """Return every sentence of a report in the order of its sections."""
    made: dict[SectionName, Iterator[tuple[str, str]]] = {
        "volume": volume(weekly),
        "composition": composition(weekly),
        "repairs": repairs(weekly),
        "complaints": complaints(weekly),
        "deadlines": deadlines(weekly),
        "revisits": revisits(weekly),
        "repeats": repeats(weekly),
        "people": people(weekly),
        "topics": topics(weekly),
    }
    found = []
    for section, pairs in made.items():
        found += [Sentence(f"{section}.{name}", section, text) for name, text in pairs]
        missing = getattr(weekly, section).missing
        if missing:
            found.append(Sentence(f"{section}.missing", section, f"数据说明:{';'.join(missing)}。"))
    return tuple(found)
