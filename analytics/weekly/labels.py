"""Codes of 95598 orders as readers know them; what no list knows is shown as it was written."""

from data_loaders.catalog import labels_in
from data_loaders.codes.customers import Area
from data_loaders.codes.service import BusiType

NOT_FILLED = "未填写"
_SUB_TYPE_LISTS: dict[str, str] = {
    BusiType.COMPLAINT: "MARK_COMPLAIN_TYPE",
    BusiType.REPORT: "MARK_REPORT_TYPE",
    BusiType.OPINION: "MARK_TYPE_OF_ADVICE",
    BusiType.ADVICE: "MARK_TYPE_OF_ADVICE",
}
AREA_LABELS: dict[str, str] = {
    Area.URBAN: "城市",
    Area.RURAL: "农村",
    Area.REMOTE: "特殊边远",
    "": "未标明(按特殊边远)",
}


def type_label(code: str | None) -> str:
    """Return what a 业务类型 is called."""
    return label("CUST_SERVICE_BUSI_TYPE_CODE", code)


def sub_type_label(type_code: str | None, sub_code: str | None) -> str:
    """Return what a 业务子类 is called; its codes belong to the type."""
    return label(_SUB_TYPE_LISTS.get(type_code or "", ""), sub_code)


def label(list_name: str, code: str | None) -> str:
    """Return the label of a code."""
    return labels_in(list_name).get(code or "", code) or NOT_FILLED
