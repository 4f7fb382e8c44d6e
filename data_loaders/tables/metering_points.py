"""计量点: 一个计量点一行,含已停用的计量点"""

from data_loaders.shared_columns import CUSTOMER, ORG, VOLTAGE
from models.data.schema import Column, Kind, Need, Personal, Table

METERING_POINTS = Table(
    name="metering_points",
    title="计量点",
    grain="一个计量点一行,含已停用的计量点",
    keys=(("mp_no",),),
    columns=(
        ORG,
        CUSTOMER,
        Column("mp_no", "计量点编号", Kind.ID, Need.REQUIRED, aliases=("计量点", "mpNo", "MP_NO", "jldbh")),
        Column("mp_name", "计量点名称", Kind.TEXT, aliases=("MP_NAME",), personal=Personal.NAME),
        Column(
            "mp_class", "计量点分类", Kind.CODE, codes="MP_TYPE_CODE", aliases=("MP_TYPE_CODE", "TYPE_CODE")
        ),
        Column(
            "mp_attr",
            "计量点性质",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="MP_ATTR_CODE",
            aliases=("MP_ATTR_CODE",),
        ),
        Column(
            "mp_usage",
            "电能计量点类型",
            Kind.CODE,
            codes="USAGE_TYPE_CODE",
            aliases=("关口用途代码", "USAGE_TYPE_CODE"),
        ),
        Column(
            "mp_status",
            "计量点状态",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="MP_STATUS",
            aliases=("STATUS_CODE", "MP_STATUS"),
        ),
        Column("mp_cap", "计量点容量", Kind.NUMBER, unit="kVA", aliases=("MP_CAP", "mpCap")),
        VOLTAGE,
        Column(
            "meas_mode",
            "计量方式",
            Kind.CODE,
            Need.REQUIRED,
            codes="MEAS_MODE",
            aliases=("MEAS_MODE", "measMode"),
        ),
        Column(
            "wiring_mode",
            "接线方式",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="WIRING_MODE",
            aliases=("WIRING_MODE", "elecmeterContype"),
        ),
        Column(
            "md_class",
            "电能计量装置分类",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="MD_TYPE_CODE",
            aliases=("MD_TYPE_CODE",),
        ),
        Column(
            "calc_mode",
            "电量计算方式",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="PQ_CALC_MODE",
            aliases=("计算方式", "PQ_CALC_MODE", "CALC_MODE", "calcMode"),
        ),
        Column(
            "fr_value",
            "定比定量值",
            Kind.NUMBER,
            Need.RECOMMENDED,
            aliases=("定比值", "定量值"),
            is_inferred=True,
        ),
        Column("fr_deduct_flag", "定比扣减标志", Kind.FLAG, aliases=("frDeductFlag",)),
        Column(
            "prc_code", "电价码", Kind.ID, Need.RECOMMENDED, aliases=("电价代码", "PRC_CODE", "TARIFF_ID")
        ),
        Column("tg_no", "台区编号", Kind.ID, aliases=("TG_ID", "tqbs")),
        Column("tg_name", "台区名称", Kind.TEXT, aliases=("tgName",)),
        Column("line_loss_mode", "线损计算方式", Kind.CODE, codes="LL_CALC_CODE", aliases=("LL_CALC_CODE",)),
        Column("parent_mp_no", "上级计量点编号", Kind.ID, aliases=("主表计量点",), is_inferred=True),
        Column("field_present", "现场有无", Kind.FLAG, aliases=("现场核查在位",), is_inferred=True),
        Column(
            "last_review",
            "最近核定日期",
            Kind.DATE,
            Need.RECOMMENDED,
            aliases=("定比定量核定日期", "核定日期"),
            is_inferred=True,
        ),
        Column(
            "topo_tg_no",
            "采集识别台区",
            Kind.ID,
            Need.RECOMMENDED,
            aliases=("拓扑识别台区",),
            is_inferred=True,
        ),
        Column("topo_since", "识别起始日期", Kind.DATE, Need.RECOMMENDED, is_inferred=True),
    ),
)
