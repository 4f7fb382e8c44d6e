"""What a whole delivery would do to what is stored, and what of that a person must allow first.

A sheet is put to the question where most of its rows have keys of another sheet of its file, where it lacks columns that the stored rows of a month have values in (or has only
their headings over blank cells, in this month), and where it would change more than a share of a master.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from data_loaders.delivery.comparison import Comparison, EarlierKeys, compare
from data_loaders.delivery.import_report import (
    BESIDE,
    Answer,
    FileReport,
    SheetReport,
    beside_in_words,
    unkept_in_words,
)
from models.data import batches
from models.data.replacement import Stored
from models.data.schema import Table
from models.data.staged import StagedFile, by_month
from models.data.stored_files import engine_of, require_unchanged
from models.lake import Lake
from models.orm import Segment
from models.rounding import share_as_set, share_in_words

MOST_NAMED = 6
OVERTAKES = "与本次的文件"

Place = tuple[str, str]


def weigh(lake: Lake, files: Sequence[FileReport], masters: Sequence[str], most_changed: float) -> None:
    """Compare every sheet with what is stored when its turn comes, and note what has to be asked.

    `files` stand in the order in which they will be committed; `most_changed` is the share of the rows of one of
    the `masters` that may change without a question. An answer to the same question stays.
    """
    ready = [(file, sheet) for file in files if file.staged for sheet in file.sheets if sheet.files]
    places = {(one.table_name, one.month) for _, sheet in ready for one in sheet.files}
    if not places:
        return
    live: dict[Place, list[Segment]] = {}
    stored = batches.live_segments(lake.store, places)
    require_unchanged(lake.store, lake.tables, stored)
    for segment in stored:
        live.setdefault((segment.table_name, segment.month), []).append(segment)
    earlier: dict[Place, list[StagedFile]] = {}
    owners: dict[Path, FileReport] = {}
    with closing(engine_of(lake.store, lake.tables)) as engine:
        keys = EarlierKeys(engine)
        for file in files:
            own = [sheet for of_file, sheet in ready if of_file is file]
            for sheet in own:
                sheet.comparison = _compared(lake, keys, sheet, live, earlier)
                _say_beside(lake.tables[sheet.table or ""], sheet)
                unsure = _overtaken(lake.tables[sheet.table or ""], keys, file, sheet, earlier, owners)
                asked = _question(lake.tables[sheet.table or ""], sheet, masters, most_changed, unsure)
                if asked != sheet.question:
                    sheet.question, sheet.answer = asked, None
            for one in (one for sheet in own if sheet.answer is not Answer.LEAVE for one in sheet.files):
                earlier.setdefault((one.table_name, one.month), []).append(one)
                owners[one.path] = file


def _say_beside(card: Table, sheet: SheetReport) -> None:
    """Say which stored rows stay beside the sheet's, once however often it is compared."""
    others = [said for said in sheet.warnings if not said.startswith(BESIDE)]
    said = beside_in_words(card, sheet.comparison)
    sheet.facts["warnings"] = [*others, said] if said else others


def _compared(
    lake: Lake,
    keys: EarlierKeys,
    sheet: SheetReport,
    live: Mapping[Place, Sequence[Segment]],
    earlier: Mapping[Place, Sequence[StagedFile]],
) -> Comparison:
    card = lake.tables[sheet.table or ""]
    found = Comparison()
    for place, files in by_month(sheet.files).items():
        delivered = sheet.delivered_in(files)
        stored = [(lake.store.home / s.path, s.filled) for s in live.get(place, ())]
        before: list[Stored] = [(one.path, one.filled) for one in earlier.get(place, ())]
        if not (before and keys.meet(card, files, before)):
            before = []
        found = found.plus(compare(keys.engine, card, files, stored, before, delivered))
    held = sum(s.rows for place in by_month(sheet.files) for s in live.get(place, ()))
    return found.plus(Comparison(stored=held))


def _overtaken(
    card: Table,
    keys: EarlierKeys,
    file: FileReport,
    sheet: SheetReport,
    earlier: Mapping[Place, Sequence[StagedFile]],
    owners: Mapping[Path, FileReport],
) -> str:
    """Say of which earlier files of the delivery a sheet replaces rows that differ; return it where that is a guess.

    The file with the newer data counts (`Delivery` commits it last); where either does not say of which day its data
    are, or both say the same, only the order in which they were delivered does.
    """
    changed: dict[tuple[str, str], int] = {}  # by name and day: files of several folders may have one name
    for place, files in by_month(sheet.files).items():
        by_owner: dict[tuple[str, str], list[Stored]] = {}
        for one in earlier.get(place, ()):
            brought_by = owners[one.path]
            by_owner.setdefault((brought_by.name, brought_by.as_of), []).append((one.path, one.filled))
        if not (by_owner and keys.meet(card, files, [one for own in by_owner.values() for one in own])):
            continue
        for owner, brought in by_owner.items():
            found = compare(keys.engine, card, files, (), brought, sheet.delivered_in(files))
            changed[owner] = changed.get(owner, 0) + found.changed
    sure = {owner: n for owner, n in changed.items() if n and _is_older(owner[1], file.as_of)}
    unsure = {owner: n for owner, n in changed.items() if n and owner not in sure}
    others = [said for said in sheet.warnings if not said.startswith(OVERTAKES)]
    said = [f"{OVERTAKES}{_named(sure)},以数据较新的本文件({file.as_of})为准"] if sure else []
    sheet.facts["warnings"] = [*others, *said]
    return (
        f"{OVERTAKES}{_named(unsure)},看不出哪个文件的数据较新(标题或文件名没有写明不同的数据截止、导出日期或时间),照文件替换则以本文件为准"
        if unsure
        else ""
    )


def _is_older(one: str, other: str) -> bool:
    """Return whether data of one day are surely older than those of another; of one day, two times must stand there."""
    return bool(one) and one < other and not other.startswith(one)


def _named(changed: Mapping[tuple[str, str], int]) -> str:
    return (
        "、".join(f"“{name}”的 {count:,} 行" for (name, _), count in changed.items()) + "主键相同而内容不同"
    )


def _question(
    card: Table, sheet: SheetReport, masters: Sequence[str], most_changed: float, overtaken: str
) -> str:
    """Return why a person must allow what a sheet would do, "" where nothing needs it."""
    found = sheet.comparison
    said = []
    if found.dropped:
        titles = [card.by_name[name].title for name in found.dropped]
        named = "、".join(titles[:MOST_NAMED]) + (f"等 {len(titles)} 列" if len(titles) > MOST_NAMED else "")
        said.append(f"没有“{named}”的值,照文件替换会清空现有的 {sum(found.dropped.values()):,} 个值")
    if found.unkept:
        said.append(unkept_in_words(card, found))
    share = found.changed / found.stored if found.stored else 0
    if card.name in masters and share > most_changed:
        said.append(
            f"会改变现有 {found.stored:,} 行中的 {found.changed:,} 行({share_in_words(share)}),超过 {share_as_set(most_changed)}"
        )
    said += filter(None, (overtaken, sheet.facts.get("doubled")))
    if not said:
        return ""
    place = f"文件“{sheet.file}”" + (f" 工作表“{sheet.sheet}”" if sheet.sheet else "")
    return f"{place}:“{card.title}”{';'.join(said)}。"
