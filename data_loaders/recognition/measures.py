"""Whether the columns of a wide sheet are what its table holds: a column called 2024-03-01, 0点 or 峰 does not say of what.

Where a title, the sheet's or the file's name or the columns name another quantity and not the table's own (日冻结示值,
日电费, 电压曲线), nobody may take it for energy.
"""

from collections.abc import Iterable

from data_loaders.recognition.wide_forms import WideForm
from data_loaders.values.vocabulary import words
from models.data.schema import Table

OWN = {"daily_usage": "energy_words", "readings": "reading_words"}
FIELDS = ({"day_pq"}, {"hours"}, {"this_read"})  # that a column without a word of its own may fill


def another_measure(table: Table, wide: WideForm | None, texts: Iterable[str]) -> str:
    """Return the word for another quantity that stands around a wide sheet or in its columns, "" where none does.

    `texts` are the titles, names and headers.
    """
    own = OWN.get(table.name)
    if wide is None or own is None or set(wide.fields) not in FIELDS:
        return ""
    said = " ".join(texts).casefold()
    if any(word in said for word in words(own)):
        return ""
    others = (word for name in ("energy_words", "reading_words", "other_measures") for word in words(name))
    return next((word for word in others if word in said), "")
