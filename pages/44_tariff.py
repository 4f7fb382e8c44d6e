"""专业稽查 / 电费电价

电费算得对不对、电价用得对不对:复算与账单、零电量、功率因数、阶梯与峰谷:本类各项检查的结果和业务本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.TARIFF, person)
