"""The papers of connections (客户工程资料清单): which an application needs, and when each came in.

An application that is archived has all that it needs, in by the day of archiving; one under way has what the days
so far have brought. Papers that ordinary customers need no longer (设计文件审核意见, 中间检查记录) are listed as such.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from data_loaders.catalog import code_lists
from data_loaders.codes.applications import AppType, DocType, WkstStatus
from demo.stage import Row

HIGH_VOLTAGE = (AppType.NEW_HIGH_VOLTAGE, AppType.ENLARGE_HIGH_VOLTAGE)
LOW_VOLTAGE = (
    AppType.NEW_RESIDENT,
    AppType.NEW_LOW_VOLTAGE,
    AppType.TEMPORARY_METERED,
    AppType.ENLARGE_RESIDENT,
    AppType.ENLARGE_LOW_VOLTAGE,
)
# type, whether it is needed, and where between acceptance (0) and archiving (100) it comes in
OF_HIGH_VOLTAGE = (
    (DocType.APPLICATION, True, 0),
    (DocType.IDENTITY, True, 0),
    (DocType.PREMISES, True, 0),
    (DocType.DESIGN, True, 40),
    (DocType.DESIGN_REVIEW, False, 50),
    (DocType.MIDWAY_INSPECTION, False, 65),
    (DocType.TEST_REPORT, True, 80),
    (DocType.COMPLETION_REPORT, True, 82),
    (DocType.COMPLETION_INSPECTION, True, 88),
    (DocType.CONTRACT, True, 90),
    (DocType.METER_SLIP, True, 95),
    (DocType.CONTRACTOR, True, 82),
)
OF_LOW_VOLTAGE = (
    (DocType.APPLICATION, True, 0),
    (DocType.IDENTITY, True, 0),
    (DocType.PREMISES, True, 0),
    (DocType.CONTRACT, True, 60),
    (DocType.METER_SLIP, True, 90),
)
USUAL_DAYS = 60
"""How long a connection takes that is not archived yet."""


def documents(application: Mapping[str, Any], as_of: date, clerk: str) -> Iterator[Row]:
    """Yield the papers of an application as a clerk filed them, none where its kind has no list of them."""
    kind = application["app_type"]
    listed = OF_HIGH_VOLTAGE if kind in HIGH_VOLTAGE else OF_LOW_VOLTAGE if kind in LOW_VOLTAGE else ()
    if not listed or application.get("accept_time") is None:
        return
    accept: datetime = application["accept_time"]
    archived: date | None = application.get("archive_date")
    is_archived = application.get("status") == WkstStatus.ARCHIVED and archived is not None
    days = (archived - accept.date()).days if is_archived and archived else USUAL_DAYS
    for doc_type, is_needed, share in listed:
        received = accept.date() + timedelta(days=days * share // 100)
        is_here = is_needed and (is_archived or received < as_of)
        yield {
            "org_code": application["org_code"],
            "app_no": application["app_no"],
            "cons_no": application["cons_no"],
            "doc_type": doc_type,
            "doc_name": code_lists()["DOC_TYPE"][doc_type],
            "required_flag": is_needed,
            "received_flag": is_here,
            "received_date": received if is_here else None,
            "entry_date": received if is_here else None,
            "entry_emp": clerk if is_here else None,
        }
