"""节假日: days on which the company works or not other than announced."""

from analytics.code_tables.card import CodeTable, Column, read_through
from analytics.regulation import working_days
from data_loaders.recognition.own_files import HOLIDAYS as OWN_FILE
from models.calendar import FIRST_DAY, KNOWN_YEARS, LAST_DAY
from models.company.code_tables import Content, Key
from models.company.holidays import IS_WORKED, TABLE
from models.errors import WrongUsage

AS_ANNOUNCED = "按国务院安排"


def _fits(key: Key, content: Content) -> None:
    if not FIRST_DAY.isoformat() <= key[0] <= LAST_DAY.isoformat():
        raise WrongUsage(f"{key[0]} 不在 {FIRST_DAY} 至 {LAST_DAY} 之间", remedy="请核对日期")


HOLIDAYS = CodeTable(
    name=TABLE,
    title="节假日",
    about=f"程序自带国务院 {KNOWN_YEARS[0]} 至 {KNOWN_YEARS[-1]} 年的放假和调休;之后的年份公布后在这里补,"
    "未补之前按周一至周五上班。这里设定的日子优先,检查、周报和案件的时限计算工作日都按它。",
    columns=(
        Column("day", "日期", "day", is_key=True),
        Column(IS_WORKED, "上班或放假", "choice", choices={"上班": True, "放假": False, AS_ANNOUNCED: None}),
    ),
    own_file=OWN_FILE,
    concerns=read_through(working_days.__name__),
    fits=_fits,
    is_dated=False,
    reason="说明",
    needs_reason=False,
    empty="还没有另行设定的日子。",
)
