"""改指针/示数修改: 一次示数修改一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Personal, Table

READING_CORRECTIONS = Table(
    name="reading_corrections",
    title="改指针/示数修改",
    grain="一次示数修改一行",
    keys=(
        ("app_no", "asset_no", "read_type"),
        ("asset_no", "read_type", "modify_time"),
        ("asset_no", "modify_time"),
    ),
    columns=(
        ORG,
        Column("app_no", "申请编号", Kind.ID, Need.RECOMMENDED, is_inferred=True),
        CUSTOMER,
        Column("asset_no", "电能表资产号", Kind.ID, Need.REQUIRED, is_inferred=True),
        Column("read_type", "示数类型", Kind.CODE, Need.RECOMMENDED, codes="RD_TYPE"),
        Column("old_read", "修改前示数", Kind.NUMBER, Need.REQUIRED, aliases=("原抄见示数", "oldMRNum")),
        Column("new_read", "修改后示数", Kind.NUMBER, Need.REQUIRED, aliases=("新抄见示数", "newMRNum")),
        Column("modify_time", "修改时间", Kind.TIME, Need.REQUIRED, is_inferred=True),
        Column("operator", "修改人", Kind.TEXT, Need.REQUIRED, aliases=("操作员",), is_inferred=True),
        Column("approver", "审批人", Kind.TEXT, Need.RECOMMENDED, is_inferred=True),
        Column(
            "reason", "修改原因", Kind.TEXT, Need.RECOMMENDED, personal=Personal.FREE_TEXT, is_inferred=True
        ),
        Column("release_date", "发行日期", Kind.DATE, is_inferred=True),
    ),
    is_unique=False,
)
