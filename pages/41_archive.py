"""专业稽查 / 客户档案

客户档案是否齐全、真实、彼此相符:本类各项检查的结果,和档案本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.ARCHIVE, person)
