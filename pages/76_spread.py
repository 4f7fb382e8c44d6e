"""闭环管理 / 举一反三

一件认定属实的案件,用同样的检查和参数查其他单位:各单位有多少命中、多少金额,再制定成专项稽查计划。
子案件注明来自哪一件;它们的结果回到原案件,在这里汇总。
"""

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import plan_list, spreading

person = require(Permission.LOOK)
plan_list.require_any(person)
spreading.propose(person)
spreading.earlier(person)
