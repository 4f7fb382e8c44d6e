"""Why a sheet cannot be loaded as it was recognised, and what to do about it."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from data_loaders.recognition.candidates import Candidate, Seen
from data_loaders.recognition.certainty import Certainty
from data_loaders.recognition.column_fit import Assignment
from data_loaders.recognition.headers import plain
from data_loaders.recognition.measures import another_measure
from data_loaders.values.vocabulary import words
from models.calendar import month_in_words
from models.data.schema import Kind, Table
from models.errors import ColumnMissing, MingjiError, SheetUnrecognised
from models.rounding import share_as_set, share_in_words

CLEARLY_MEANT = 0.5  # share of the headers that fit a table, from which a missing column is the user's fault
MOST_KINDS = 20  # texts of a column that sorts rows
TOTAL_END = "总"


def doubt(seen: Seen, best: Candidate, certainty: Certainty, least: float) -> MingjiError | None:
    """Return why a sheet is not taken for the table that speaks best for it, None where it is; `least` is the least certainty."""
    assignment, headers = best.assignment, seen.block.headers
    if best.missing and len(assignment.taken) >= CLEARLY_MEANT * len(headers) and certainty.leads:
        return column_missing(seen, best)
    if best.missing or certainty.share < least:
        return _in_doubt(seen, best, certainty, least)
    if other := _another_measure(seen, best):
        title = f"“{best.table.title}”"
        return SheetUnrecognised(
            f"各列的列名没有说明是什么量,而标题、名称或列名中写的是“{other}”,不像{title}",
            where=seen.place,
            remedy=f"确实是{title}的,请在数据导入页面确认;不是的,不用导入",
        )
    for name, indexes in assignment.ambiguous.items():
        shown = "、".join(f"第 {index + 1} 列“{headers[index].text}”" for index in indexes)
        what = f"{shown}都可能是“{best.table.by_name[name].title}”,内容又不相同"
        return SheetUnrecognised(
            what,
            where=seen.place,
            remedy="请在数据导入页面指定用哪一列,或删去多余的列;两列都要的,请改为各占一行后重新导入",
        )
    return None


def _another_measure(seen: Seen, best: Candidate) -> str:
    wide = best.assignment.wide
    headers = (seen.block.headers[column.index].text for column in wide.columns) if wide else ()
    own_name = seen.sheet.file.rpartition("/")[2]  # that of an archive speaks of all its files
    return another_measure(best.table, wide, (*seen.titles.texts, seen.sheet.name, own_name, *headers))


def _in_doubt(seen: Seen, best: Candidate, certainty: Certainty, least: float) -> SheetUnrecognised:
    title = f"“{best.table.title}”"
    lacks = "、".join(f"“{column.title}”" for column in best.missing)
    share = (
        f"把握 {share_in_words(certainty.share)},不足 {share_as_set(least)}"
        if certainty.share < least
        else ""
    )
    why = ",".join(filter(None, (share, lacks and f"缺少必备列{lacks}", certainty.against)))
    return SheetUnrecognised(
        f"最接近的是{title},但不能确定({why})",
        where=seen.place,
        remedy=f"确实是{title}的,请在数据导入页面确认;是别的数据表的,请在那里指定数据表和各列;都不是的,不用导入",
    )


def other_months(seen: Seen, constants: Mapping[str, str]) -> SheetUnrecognised | None:
    """Return that the month of a title may not be that of all rows: a line among them or the sheet names another."""
    others = sorted(seen.titles.other_months)
    if not (constants and others):
        return None
    return SheetUnrecognised(
        f"标题写的是{month_in_words(seen.titles.month)},行间或工作表名又写有{'、'.join(map(month_in_words, others))},看不出各行是哪个月的",
        where=seen.place,
        remedy="请在数据导入页面选择是哪个月的,或按月分开导出、加上年月列后重新导入",
    )


def totals_among(seen: Seen, table: Table, assignment: Assignment) -> SheetUnrecognised | None:
    """Return that a column which nobody takes calls some records totals of others of one owner: 峰, 谷, 合计."""
    ids = [
        assignment.fields[c.name] for c in table.required if c.kind is Kind.ID and c.name in assignment.fields
    ]
    for index, header in seen.block.headers.items():
        said = seen.samples[index].to_pylist()
        totals = [text for text in said if _is_total(text)]
        if index in assignment.taken or not totals or not ids or len(said) > MOST_KINDS:
            continue
        column = seen.data.column(index)
        if len(totals) == len(said) and not column.null_count:
            continue
        is_total = pc.is_in(column, value_set=pa.array(totals, pa.string()))
        is_record = is_total
        for one in (seen.data.column(i) for i in ids):  # how many there are is no id, and shorter
            sizes = pc.utf8_length(one)
            usual = pc.mode(sizes)[0]["mode"] if len(sizes) > sizes.null_count else None
            is_record = pc.and_(is_record, pc.fill_null(pc.equal(sizes, usual), False))
        owners = pc.binary_join_element_wise(*(pc.fill_null_forward(seen.data.column(i)) for i in ids), "|")
        of_parts = pc.unique(owners.filter(pc.invert(is_total)).drop_null())
        is_record = pc.and_(is_record, pc.is_in(owners, value_set=of_parts))  # 集团总 beside 分公司 is none
        if pc.any(is_record).as_py():
            other = next((text for text in said if text not in totals), "")
            beside = f"又有“{other}”等" if other else "又有空白"
            return SheetUnrecognised(
                f"“{header.text}”列既有“{totals[0]}”{beside},合计与分项都载入会重复计算",
                where=seen.place,
                remedy="请只导出合计的行,或只导出分项的行;各时段的电量请导出为峰、平、谷各一列",
            )
    return None


def _is_total(text: str) -> bool:
    return plain(text) in words("total_words") or plain(text).endswith(TOTAL_END)


def year_missing(seen: Seen) -> SheetUnrecognised:
    """Return that months do not say of which year."""
    return SheetUnrecognised(
        "月份没有写年份,标题、工作表名和文件名中也没有写,或有不止一个年份",
        where=seen.place,
        remedy="请在数据导入页面填写年份,或在标题、文件名中写明年份(如 2024年)后重新导入",
    )


def column_missing(seen: Seen, best: Candidate) -> ColumnMissing:
    """Return that a table is known and lacks what it cannot do without."""
    titles = "、".join(f"“{column.title}”" for column in best.missing)
    is_of_month = all(column.kind in (Kind.MONTH, Kind.PERIOD) for column in best.missing)
    otherwise = (
        "全表是一个月的,请在数据导入页面填写年月" if is_of_month else "列名不同的,请在数据导入页面指定"
    )
    return ColumnMissing(
        f"识别为“{best.table.title}”,但缺少必备列{titles}",
        where=seen.place,
        remedy=f"请补充该列后重新导出;{otherwise}",
    )
