"""专业稽查 / 电能计量

计量装置是否按期检定、倍率和互感器是否相符、异常事件是否有人处理:本类各项检查的结果和业务本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.METERING, person)
