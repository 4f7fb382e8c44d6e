"""客户工程资料清单: 一个申请一种资料一行"""

from dataclasses import replace

from data_loaders.shared_columns import CUSTOMER, ORG
from models.data.schema import Column, Kind, Need, Table

APPLICATION_DOCUMENTS = Table(
    name="application_documents",
    title="客户工程资料清单",
    grain="一个申请一种资料一行",
    keys=(("app_no", "doc_type"),),
    columns=(
        ORG,
        Column(
            "app_no",
            "申请编号",
            Kind.ID,
            Need.REQUIRED,
            aliases=("工单编号", "业扩工单号", "APP_NO", "appNo"),
        ),
        replace(CUSTOMER, need=Need.RECOMMENDED),
        Column(
            "doc_type",
            "资料类型",
            Kind.CODE,
            Need.REQUIRED,
            codes="DOC_TYPE",
            aliases=("文档类型", "资料类别", "docuType", "DOCU_TYPE"),
            is_inferred=True,
        ),
        Column("doc_name", "资料名称", Kind.TEXT, aliases=("文档名称",), is_inferred=True),
        Column(
            "required_flag", "是否必备", Kind.FLAG, Need.RECOMMENDED, aliases=("必备标志",), is_inferred=True
        ),
        Column(
            "received_flag",
            "是否收到",
            Kind.FLAG,
            Need.REQUIRED,
            aliases=("是否已录入", "收资标志"),
            is_inferred=True,
        ),
        Column(
            "received_date", "收到日期", Kind.DATE, Need.RECOMMENDED, aliases=("收资日期",), is_inferred=True
        ),
        Column("entry_date", "录入日期", Kind.DATE, aliases=("上传时间",), is_inferred=True),
        Column("entry_emp", "录入人", Kind.TEXT, aliases=("上传人",), is_inferred=True),
    ),
    is_unique=False,
)
