"""专业稽查 / 电费帐务

电费收没收回、缴没缴齐、账平不平:回收与上缴、账龄、在途、冲正、账务平衡:本类各项检查的结果和业务本身的图。
点击图中的标记即可筛选其他图和下方清单,再从清单进入对象;筛选写在地址栏里,链接可以直接发给同事。
"""

from models.category import Category
from models.people import Permission
from pages.parts.category import page
from pages.parts.frame.session import require

person = require(Permission.LOOK)
page.show(Category.ACCOUNT, person)
