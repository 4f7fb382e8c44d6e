"""Codes of inspections: what a visit is for, and how far its plan has come."""

from enum import StrEnum


class CheckType(StrEnum):
    """CHK_TYPE_CODE 用电检查计划类型"""

    PERIODIC = "100"
    SPECIAL = "200"
    SUPPLY_SECURITY = "201"
    SEASONAL = "202"
    IMPORTANT_CUSTOMERS = "203"
    OTHER_SPECIAL = "299"
    CENSUS = "300"
    OTHER = "900"
    FROM_OTHER_DEPARTMENTS = "901"
    ACCIDENT = "902"
    COLLECTED_DATA = "903"
    OTHER_TEMPORARY = "999"


class PlanStatus(StrEnum):
    """SR_PLAN_STATUS_CODE 用电检查计划状态"""

    TO_BE_APPROVED = "01"
    APPROVED = "02"
    TO_BE_REVIEWED = "03"
    REVIEWED = "04"
    ASSIGNED = "05"
    SENT_OUT = "06"
    PRINTED = "07"
    CARRIED_OUT = "08"
    TO_BE_FILED = "09"
    FILED = "10"
    CANCELLED = "11"


CLOSED_PLANS = (PlanStatus.CARRIED_OUT, PlanStatus.TO_BE_FILED, PlanStatus.FILED, PlanStatus.CANCELLED)
