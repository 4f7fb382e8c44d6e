"""核查人: who checked a case on site. Two do it; what one person may do alone, and how the case says so.

The second may come from anywhere (柔性团队), with or without a login. What was looked at in the system alone needs one.
One person is enough where the team leader, or the audit, has agreed with a reason, and in a unit whose register has no
second inspector: nobody could be sent. The case then carries the mark (`ALONE`), which whoever decides on it reads. It
does, too, where a report says nothing of who checked: design/CLI.md has no place for it, neither in `tasks move` nor
among the answer's columns, and who follows it must get through. The pages ask.

Source: domain/workflow.md, sections 2 (on site at least two auditors, 柔性团队), 3 (staff check on site) and 5 (核查方式
系统/现场, 核查人 at least two).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from models import register
from models.errors import MoveRefused, WrongUsage
from models.loop.case import CheckMethod, Said
from models.orm import CaseRow
from models.people import Person, Role, as_one

LEAST = 2
CHECKERS, METHOD, ALONE = "checkers", "method", "alone"
NO_SECOND = "本单位登记的稽查员不足两名"
NOT_NAMED = "回单没有写明两名核查人"


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a text lists, each once; 李 明 is one name, 张三 李明 are two."""
    names: list[str] = []
    for part in re.split(r"[、,;/&+\n]", unicodedata.normalize("NFKC", text)):
        words = part.split()
        names += words if all(len(word) > 1 for word in words) else ["".join(words)]
    return tuple(dict.fromkeys(name for name in names if len(name) > 1))


def completed(session: Session, row: CaseRow, said: Said, person: Person) -> Said:
    """Return a report with how it was checked, by whom and, where one was enough, the mark.

    Whoever reports and checks on site themselves is one of them; a second report names nobody anew who was named before,
    unless that one looked in the system alone. Nobody is enough by their own agreement.
    Errors: MoveRefused where a second person is lacking; WrongUsage for a way of checking that there is not.
    """
    method = _method(said)
    if method is CheckMethod.SYSTEM:
        return _marked(said, method, said.facts.get(CHECKERS) or person.who, "")
    was_there = row.facts.get(METHOD) != CheckMethod.SYSTEM.value
    names = names_in(said.facts.get(CHECKERS) or (row.facts.get(CHECKERS) if was_there else None) or "")
    if len(names) < LEAST and person.role is Role.STAFF:
        names = tuple(dict.fromkeys((*names, person.who)))
    told = "、".join(names)
    if len(names) >= LEAST:
        return _marked(said, method, told, "")
    one = told or (person.who if person.login else "")
    mark = row.facts.get(ALONE, "")
    agreed = mark if mark not in (NO_SECOND, NOT_NAMED) else ""
    if agreed and not agreed.startswith(_agreed_by(one)):
        return _marked(said, method, one, agreed)
    if len(inspectors(session, row)) < LEAST:
        return _marked(said, method, one, NO_SECOND)
    if CHECKERS not in said.facts:
        return _marked(said, method, told, NOT_NAMED)
    raise MoveRefused(
        f"案件 {row.case_no} 现场核查不少于两人,{f'只写了{told}' if told else '没有写核查人'}"
        + (f"(单人核查由{one}本人同意,不作数)" if agreed else "")
        + (f"(到场的是代理人{person.who},不算{person.name})" if person.deputy else ""),
        remedy="请写明两名核查人(可请其他班组协助);确只能一人核查的,请班组长先办理“同意单人核查”并说明理由;"
        f"没有到现场的,核查方式选“{CheckMethod.SYSTEM.value}”",
    )


def inspectors(session: Session, row: CaseRow) -> Sequence[str]:
    """Return the names of those in the register who check on site in a case's unit."""
    known = session.info.get(CHECKERS)
    if known is None:
        known = session.info[CHECKERS] = register.active_in(session, Role.STAFF)
    return [one.name for one in known if one.covers(row.handler_unit or row.org_code)]


def agree_alone(row: CaseRow, person: Person, reason: str) -> None:
    """Let one person check a case on site.

    Errors: MoveRefused for who would check it themselves.
    """
    if row.handler in person.logins:
        raise MoveRefused(
            f"案件 {row.case_no} 由您本人核查,不能由您同意单人核查{as_one(person)}",
            remedy="请由营销稽查专责办理,或请第二人到场",
        )
    row.facts = {**row.facts, ALONE: f"{_agreed_by(person.who)}{reason}"}


def keep_mark(row: CaseRow, said: Said) -> None:
    """Let a mark go that holds no more, once a report is taken."""
    if not said.facts.get(ALONE):
        _forget(row, ALONE)


def begin_anew(row: CaseRow) -> None:
    """Forget who went, and whom the team leader let go alone, once a case is another unit's."""
    _forget(row, CHECKERS, METHOD, ALONE)


def _forget(row: CaseRow, *names: str) -> None:
    row.facts = {name: word for name, word in row.facts.items() if name not in names}


def _agreed_by(name: str) -> str:
    return f"{name}同意:"


def _method(said: Said) -> CheckMethod:
    word = said.facts.get(METHOD) or CheckMethod.FIELD.value
    try:
        return CheckMethod(word)
    except ValueError as error:
        known = "、".join(one.value for one in CheckMethod)
        raise WrongUsage(f"核查方式不能是“{word[:20]}”", remedy=f"可用 {known}") from error


def _marked(said: Said, method: CheckMethod, names: str, alone: str) -> Said:
    return replace(said, facts={**said.facts, METHOD: method.value, CHECKERS: names, ALONE: alone})
