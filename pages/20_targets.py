"""工作台 / 稽查目标

按得分排序的稽查目标。先设每个单位能做多少、其中多少随机抽取,再导出 Excel 清单分派。
随机部分先从全部在用客户中抽取,作为衡量排序效果的对照;每行注明是排序选中还是随机抽中。
"""

from models.people import Permission
from pages.parts.findings import filters, overview, target_lists
from pages.parts.frame.session import require

person = require(Permission.LOOK)
run = overview.shown_run(person)
overview.about(run, person)
wanted = filters.narrowing(run, person)
capacity = target_lists.capacity()
target_lists.show(run, person, wanted, capacity)
