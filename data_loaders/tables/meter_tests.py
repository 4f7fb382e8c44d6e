"""检定/现场检验/轮换记录: 一次检验或一次轮换计划一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Table

METER_TESTS = Table(
    name="meter_tests",
    title="检定/现场检验/轮换记录",
    grain="一次检验或一次轮换计划一行",
    keys=(
        ("app_no", "asset_no"),
        ("asset_no", "test_attr", "actual_date"),
        ("asset_no", "test_attr", "plan_date"),
    ),
    columns=(
        ORG,
        Column(
            "app_no", "工单编号", Kind.ID, Need.RECOMMENDED, aliases=("首检工单编号", "申请编号", "APP_NO")
        ),
        Column("mp_no", "计量点编号", Kind.ID, Need.RECOMMENDED, aliases=("MP_NO",)),
        Column("asset_no", "资产编号", Kind.ID, Need.REQUIRED, aliases=("ASSET_NO",)),
        Column(
            "equip_sort",
            "计量资产类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="MD_TYPE",
            aliases=("EQUIP_SORT_CODE", "MD_TYPE"),
        ),
        Column(
            "plan_type",
            "现场检验计划类型",
            Kind.CODE,
            codes="LC_CHK_PLAN_TYPE",
            aliases=("PLAN_TYPE", "LC_CHK_PLAN_TYPE"),
        ),
        Column(
            "test_attr",
            "检验性质",
            Kind.CODE,
            Need.REQUIRED,
            codes="TEST_ATTR_CODE",
            aliases=("TEST_ATTR_CODE",),
        ),
        Column("plan_date", "计划日期", Kind.DATE, Need.RECOMMENDED, aliases=("应轮换日期", "PLAN_DATE")),
        Column(
            "actual_date",
            "实际检验日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("检定日期", "TEST_DATE", "EXEC_ROTATE_DATE"),
        ),
        Column(
            "result", "检验结论", Kind.FLAG, Need.RECOMMENDED, aliases=("是否合格", "TEST_RSLT", "IF_GOOD")
        ),
    ),
    is_unique=False,
)
