"""电价目录: the company's published prices, as imported and as corrected by hand."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from analytics.check import Check
from analytics.code_tables.card import CodeTable, Column, Usual
from data_loaders.recognition.own_files import PUBLISHED_PRICES as OWN_FILE
from models.company.code_tables import Entry
from models.company.own_prices import NUMBERS, OF, TABLE, UNTIL, key_of
from models.lake import Door

STEPS = {word: str(step) for step, word in enumerate(("一档", "二档", "三档"), 1)}
IMPORTED = "导入"


def _concerns(one: Check, entries: Iterable[Entry]) -> bool:
    return OF in one.columns


def _price(name: str, heading: str, unit: str, *, is_needed: bool = False, high: float = 5) -> Column:
    return Column(name, heading, "number", unit, is_needed=is_needed, low=0, high=high)


PUBLISHED_PRICES = CodeTable(
    name=TABLE,
    title="电价目录",
    about="公司公布的电价,按电价码、电压、时段和档次。数据导入的电价目录填进来,错的和缺的在这里更正:"
    "更正从生效日起顶替导入的同一行,到下一个生效日(无论导入还是更正)为止;检查和电费重算都读当天有效的价格。",
    columns=(
        Column("prc_code", "电价码", is_key=True, width=110),
        Column(
            "prc_volt", "电压等级", "code", is_key=True, is_needed=False, codes="PRC_VOLT_CODE", width=130
        ),
        Column("prc_ti", "时段", "code", is_key=True, is_needed=False, codes="PRC_TI_CODE", width=80),
        Column("ladder_level", "档次", "choice", is_key=True, is_needed=False, choices=STEPS, width=70),
        _price("kwh_prc", "电度电价", "元/kWh", is_needed=True),
        _price("levy_prc", "代征合计", "元/kWh"),
        _price("cap_prc", "容量单价", "元/kVA·月", high=200),
        _price("dmd_prc", "需量单价", "元/kW·月", high=200),
        Column("prc_category", "电价大类", "code", is_needed=False, codes="PRC_CATEGORY", width=100),
        Column(UNTIL, "失效日期", "day", is_needed=False, width=100),
    ),
    own_file=OWN_FILE,
    concerns=_concerns,
    empty="没有电价,请先导入电价目录。",
)


def imported(door: Door) -> list[Usual]:
    """Return the prices that an import brought, as rows of the table, the newest of each first."""
    rows: list[dict[str, Any]] = door.table(OF).to_pyarrow().to_pylist()
    found = []
    rows.sort(key=lambda row: row["start_date"] or date.min, reverse=True)
    for row in sorted(rows, key=key_of):
        content: dict[str, Any] = {
            name: f"{row[name].normalize():f}" for name in NUMBERS if row[name] is not None
        }
        content |= {"prc_category": row["prc_category"]} if row["prc_category"] else {}
        content |= {UNTIL: row[UNTIL].isoformat()} if row[UNTIL] else {}
        found.append(Usual(key_of(row), content, row["prc_name"] or "", row["start_date"], IMPORTED))
    return found
