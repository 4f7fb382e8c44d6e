"""9 热点: what the texts of the period talk about, and what they talk about more than in the last 8 weeks.

Topics are found in a sample of the period's texts (jieba words, TF-IDF, NMF with a fixed start), but counted
in the engine over every order: an order mentions a topic if its text holds the topic's first word and, where
the topic has several words, one of the others.
"""

import warnings
from dataclasses import replace
from typing import Any

import ibis
import numpy as np

from analytics.weekly.masking import without_personal_data
from analytics.weekly.orders import Orders, midnight, within
from analytics.weekly.period import Period, Span
from analytics.weekly.sections import Topic, Topics
from analytics.weekly.words import words_of
from models.company.settings import OwnWords

MOST_READ = 2000
MOST_TOPICS = 8
WORDS_SHOWN = 5
WORDS_COUNTED = 4
BEFORE = 8
FEWEST_TEXTS = 20
SAMPLES = 3
SAMPLE_LENGTH = 80
SIGNIFICANCE = 0.01
ABSENT = "工单没有受理内容,未作文本热点分析"


def topics_of(orders: Orders, period: Period, own: OwnWords) -> Topics:
    """Return the section; `own` are the company's own words."""
    if not orders.has("content"):
        return Topics(0, 0, (), (ABSENT,))
    texts = _texts(orders)
    read = _sampled(texts.filter(within(texts, period.span)))
    count = read[0]["count"] if read else 0
    if count < FEWEST_TEXTS:
        return Topics(count, 0, (), (f"本期只有 {count} 条工单有受理内容,不足 {FEWEST_TEXTS} 条,未归纳热点",))
    found = _topics([row["content"] for row in read], own)
    counted = _counted(texts, period, [words for words, _ in found], orders)
    topics = []
    for (words, members), numbers in zip(found, counted, strict=True):
        if numbers[0]:
            samples = _samples([read[place]["content"] for place in members])
            topics.append(_topic(words, numbers, count, samples))
    topics.sort(key=lambda topic: (-topic.count, topic.label))
    numbered = [_numbered(topic, number) for number, topic in enumerate(topics, 1)]
    return Topics(count, len(read), tuple(numbered), own_words=own)


def mentions(content: Any, words: tuple[str, ...]) -> Any:
    """Return whether texts mention a topic: its first word and one of the others."""
    first = content.contains(words[0])
    others = [content.contains(word) for word in words[1:WORDS_COUNTED]]
    return (first & ibis.or_(*others) if others else first).fill_null(False)


def _texts(orders: Orders) -> Any:
    every = orders.all
    return every.filter(every.content.notnull(), every.content != "").select(
        "wo_no", "accept_time", "content"
    )


def _sampled(now: Any) -> list[dict[str, Any]]:
    """Return every k-th text by time, so that the sample is the same each time, and how many there are."""
    every = now.mutate(
        place=ibis.row_number().over(ibis.window(order_by=["accept_time", "wo_no"])),
        count=now.count().over(ibis.window()),
    )
    step = (every["count"] + MOST_READ - 1) // MOST_READ
    chosen = every.filter(every.place % step == 0).order_by("place")
    return chosen.select("wo_no", "content", "count").to_pyarrow().to_pylist()


def _topics(texts: list[str], own: OwnWords) -> list[tuple[tuple[str, ...], list[int]]]:
    """Return (words, places of the texts nearest to it) for each topic."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    cut = {text: words_of(without_personal_data(text), own) for text in dict.fromkeys(texts)}
    documents = [cut[text] for text in texts]
    if len({word for words in documents for word in words}) < 2:
        return []
    least = 2 if len(texts) < 500 else 5
    same: Any = _same
    vectorizer = TfidfVectorizer(analyzer=same, min_df=least, max_df=0.6, max_features=1500, norm="l2")
    try:
        weights = vectorizer.fit_transform(documents)
    except ValueError:  # no word is both frequent and rare enough to tell texts apart
        return []
    names = vectorizer.get_feature_names_out()
    number = min(MOST_TOPICS, weights.shape[1] - 1, len({tuple(words) for words in documents}))
    if number < 1:
        return []
    parts: Any = number
    model = NMF(n_components=parts, init="nndsvd", solver="cd", max_iter=200, tol=1e-3, random_state=0)
    return _of_model(model, weights, names)


def _of_model(model: Any, weights: Any, names: Any) -> list[tuple[tuple[str, ...], list[int]]]:
    from sklearn.exceptions import ConvergenceWarning

    # what is left over where few texts are told exactly comes out a little below nothing, and its root is none
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", ConvergenceWarning)  # more rounds would not change the words shown
        texts = model.fit_transform(weights).round(6)
    found, seen = [], set()
    for place, row in enumerate(model.components_.round(6)):
        order = sorted(range(len(names)), key=lambda word: (-row[word], names[word]))
        words = tuple(str(names[word]) for word in order[:WORDS_SHOWN] if row[word] > 0.05 * row[order[0]])
        if not words or row[order[0]] <= 0 or words[0] in seen:
            continue
        seen.add(words[0])
        nearest = np.argsort(-texts[:, place], kind="stable")[:50]
        found.append((words, [int(one) for one in nearest if texts[one, place] > 0]))
    return found


def _same(words: list[str]) -> list[str]:
    return words


def _counted(
    texts: Any, period: Period, topics: list[tuple[str, ...]], orders: Orders
) -> list[list[int | None]]:
    """Return for each topic the orders that mention it now and in each of the 8 stretches before, newest first."""
    if not topics:
        return []
    spans = [period.span.shifted(-period.span.days * n) for n in range(BEFORE + 1)]
    first = orders.first_day
    some = texts.filter(within(texts, Span(spans[-1].first, period.span.last)))
    # 0 is the period
    stretch = sum((some.accept_time < midnight(span.first)).cast("int64") for span in spans[:-1])
    sums = {f"topic_{n}": mentions(some.content, words).sum() for n, words in enumerate(topics)}
    marked = some.mutate(stretch=stretch)
    rows = marked.group_by("stretch").agg(**sums).to_pyarrow().to_pylist()
    by_stretch = {row["stretch"]: row for row in rows}
    known = [n == 0 or bool(first and span.first >= first) for n, span in enumerate(spans)]
    return [
        [
            int(by_stretch.get(n, {}).get(f"topic_{number}") or 0) if known[n] else None
            for n in range(BEFORE + 1)
        ]
        for number in range(len(topics))
    ]


def _topic(words: tuple[str, ...], numbers: list[int | None], texts: int, samples: tuple[str, ...]) -> Topic:
    from scipy.stats import poisson

    now, before = numbers[0] or 0, [number for number in numbers[1:] if number is not None]
    mean = sum(before) / len(before) if before else None
    chance = float(poisson.sf(now - 1, mean)) if mean else None
    return Topic(
        0,
        "·".join(words[:3]),
        words,
        now,
        now / texts,
        mean,
        tuple(reversed(before)),
        now / mean - 1 if mean else None,
        bool(before) and (chance < SIGNIFICANCE if chance is not None else now >= 5),
        samples,
    )


def _numbered(topic: Topic, number: int) -> Topic:
    return replace(topic, number=number)


def _samples(texts: list[str]) -> tuple[str, ...]:
    """Return a few different texts, masked and cut."""
    shown = []
    for text in texts:
        sample = without_personal_data(" ".join(text.split()))
        sample = sample if len(sample) <= SAMPLE_LENGTH else sample[: SAMPLE_LENGTH - 1] + "…"
        if sample not in shown:
            shown.append(sample)
        if len(shown) == SAMPLES:
            break
    return tuple(shown)
