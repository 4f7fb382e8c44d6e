"""专业稽查 / 营业

业扩各环节有没有按时办完,退补和改示数由谁办、办多少:本类各项检查的结果,和流程本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.BUSINESS, person)
