"""专业稽查 / 用电检查

合同、检查计划、自备电源和违约用电是否管到位:本类各项检查的结果和业务本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.INSPECTION, person)
