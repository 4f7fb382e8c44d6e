"""服务周报 / 月度通报

稽查通报:一次筛查所在月份的疑似问题,按类别、单位、典型问题和重复发生列出,与打印稿同一份内容。
有案件的,派发、查实、超期督办和考核由闭环管理列出;工作要求由编制人填写;修订会留痕并打印出来。点击问题数查看清单。
"""

from models.people import Permission
from pages.parts.findings import overview, which_run
from pages.parts.frame.session import require
from pages.parts.report import bulletin_page

person = require(Permission.LOOK)
run = overview.shown_run(person)
which_run.choice(run)
which_run.note(run)
bulletin_page.show(person, run)
