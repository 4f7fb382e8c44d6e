"""闭环管理 / 成效

各项检查排序时期望多少、实际追回多少,查实率和空跑的工时,该停用还是该调参;各环节用时;来源、问题和差错的构成。
金额只算排序选中并已有结论的案件;一件案件有几项检查的,在各项检查中都计。
"""

from datetime import date

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import effects, plan_list

person = require(Permission.LOOK)
plan_list.require_any(person)
effects.show(person, date.today())
