"""违约用电窃电: 一件违约用电或窃电一行"""

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

VIOLATIONS = Table(
    name="violations",
    title="违约用电窃电",
    grain="一件违约用电或窃电一行",
    keys=(("app_no",),),
    columns=(
        ORG,
        CUSTOMER,
        Column(
            "app_no", "工单编号", Kind.ID, Need.REQUIRED, aliases=("违约窃电编号", "VIOLATE_NO", "APP_NO")
        ),
        Column(
            "attr", "违约用电窃电性质", Kind.CODE, Need.REQUIRED, codes="ATTR_CODE", aliases=("ATTR_CODE",)
        ),
        Column(
            "vtype",
            "违约用电窃电类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="S_VIOLATE_TYPE_CODE",
            aliases=("违约用电行为", "TYPE_CODE", "violateCode"),
        ),
        Column(
            "occur_time",
            "受理时间",
            Kind.TIME,
            Need.REQUIRED,
            aliases=("发现时间", "OCCUR_TIME", "ACCEPT_TIME"),
        ),
        Column("end_time", "完成时间", Kind.TIME, Need.RECOMMENDED, aliases=("END_DATE",)),
        Column(
            "add_pq",
            "退补电量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kWh",
            aliases=("追补电量", "RS_PQ", "ADD_PQ"),
        ),
        Column(
            "add_amt",
            "退补电费",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元",
            aliases=("追补电费", "RS_PA", "ADD_AMT"),
        ),
        Column(
            "penalty_amt",
            "违约使用电费",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="元",
            aliases=("VIOLATE_USE_PA", "AMT"),
        ),
        Column("hours", "窃电小时数", Kind.NUMBER, aliases=("violateHour",)),
        Column("days", "窃电时长", Kind.NUMBER, aliases=("violateLong",)),
        Column(
            "viol_kw",
            "违约用电容量",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="kW",
            aliases=("违约容量", "私增容量"),
            is_inferred=True,
        ),
        Column(
            "start_date",
            "违约起始日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("违约开始日期",),
            is_inferred=True,
        ),
        Column(
            "stop_date",
            "违约截止日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("违约结束日期",),
            is_inferred=True,
        ),
        Column("viol_price", "执行单价", Kind.NUMBER, aliases=("适用电价",), is_inferred=True),
        Column("checker", "检查人员", Kind.TEXT, aliases=("checkerName",)),
    ),
    is_unique=False,
)
