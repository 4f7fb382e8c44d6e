"""闭环管理 / 整改与复查

属实的案件整改到哪一步:按时限排列待整改和整改中的,以及整改完成、等待复查的。
复查不合格的回到整改并计返工一次;逐件打开办理,勾选几件批量办理,或同批抽样复查。
"""

from datetime import date

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import plan_list, rectification

person = require(Permission.LOOK)
plan_list.require_any(person)
rectification.show(person, date.today())
