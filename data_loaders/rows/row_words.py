"""The words by which a row says itself that it is no data: totals, carried sums, signatures, notes, page numbers."""

from data_loaders.values.vocabulary import words

_SPACE = "[\\s\u3000\xa0]"  # the engine's own \\s knows no wide space


def _any_of(name: str) -> str:
    return "|".join(f"{_SPACE}*".join(word) for word in words(name))


_ENGLISH_TOTAL = r"(?i:grand[\s-]*total|sub[\s-]*total|(?:page|report|overall)\s+total|totals?|sum)"
_TOTAL_WORD = _any_of("total_words")
STARTS_WITH_TOTAL = rf"^{_SPACE}*(?:(?:{_TOTAL_WORD})|{_ENGLISH_TOTAL}\s*(?:[:：(（]|$))"
TOTAL_TEXT = rf"{STARTS_WITH_TOTAL}|(?:(?:{_TOTAL_WORD})|(?:^|[\s)）:：]){_ENGLISH_TOTAL})\s*[:：]?\s*$"
CARRIED_TEXT = (
    rf"^\W*(?:{_any_of('carried_words')}|(?i:(?:carried|brought)\s+(?:forward|over|down)|[cb]/[fd]))\W*$"
)
SIGNATURE_TEXT = rf"^\s*(?:{_any_of('signature_words')})(?:人|员|日期|时间|条件)?\s*(?:[:：]|$)"
DATABASE_TEXT = (
    r"^\s*\(?(?:已选择\s*)?\d+\s*(?:行|(?i:rows?\b))|^\s*SQL>"  # how many rows were found, a prompt
)
NOTE_TEXT = rf"^\s*(?:{'|'.join(words('note_words'))})\s*[:：]|^\s*(?:以上|以下空白|以下无正文|本表)|^\s*共\s*\d+\s*[条户行笔张]|{DATABASE_TEXT}"
_PAGES = r"[页頁张]"
PAGE_WORDS = rf"^\W*第\s*\d+\s*{_PAGES}|^\W*[共本]\s*\d+\s*{_PAGES}|^\W*本\s*{_PAGES}|^\W*(?i:page|p\.)\s*\d+"
PAGE_TEXT = rf"{PAGE_WORDS}|^\W*\d{{1,4}}\s*(?:/|／|of)\s*\d{{1,4}}\W*$|^\W*\d{{1,4}}\W*$"

# where a number should stand, a person's name is the one beside “制表人:”
NAME_TEXT = r"^\s*\p{Han}{2,4}\s*$"
NO_ID_TEXT = f"{TOTAL_TEXT}|{CARRIED_TEXT}|{SIGNATURE_TEXT}|{NOTE_TEXT}|{PAGE_WORDS}|{NAME_TEXT}"
