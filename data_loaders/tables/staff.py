"""人员: 一名员工一行"""

from data_loaders.shared_columns import ORG
from models.data.schema import Column, Kind, Need, Table

STAFF = Table(
    name="staff",
    title="人员",
    grain="一名员工一行",
    keys=(("emp_no",),),
    columns=(
        Column("emp_no", "人员编号", Kind.ID, Need.REQUIRED, aliases=("工号", "STAFF_NO", "EMP_NO")),
        Column("name", "姓名", Kind.TEXT, Need.REQUIRED, aliases=("NAME",)),
        ORG,
        Column("dept_name", "部门名称", Kind.TEXT, Need.RECOMMENDED, aliases=("班组",)),
        Column("position", "岗位", Kind.TEXT, aliases=("POSITION",)),
    ),
)
