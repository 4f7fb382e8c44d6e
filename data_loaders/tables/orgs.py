"""组织机构: 一个单位一行"""

from models.data.schema import Column, Kind, Need, Table

ORGS = Table(
    name="orgs",
    title="组织机构",
    grain="一个单位一行",
    keys=(("org_code",),),
    columns=(
        Column(
            "org_code",
            "营销单位代码",
            Kind.ID,
            Need.REQUIRED,
            aliases=("供电单位编号", "ORG_NO", "SG_ORG_NO"),
        ),
        Column("org_name", "营销单位名称", Kind.TEXT, Need.REQUIRED),
        Column("short_name", "单位简称", Kind.TEXT),
        Column("parent_code", "上级单位", Kind.ID, Need.RECOMMENDED, aliases=("P_ORG_NO",)),
        Column(
            "org_type",
            "供电单位类别",
            Kind.CODE,
            Need.RECOMMENDED,
            codes="SA_ORG_TYPE",
            aliases=("SA_ORG_TYPE",),
        ),
        Column("cons_count", "用户数", Kind.INTEGER, Need.RECOMMENDED, aliases=("户数",), is_inferred=True),
    ),
)
