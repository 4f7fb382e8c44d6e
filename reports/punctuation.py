"""The punctuation of print: source texts keep to the keyboard's, paper has the full-width one; a count keeps its unit."""

import re

# What follows a number and is read with it.
UNITS = (
    "万千瓦时|千瓦时|兆瓦时|千伏安|千瓦|个百分点|个工作日|工作日|个月|小时|分钟|万元|亿元|万户|万件|公里"
    "|[件起户次人天条台只张项处宗笔份家个期周年月日时秒元倍]"
)
# A number, or a word with one in it, with its unit and the character before it, in the syntax of typst's regex.
DAY = r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日"
COUNT = rf"\p{{Han}}?(?:{DAY}|[0-9A-Za-z+−-][0-9A-Za-z.,:/_+−-]*%? ?(?:{UNITS}))"
NO_BREAK_SPACE, NO_BREAK = "\u00a0", "\u200d"  # the latter is Word's own character for it
_COUNTED = re.compile(rf"(?<=[0-9])( ?)({UNITS})")
FULL_WIDTH = {"(": "\uff08", ")": "\uff09", ";": "\uff1b"}


def typeset(text: str) -> str:
    """Return prose with the full-width punctuation that print needs; numbers and times keep theirs."""
    text = re.sub(r"(?<![0-9]),|,(?![0-9])", "\uff0c", text)
    text = re.sub(r"(?<![0-9A-Za-z]):|:(?![0-9A-Za-z/])", "\uff1a", text)
    return text.translate(str.maketrans(FULL_WIDTH))


def held_together(text: str) -> str:
    """Return a text whose counts are not torn from their units at a line's end, by characters that nobody sees."""
    return _COUNTED.sub(
        lambda found: (NO_BREAK_SPACE if found[1] else NO_BREAK) + NO_BREAK.join(found[2]), text
    )
