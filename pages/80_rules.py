"""手册 / 稽查规则

全部检查:判定、金额、例外、依据、阈值,以及最近一次筛查的结果或停用原因。由检查本身生成。
"""

from models.people import Permission
from pages.parts import rule_book
from pages.parts.data import latest_run
from pages.parts.session import require

person = require(Permission.LOOK)
run = latest_run()
chosen = rule_book.overview(run)
if chosen is not None:
    rule_book.card(chosen, run, person)
