"""Personal data in sentences that will be printed: masked for every reader, whatever the role.

Phones, identity numbers, customer and account numbers, names after 客户/用户/先生 and the like, addresses from
the road on.
"""

import re

from models.data.masking import SURNAMES

# longest digits first; a phone inside an identity number must not be found before it
_NUMBERS = (
    (re.compile(r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx](?![0-9])"), "****"),
    (re.compile(r"(?<![0-9])[1-9][0-9]{14}(?![0-9])"), "****"),
    (re.compile(r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])"), "****"),
    (re.compile(r"(?<![0-9])0[0-9]{2,3}[-\uFF0D ]?[0-9]{7,8}(?![0-9])"), "****"),
    (re.compile(r"[0-9]{7,}"), "****"),
)
_TITLED = re.compile(
    rf"([{SURNAMES}])[一-龥]{{0,2}}?(先生|女士|小姐|师傅|同志|老师|经理|主任|所长|大爷|大妈)"
)
_NAMED = re.compile(
    rf"((?:客户|用户|户主|联系人|申请人|报修人|姓名|户名|来电人|投诉人|本人|员工|工作人员|抄表员|台区经理)(?:名|为|叫|是|姓名|名称)?"
    rf"[:\uFF1A\s]?)(?!周[一二三四五六日末])([{SURNAMES}])[一-龥]{{1,2}}(?=[(\uFF08,\uFF0C。;\uFF1B、:\uFF1A\s]|来电|反映|称|要求|投诉|咨询|电话|联系|说|$)"
)
_ROAD = re.compile(
    r"((?:路|街|大道|巷|弄|村|小区|镇|乡|社区|花园|公寓|苑|里))"
    r"(?:[0-9\uFF10-\uFF19A-Za-z一二三四五六七八九十百零〇甲乙丙丁东西南北\-—#]+"
    r"(?:号楼|号院|号|栋|幢|座|单元|室|层|楼|组|队|户|门|弄|区|期))+"
    r"(?:[0-9\uFF10-\uFF19A-Za-z]+)?"
)


def without_personal_data(text: str) -> str:
    """Return a sentence with phones, identity and other long numbers, names and house numbers masked."""
    for pattern, shown in _NUMBERS:
        text = pattern.sub(shown, text)
    text = _TITLED.sub(r"\1**\2", text)
    text = _NAMED.sub(r"\1\2**", text)
    return _ROAD.sub(r"\1***", text)
