"""专业稽查 / 服务质量

公开承诺有没有兑现,谁反复来电,暗访查出什么:本类各项检查的结果,和 95598 工单本身的图;与周分析同一口径。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.SERVICE, person)
