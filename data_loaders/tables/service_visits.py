"""明察暗访记录: 一次访查发现的一个问题一行,没有发现问题的一行"""

from dataclasses import replace

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Personal, Table

SERVICE_VISITS = Table(
    name="service_visits",
    title="明察暗访记录",
    grain="一次访查发现的一个问题一行,没有发现问题的一行",
    keys=(("visit_no",),),
    answers=("visit_date", "finding", "finding_class", "due_date", "done_date", "wait_min", "handle_min"),
    columns=(
        Column(
            "visit_no", "记录编号", Kind.ID, Need.REQUIRED, aliases=("暗访编号", "问题编号"), is_inferred=True
        ),
        replace(ORG, need=Need.REQUIRED),
        Column(
            "place",
            "访查地点",
            Kind.TEXT,
            Need.RECOMMENDED,
            aliases=("营业厅名称", "暗访地点", "服务网点"),
            is_inferred=True,
        ),
        Column(
            "visit_date",
            "访查日期",
            Kind.DATE,
            Need.REQUIRED,
            aliases=("暗访日期", "检查日期"),
            is_inferred=True,
        ),
        Column(
            "visit_type",
            "访查方式",
            Kind.CODE,
            codes="SERVICE_VISIT_TYPE",
            aliases=("暗访方式",),
            is_inferred=True,
        ),
        Column(
            "finding",
            "存在问题",
            Kind.TEXT,
            Need.RECOMMENDED,
            aliases=("问题描述",),
            is_inferred=True,
            personal=Personal.FREE_TEXT,
        ),
        Column(
            "finding_class",
            "问题类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="SERVICE_FIELD_ABNORMAL_TYPE",
            aliases=("异常类型",),
            is_inferred=True,
        ),
        Column("responsible", "责任人", Kind.TEXT, Need.RECOMMENDED, aliases=("责任人员",), is_inferred=True),
        Column(
            "due_date", "整改期限", Kind.DATE, Need.RECOMMENDED, aliases=("限期整改日期",), is_inferred=True
        ),
        Column(
            "done_date", "整改完成日期", Kind.DATE, Need.RECOMMENDED, aliases=("完成日期",), is_inferred=True
        ),
        Column("rectified_flag", "是否整改", Kind.FLAG, Need.RECOMMENDED, is_inferred=True),
        Column(
            "wait_min",
            "平均等候分钟",
            Kind.NUMBER,
            Need.RECOMMENDED,
            unit="分钟",
            aliases=("平均等候时间",),
            is_inferred=True,
        ),
        Column(
            "handle_min",
            "单笔办理分钟",
            Kind.NUMBER,
            unit="分钟",
            aliases=("平均办理时间",),
            is_inferred=True,
        ),
        Column("visitor", "访查人", Kind.TEXT, aliases=("暗访人",), is_inferred=True),
    ),
    is_unique=False,
)
