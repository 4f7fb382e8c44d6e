"""抄表段: 一个抄表段一行"""

from data_loaders.shared_columns import ORG, SECTION
from models.data.schema import Column, Kind, Need, Table

MR_SECTIONS = Table(
    name="mr_sections",
    title="抄表段",
    grain="一个抄表段一行",
    keys=(("mr_sect_no",), ("org_code", "reader_no")),
    columns=(
        SECTION,
        ORG,
        Column("mr_mode", "抄表方式", Kind.CODE, Need.RECOMMENDED, codes="MR_MODE", aliases=("MR_MODE",)),
        Column("mr_cycle", "抄表周期", Kind.CODE, Need.RECOMMENDED, codes="MR_PERIOD", aliases=("CYC_CODE",)),
        Column("mr_day", "抄表例日", Kind.INTEGER, Need.RECOMMENDED, aliases=("MR_DAY",)),
        Column("reader_no", "抄表员", Kind.ID, Need.RECOMMENDED, aliases=("READER_NO",)),
        Column("calc_emp", "核算员", Kind.ID, Need.RECOMMENDED, aliases=("CALC_EMP_NO",)),
        Column("cr_emp", "催费员", Kind.ID, aliases=("CR_EMP_NO",)),
        Column("reader_since", "抄表员轮换日期", Kind.DATE, is_inferred=True),
    ),
)
