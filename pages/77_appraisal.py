"""闭环管理 / 考核

一个月的得分:按单位、经办人、责任人和稽查人员,每一分都列到案件。奖惩只是建议,规则可改。
封存之后,这个月的得分不再变化,任何时候打印都一样。
"""

from models.people import Permission
from pages.parts.frame.session import require
from pages.parts.loop import appraisal_cards

person = require(Permission.LOOK)
appraisal_cards.show(person)
