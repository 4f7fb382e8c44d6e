"""Parameters as a table that is edited in Excel: its headings, and what its rows mean."""

from collections.abc import Mapping, Sequence

from analytics.code_tables.card import Edited
from analytics.parameters import parameter_of
from analytics.rulebook import check_of
from data_loaders.edited_tables import EditedRow, made_of
from models.company import parameters
from models.company.parameters import Change, Override
from models.errors import WrongUsage

CODE, NAME, UNIT, VALUE, SINCE, REASON = "检查编号", "参数编号", "供电单位编号", "值", "生效日", "理由"
PARAMETERS = (CODE, NAME, UNIT, VALUE, SINCE, REASON)


def edited_parameters(
    rows: Sequence[EditedRow], known: Sequence[Override], units: Mapping[str, str]
) -> Edited[Change]:
    """Return what the rows of a table of parameters change; a blank value gives the parameter back.

    `units` are the units that there are; a blank one means the whole company.
    """
    changes, faults = made_of(rows, lambda row: _change(row, units))
    new = [one for one in changes if not _holds(one, known)]
    return Edited(new, len(changes) - len(new), faults)


def _change(row: EditedRow, units: Mapping[str, str]) -> Change:
    one = check_of(row.texts[CODE].upper())
    parameter = parameter_of(one, row.texts[NAME])
    unit = row.texts[UNIT]
    if unit and unit not in units:
        raise WrongUsage(f"没有编号为“{unit[:20]}”的供电单位", remedy="请核对编号,全公司留空")
    value = row.number(VALUE)
    if not row.texts[REASON]:
        raise WrongUsage("没有填理由", remedy="请写明为什么改")
    number = None if value is None else parameter.number(value)
    return Change(one.code, parameter.name, unit, row.day(SINCE), number, row.texts[REASON])


def _holds(one: Change, known: Sequence[Override]) -> bool:
    """Return whether the timeline of a level says so already."""
    own = [
        each
        for each in known
        if (each.check_code, each.name, each.org_prefix) == (one.check_code, one.name, one.org_prefix)
    ]
    counting = parameters.in_force(own, one.since)
    value = counting[-1].value if counting else None
    return value == one.value
