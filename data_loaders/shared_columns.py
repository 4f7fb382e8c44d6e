"""Columns that several export tables share: one name, one meaning, defined once."""

from models.data.schema import Column, Kind, Need, Personal

ORG = Column(
    "org_code",
    "供电单位编号",
    Kind.ID,
    Need.RECOMMENDED,
    aliases=("供电单位编码", "管理单位编号", "orgNo", "ORG_NO", "gddwbm"),
)
CUSTOMER = Column(
    "cons_no",
    "用户编号",
    Kind.ID,
    Need.REQUIRED,
    aliases=(
        "户号",
        "用户编码",
        "客户编号",
        "用户号",
        "电力户号",
        "结算户号",
        "工单用户户号",
        "CONS_NO",
        "consNo",
        "CUST_NO",
        "yhbh",
    ),
)
CUSTOMER_NAME = Column(
    "cons_name",
    "用户名称",
    Kind.TEXT,
    Need.RECOMMENDED,
    aliases=("户名", "客户名称", "用户名", "结算户名", "工单用户户名", "CONS_NAME", "yhmc"),
    personal=Personal.NAME,
)
ADDRESS = Column(
    "elec_addr",
    "用电地址",
    Kind.TEXT,
    aliases=("用户地址", "地址", "工单用户地址", "ELEC_ADDR", "elecAddr", "YHDZ"),
    personal=Personal.ADDRESS,
)
ELEC_TYPE = Column(
    "elec_type_code",
    "用电类别",
    Kind.CODE,
    Need.RECOMMENDED,
    codes="ELEC_TYPE_CODE",
    aliases=(
        "用户类别",
        "用电性质",
        "用电分类",
        "工单用电类别",
        "ELEC_TYPE_CODE",
        "elecTypeCode",
        "ELEC_TYPE",
    ),
)
TRADE = Column(
    "trade_code",
    "行业分类",
    Kind.CODE,
    Need.RECOMMENDED,
    codes="TRADE_TYPE_CODE",
    aliases=("行业类别", "行业", "行业编码", "用电行业", "TRADE_CODE", "tradeCode", "TRADE_TYPE_CODE"),
)
VOLTAGE = Column(
    "volt_code",
    "供电电压",
    Kind.CODE,
    Need.RECOMMENDED,
    codes="VOLT_CODE",
    aliases=(
        "电压等级",
        "用户电压",
        "工单电压等级",
        "VOLT_CODE",
        "voltCode",
        "consVoltCode",
        "PS_VOLT_CODE",
        "dydj",
    ),
)
SECTION = Column(
    "mr_sect_no",
    "抄表段编号",
    Kind.ID,
    aliases=("抄表段号", "抄表段", "MR_SECT_NO", "mrSectNo", "meterreadNum"),
)
