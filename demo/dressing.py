"""Which table is written in which style: every habit of real exports occurs somewhere in a delivery."""

from dataclasses import dataclass, field, replace

from demo.mess import Dress
from demo.sheets import Layout
from models.calendar import months_between

SHEET_ROWS = 1500


@dataclass(frozen=True)
class Style:
    """How the files of one table and month are written.

    `archive` names the zip that they go into; `sheets_of` splits the rows over several sheets.
    """

    container: str = "text"
    layout: Layout = field(default_factory=Layout)
    suffix: str = ".csv"
    separator: str = ","
    encoding: str = "utf-8-sig"
    by_county: bool = False
    sheets_of: int = 0
    archive: str = ""

    @property
    def has_sheets(self) -> bool:
        """Return whether the file has sheets with names."""
        return self.container in ("xlsx", "xml")


_COMPANY = "国网临江供电公司"
_SIGNED = "制表人:张敏  审核人:李强"
_GBK_TAB = Dress("alias", "both", "tab", "grouped", "", "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", extra=("备注1",))
_LABELS = Dress(
    "alias", "label", "plain", "grouped", "—", "%Y年%m月%d日", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月"
)
_ENGLISH = Dress("english", "code", "formula", "plain", "", "%Y%m%d", "%Y%m%d%H%M%S", flags=("Y", "N"))
_MIXED = Dress(
    "title", "label", "quote", "wide", "/", is_mixed_dates=True, flags=("1", "0"), extra=("数据标识",)
)
_UNITS = Dress("alias", "code", "plain", "unit", "--", "%Y.%m.%d", months="%Y-%m", flags=("是", "否"))
_SCALED = Dress("title", "code", scaled=("kWh", "元"), nothing="-")
_TYPED = Dress("title", "label")

GBK = Style(layout=Layout(_GBK_TAB, repeated_rows=7, blank_rows=2), encoding="gb18030")
UTF8_BOM = Style(layout=Layout(_MIXED, has_total=True, signature=_SIGNED), encoding="utf-8-sig")
UTF8 = Style(layout=Layout(_UNITS), encoding="utf-8")
UTF16_TSV = Style(layout=Layout(_ENGLISH), suffix=".xls", separator="\t", encoding="utf-16")
HTML = Style("html", Layout(_LABELS, (f"{_COMPANY}明细清单",), has_total=True, signature=_SIGNED), ".xls")
XML = Style("xml", Layout(_UNITS, ("导出清单",), blank_rows=1), ".xls")
XLSX = Style(
    "xlsx",
    Layout(_LABELS, (f"{_COMPANY}清单 {{month}}", "单位:元、kWh"), has_total=True, signature=_SIGNED),
    ".xlsx",
)
XLSX_TYPED = Style("xlsx", Layout(_TYPED, is_typed=True, blank_rows=1), ".xlsx", sheets_of=SHEET_ROWS)
XLSX_GROUPS = Style("xlsx", Layout(_LABELS, (f"{_COMPANY} {{month}}",), has_total=True, groups=True), ".xlsx")
SCALED_TEXT = Style(layout=Layout(_SCALED, has_total=True), encoding="gb18030")
TEN_THOUSAND_ABOVE = Style(
    "xlsx",
    Layout(
        replace(_SCALED, headers="alias", scaled=()),
        ("科目余额表", "单位:元"),
        has_total=True,
        signature=_SIGNED,
    ),
    ".xlsx",
)
LOST_ZEROS = Style("xlsx", Layout(replace(_TYPED, numeric_ids=("cons_no", "cust_no"))), ".xlsx")
LOST_ZEROS_TEXT = Style(layout=Layout(replace(_UNITS, numeric_ids=("cons_no",))), encoding="utf-8")
ZIPPED = replace(GBK, archive="营销系统导出")
WIDE_REGISTERS = Style("xlsx", Layout(_UNITS, shape="registers"), ".xlsx")
WIDE_DAYS = Style("xlsx", Layout(_LABELS, shape="days"), ".xlsx")

ONCE = {
    "customers": replace(
        XLSX, by_county=True, layout=replace(XLSX.layout, merged=("org_code", "org_name"), has_total=False)
    ),
    "orgs": HTML,
    "staff": XML,
    "mr_sections": UTF8,
    "metering_points": UTF16_TSV,
    "meters": GBK,
    "instrument_transformers": HTML,
    "equipment": XLSX_TYPED,
    "contracts": LOST_ZEROS_TEXT,
    "self_generation": XML,
    "inspections": LOST_ZEROS,
    "meter_tests": replace(UTF8_BOM, separator="\t", suffix=".txt"),
    "gis": UTF8,
    "applications": XLSX,
    "application_steps": ZIPPED,
    "business_fees": XML,
    "adjustments": replace(XLSX, layout=replace(XLSX.layout, dress=replace(_LABELS, numbers="bracket"))),
    "reading_corrections": HTML,
    "violations": XLSX_TYPED,
    "work_orders": XLSX_TYPED,
    "work_order_steps": GBK,
    "outages": HTML,
    "remittances": UTF8_BOM,
    "ledger_balances": TEN_THOUSAND_ABOVE,
    "transformer_areas": SCALED_TEXT,
    "audit_tickets_in": XLSX,
    "power_sources": GBK,
    "application_documents": UTF8_BOM,
    "meter_events": XLSX,
    "service_visits": HTML,
    "balance_checks": SCALED_TEXT,
    "bank_credits": ZIPPED,
    "tariff_prices": XLSX_TYPED,
}
MONTHLY = {
    "bills": (XLSX_GROUPS, UTF8_BOM, GBK, SCALED_TEXT, ZIPPED, UTF16_TSV, UTF8),
    "readings": (GBK, WIDE_REGISTERS, UTF8, UTF16_TSV, ZIPPED, UTF8_BOM),
    "receivables": (LOST_ZEROS_TEXT, GBK, UTF8_BOM, ZIPPED, UTF8),
    "payments": (UTF8, GBK, UTF16_TSV, replace(UTF8, by_county=True), ZIPPED),
    "prepay_balances": (ZIPPED, UTF8_BOM, SCALED_TEXT),
    "daily_usage": (WIDE_DAYS,),
}


def style_of(name: str, month: str, last_month: str) -> Style:
    """Return the messy style of a table, by how many months ago its month was."""
    if name in ONCE:
        return ONCE[name]
    styles = MONTHLY[name]
    return styles[months_between(month, last_month) % len(styles)]
