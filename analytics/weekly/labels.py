"""Codes of 95598 orders as readers know them; what no list knows is shown as it was written."""

from functools import cache

from analytics.regulation.service_limits import ADVICE, COMPLAINT, OPINION, REPORT
from data_loaders.catalog import code_lists

NOT_FILLED = "未填写"
_SUB_TYPE_LISTS = {
    COMPLAINT: "MARK_COMPLAIN_TYPE",
    REPORT: "MARK_REPORT_TYPE",
    OPINION: "MARK_TYPE_OF_ADVICE",
    ADVICE: "MARK_TYPE_OF_ADVICE",
}
AREA_LABELS = {"01": "城市", "02": "农村", "03": "特殊边远", "": "未标明(按特殊边远)"}
BARRED_LABELS = {"is_returned": "退单", "is_aborted": "中止"}


def type_label(code: str | None) -> str:
    """Return what a 业务类型 is called."""
    return label("CUST_SERVICE_BUSI_TYPE_CODE", code)


def sub_type_label(type_code: str | None, sub_code: str | None) -> str:
    """Return what a 业务子类 is called; its codes belong to the type."""
    return label(_SUB_TYPE_LISTS.get(type_code or "", ""), sub_code)


@cache
def label(list_name: str, code: str | None) -> str:
    """Return the label of a code."""
    return code_lists().get(list_name, {}).get(code or "", code) or NOT_FILLED
