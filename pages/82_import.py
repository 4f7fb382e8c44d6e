"""数据 / 数据导入

把营销系统的导出文件(或打包的 zip)拖进来:自动识别数据表和列,先看结果再决定是否导入。
确认之前什么都不会改动;导入后可在“导入记录”中撤销。
"""

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.imports import review as import_review
from pages.parts.imports import steps as import_steps

person = require(Permission.IMPORT)
intake = import_steps.current()
if intake is None:
    import_steps.drop(person)
elif intake.work.phase == "reading":
    import_steps.reading(intake, person)
elif intake.work.phase == "writing":
    import_steps.writing(intake, person)
elif intake.work.phase == "waiting":
    import_review.show(intake, person)
else:
    import_steps.ended(intake, person)
