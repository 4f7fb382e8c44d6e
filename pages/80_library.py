"""闭环管理 / 案例库

已归档的属实案件:查到什么、凭什么证据、怎样整改、追补或退还多少、用了多少天、之后有没有复发。
可按检查、问题分类、原因、单位和字词查找,字词不分先后、须全部出现。人名、地址、电话和户号对所有人隐去。
"""

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import library_list

person = require(Permission.LOOK)
library_list.show(person)
