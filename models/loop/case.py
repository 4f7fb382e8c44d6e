"""The closed loop's rules: in which states a case may be, who may move it where, and what each move must say.

Nothing here is stored and nothing is asked of a database; `models.loop.cases` applies these rules where a move is written.
Whatever is not in `MOVES` is not possible.

Source: domain/workflow.md, sections 1 (words), 3 (roles), 4 (states) and 5 (what a work order holds).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from models.calendar import Days, add_working_days, working_days_between
from models.errors import WrongUsage
from models.people import Role


class State(Enum):
    """Where a case stands; `value` is the name a user reads."""

    TO_ANALYSE = "待分析"
    TO_DISPATCH = "待派发"
    TO_ACCEPT = "待接收"
    CHECKING = "核查中"
    TO_REVIEW = "待审核"
    TO_RECTIFY = "待整改"
    RECTIFYING = "整改中"
    TO_RECHECK = "待复查"
    ARCHIVED = "已归档"
    DROPPED = "不处理"
    EXEMPTED = "白名单"
    VOID = "已作废"


CLOSED = frozenset({State.ARCHIVED, State.DROPPED, State.EXEMPTED, State.VOID})
OUTSIDE = frozenset({State.TO_ACCEPT, State.CHECKING, State.TO_RECTIFY, State.RECTIFYING})
"""The states in which a case lies with the audited unit: only there its deadline runs."""
JUDGED = (State.TO_RECTIFY, State.RECTIFYING, State.TO_RECHECK, State.ARCHIVED)
"""The states of a case whose result the lead has decided on."""


class Action(Enum):
    """What can be done with a case; `value` is the word on the button and on the command line."""

    CONFIRM = "需处理"
    DROP = "不处理"
    EXEMPT = "列入白名单"
    DISPATCH = "派发"
    ACCEPT = "接收"
    RETURN = "退回"
    REASSIGN = "改派"
    SUBMIT = "提交核查"
    SEND_BACK = "退回重查"
    UPHOLD = "认定属实"
    CLEAR = "认定不属实"
    APPEAL = "申诉"
    BEGIN = "开始整改"
    FINISH = "完成整改"
    PASS = "复查合格"
    FAIL = "复查不合格"
    VOID = "作废"
    ASK_EXTENSION = "申请延期"
    GRANT_EXTENSION = "同意延期"
    REFUSE_EXTENSION = "驳回延期"
    WAIT = "等待客户"
    RESUME = "恢复办理"
    URGE = "督办"
    NOTE = "补充说明"
    AGREE_ALONE = "同意单人核查"
    SAMPLE_PASS = "抽检通过"
    SAMPLE_FAIL = "抽检不通过"
    END_URGE = "结束督办"


class Result(Enum):
    """Whether the field check bore out what was suspected (是否属实)."""

    TRUE = "属实"
    FALSE = "不属实"
    PARTLY = "部分属实"


@dataclass(frozen=True)
class Said:
    """What somebody says with a move; amounts in fen, energy in Wh, `files` are digests of stored evidence.

    `established_fen` and `energy_wh` are what should have been charged in addition, negative what was charged too much;
    `penalty_fen` is the 违约使用电费 that is due besides, `penalty_recovered_fen` what of it was paid.
    `facts`: words by name: problem_class, cause, link, responsible, degree, measures, handover, process_no, method,
    checkers and alone (models/loop/checkers.py); exemption_kind where it is put on the white list, until `due`; sample_fault where it failed when it was sampled;
    mistake (差错业务分类); urgency of a supervision (督办).
    """

    comment: str = ""
    to: str | None = None
    due: date | None = None
    result: Result | None = None
    established_fen: int | None = None
    recovered_fen: int | None = None
    refunded_fen: int | None = None
    energy_wh: int | None = None
    penalty_fen: int | None = None
    penalty_recovered_fen: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()


NOTHING_SAID = Said()


class TaskKind(Enum):
    """The kinds of audit tasks (稽查任务类型, INSPECTION_TASK_TYPE)."""

    ROUTINE = "常态稽查"
    SPECIAL = "专项稽查"
    REVIEW = "审核稽查"
    SAMPLE = "抽检稽查"


class Source(Enum):
    """Where a case came from (来源): the kind of its task, or who asked for it (domain/workflow.md, section 5)."""

    ROUTINE = "常态"
    SPECIAL = "专项"
    REVIEW = "审核"
    SAMPLE = "抽检"
    REPORT = "举报"
    SUPERIOR = "上级交办"


SOURCE_OF_KIND = {
    TaskKind.ROUTINE: Source.ROUTINE,
    TaskKind.SPECIAL: Source.SPECIAL,
    TaskKind.REVIEW: Source.REVIEW,
    TaskKind.SAMPLE: Source.SAMPLE,
}
ASKED_FOR = (Source.REPORT, Source.SUPERIOR)
"""The sources that are no kind of task: somebody outside the audit asked for the case."""


class ProblemClass(Enum):
    """What was wrong (问题分类, PROBLEM_SORT_CODE)."""

    READING = "示数错误"
    PRICE = "电价错误"
    ACCOUNTING = "核算错误"
    ARCHIVE = "档案错误"
    CONTRACT = "合同执行错误"
    METERING = "计量错误"
    VIOLATION = "违约窃电"
    POWER_FACTOR = "力调标准错误"


class Cause(Enum):
    """Why it was wrong (问题原因, QUESTION_REASON_SORT)."""

    UNCLEAR_POLICY = "政策不明"
    UNCLEAR_RULES = "本单位管理细则不明"
    DEVIATION = "政策执行偏差"
    MISTAKE = "工作差错"
    ARCHIVE = "档案问题"
    FORM = "规范性问题"
    CIRCUMSTANCES = "客观原因制约"
    METERING = "计量异常"
    VIOLATION = "客户违约用电"
    THEFT = "客户窃电"
    OTHER = "其他"


class Degree(Enum):
    """How grave a mistake was (责任差错等级, ACCI_LEVEL_CODE)."""

    MINOR = "一般责任事故"
    MODERATE = "较严重责任事故"
    GRAVE = "非常严重责任事故"
    MAJOR = "重大责任事故"


class Mistake(Enum):
    """In which business a mistake was made (差错业务分类, WORK_MISTAKE_TYPE)."""

    NONE = "无差错"
    ARCHIVE = "档案管理差错"
    SERVICE = "客户服务处理差错"
    CONNECTION = "业扩报装差错"
    READING = "抄表差错"
    BILLING = "计费差错"
    COLLECTION = "收费差错"
    METERING = "计量差错"
    ON_SITE = "现场检查处理差错"
    GENERAL = "综合差错"
    OTHER = "其它"


class Urgency(Enum):
    """How urgent a supervision is (紧急程度, URGENT_LEVEL)."""

    EXTREME = "特急"
    URGENT = "紧急"
    USUAL = "一般"


class Supervision(Enum):
    """How far a supervision is (督办状态, SUPER_STATUS)."""

    NONE = "未督办"
    ON = "已督办"
    ENDED = "已结束"


class Handover(Enum):
    """The process of the marketing system that carries a rectification out (整改业务类型, RECTIFICATION_BUSI_TYPE_CODE)."""

    METER_FAULT = "计量装置故障"
    ARCHIVE = "档案维护"
    CONTRACT = "合同续签"
    SETTLEMENT = "非政策性退补"
    SPECIAL_CHECK = "专项检查管理"
    VIOLATION = "违约用电窃电管理"
    OTHER = "其他整改业务类"


class CheckMethod(Enum):
    """How a case was checked (核查方式)."""

    FIELD = "现场"
    SYSTEM = "系统"


class SampleFault(Enum):
    """What is wrong with an archived case that was sampled (抽检): what the checkers wrote, or what was decided."""

    NARRATIVE = "核查情况不合要求"
    DECISION = "认定依据不足"


@dataclass(frozen=True)
class Move:
    """One row of the table: from which states, by which roles, to which state (None: it stays), and what must be said.

    `needs` names the facts without which the move is refused: `comment`, `to` (a person or unit), `due`, `result`.
    `results`: the move is open only to a case of such a result.
    """

    action: Action
    sources: frozenset[State]
    roles: frozenset[Role]
    target: State | None
    needs: tuple[str, ...] = ()
    results: frozenset[Result] | None = None


_LEAD = frozenset({Role.LEAD})
_ABOVE = frozenset({Role.LEAD, Role.SUPERVISOR})
_UNIT = frozenset({Role.TEAM_LEADER, Role.STAFF, Role.SPECIALIST})
_LEADER = frozenset({Role.TEAM_LEADER})
IN_THE_FIELD = _UNIT
_BOUND = frozenset({Result.TRUE, Result.PARTLY})
_OPEN = frozenset(State) - CLOSED


def _move(
    action: Action,
    sources: State | frozenset[State],
    target: State | None,
    roles: frozenset[Role],
    *needs: str,
    results: frozenset[Result] | None = None,
) -> Move:
    where = sources if isinstance(sources, frozenset) else frozenset({sources})
    return Move(action, where, roles, target, needs, results)


MOVES: tuple[Move, ...] = (
    _move(Action.CONFIRM, State.TO_ANALYSE, State.TO_DISPATCH, _LEAD),
    _move(Action.DROP, frozenset({State.TO_ANALYSE, State.TO_DISPATCH}), State.DROPPED, _LEAD, "comment"),
    _move(
        Action.EXEMPT,
        frozenset({State.TO_ANALYSE, State.TO_DISPATCH, State.TO_REVIEW}),
        State.EXEMPTED,
        _LEAD,
        "comment",
        "due",
    ),
    _move(Action.DISPATCH, State.TO_DISPATCH, State.TO_ACCEPT, _LEAD, "due"),
    _move(Action.ACCEPT, State.TO_ACCEPT, State.CHECKING, _UNIT),
    _move(Action.RETURN, State.TO_ACCEPT, State.TO_DISPATCH, _UNIT, "comment"),
    _move(Action.REASSIGN, OUTSIDE, None, _LEAD | _LEADER, "to"),
    _move(Action.SUBMIT, State.CHECKING, State.TO_REVIEW, _UNIT, "result", "comment"),
    _move(Action.SEND_BACK, State.TO_REVIEW, State.CHECKING, _LEAD, "comment"),
    _move(Action.UPHOLD, State.TO_REVIEW, State.TO_RECTIFY, _LEAD, "due", results=_BOUND),
    _move(Action.CLEAR, State.TO_REVIEW, State.ARCHIVED, _LEAD, results=frozenset({Result.FALSE})),
    _move(Action.APPEAL, State.TO_RECTIFY, State.TO_REVIEW, _LEADER, "comment"),
    _move(Action.BEGIN, State.TO_RECTIFY, State.RECTIFYING, _UNIT, "comment"),
    _move(Action.FINISH, State.RECTIFYING, State.TO_RECHECK, _UNIT, "comment"),
    _move(Action.PASS, State.TO_RECHECK, State.ARCHIVED, _LEAD),
    _move(Action.FAIL, State.TO_RECHECK, State.RECTIFYING, _LEAD, "comment", "due"),
    _move(Action.VOID, _OPEN, State.VOID, _LEAD, "comment"),
    _move(Action.ASK_EXTENSION, OUTSIDE, None, _UNIT, "due", "comment"),
    _move(Action.GRANT_EXTENSION, OUTSIDE, None, _LEAD),
    _move(Action.REFUSE_EXTENSION, OUTSIDE, None, _LEAD, "comment"),
    _move(Action.WAIT, OUTSIDE - {State.TO_ACCEPT}, None, _UNIT, "comment"),
    _move(Action.RESUME, OUTSIDE - {State.TO_ACCEPT}, None, _UNIT | _LEAD),
    _move(Action.URGE, OUTSIDE | {State.TO_REVIEW, State.TO_RECHECK}, None, _ABOVE, "comment"),
    _move(Action.END_URGE, _OPEN - {State.TO_ANALYSE}, None, _ABOVE, "comment"),
    _move(Action.NOTE, _OPEN, None, _ABOVE | _UNIT, "comment"),
    _move(
        Action.AGREE_ALONE,
        frozenset({State.TO_ACCEPT, State.CHECKING}),
        None,
        _LEAD | _LEADER,
        "comment",
    ),
    _move(Action.SAMPLE_PASS, State.ARCHIVED, None, _ABOVE),
    _move(Action.SAMPLE_FAIL, State.ARCHIVED, None, _ABOVE, "comment"),
)
_BY_ACTION = {move.action: move for move in MOVES}
DECIDES_ON: Mapping[Action, frozenset[Action]] = {
    Action.UPHOLD: frozenset({Action.SUBMIT, Action.APPEAL}),
    Action.CLEAR: frozenset({Action.SUBMIT, Action.APPEAL}),
    Action.PASS: frozenset({Action.FINISH}),
    Action.GRANT_EXTENSION: frozenset({Action.ASK_EXTENSION}),
}
"""On whose last steps somebody else has to decide. Roles alone keep the two apart until somebody stands in for another."""
_ESTABLISHING = frozenset({Action.SUBMIT, Action.UPHOLD})
_MOVING_MONEY = frozenset({Action.SUBMIT, Action.BEGIN, Action.FINISH, Action.PASS, Action.FAIL})
SAID_BY: dict[str, frozenset[Action]] = {
    "to": frozenset({Action.DISPATCH, Action.REASSIGN}),
    "due": frozenset(move.action for move in MOVES if "due" in move.needs) | {Action.GRANT_EXTENSION},
    "result": frozenset({Action.SUBMIT}),
    "established_fen": _ESTABLISHING,
    "energy_wh": _ESTABLISHING,
    "penalty_fen": _ESTABLISHING,
    "penalty_recovered_fen": _MOVING_MONEY,
    "recovered_fen": _MOVING_MONEY,
    "refunded_fen": _MOVING_MONEY,
    "facts": _MOVING_MONEY | {Action.UPHOLD, Action.EXEMPT, Action.SAMPLE_FAIL, Action.URGE},
}
"""By which steps what is said counts: a remark, open to every colleague, neither settles a case nor moves its money."""
NEEDS = {"comment": "说明", "to": "交给谁(人员或单位)", "due": "时限", "result": "是否属实"}


def move_of(action: Action) -> Move:
    """Return the row of an action."""
    return _BY_ACTION[action]


def action_of(word: str) -> Action:
    """Return an action by its word or by its English name, as `accept`.

    Errors: WrongUsage.
    """
    plain = word.strip()
    for action in Action:
        if plain in (action.value, action.name, action.name.lower(), action.name.lower().replace("_", "-")):
            return action
    raise WrongUsage(f"没有操作“{plain[:20]}”", remedy=f"可用 {'、'.join(one.value for one in Action)}")


def possible(state: State, role: Role, result: Result | None = None) -> Iterator[Action]:
    """Yield what a role may do with a case in a state; a case without a result may be neither upheld nor cleared."""
    for move in MOVES:
        fits = move.results is None or result in move.results
        if state in move.sources and role in move.roles and fits:
            yield move.action


ONWARD = frozenset(
    {
        Action.CONFIRM,
        Action.DISPATCH,
        Action.ACCEPT,
        Action.SUBMIT,
        Action.UPHOLD,
        Action.CLEAR,
        Action.BEGIN,
        Action.FINISH,
        Action.PASS,
    }
)
"""The steps that bring a case nearer to the archive."""


def agreed(words: Sequence[str]) -> str | None:
    """Return what the first judgement of a case comes to: two who agree, else a third; None as long as it is open."""
    if len(words) >= 2 and words[0] == words[1]:
        return words[0]
    return words[2] if len(words) >= 3 else None


def turn_of(role: Role) -> frozenset[State]:
    """Return the states in which a case waits for a role to move it onward."""
    theirs = (move for move in MOVES if move.action in ONWARD and role in move.roles)
    return frozenset(state for move in theirs for state in move.sources)


# ---- deadlines -------------------------------------------------------------------------------------------------------

WARNING_DAYS = 2
RECURRENCE_DAYS = 180
"""How long after it was closed the same problem counts as come back. Source: checks.md, CLS-03."""


@dataclass(frozen=True)
class Rung:
    """One step of the overdue ladder: from how many working days over the deadline, and who is told besides."""

    days_over: int
    who: str


LADDER = (Rung(0, "负责人"), Rung(3, "班组长"), Rung(7, "管理员"))
"""What holds until a company sets another (models/loop/ladder.py).

Source: workflow.md, section 2: day 0 and 1 the person, day 3 the team leader too, day 7 the manager too.
"""


def days_left(due: date, today: date, extra_days: Days | None = None) -> int:
    """Return the working days from today up to and including the deadline; 0 on its day, negative after it."""
    return working_days_between(today, due, extra_days)


def is_overdue(due: date, today: date) -> bool:
    """Return whether a deadline has passed: its own day is still in time."""
    return today > due


def overdue_stage(
    due: date, today: date, ladder: tuple[Rung, ...] = LADDER, extra_days: Days | None = None
) -> str:
    """Return '超期' with ':' and all who are told, if anybody is yet, '预警' under two working days before the deadline, else ''.

    Days over count as calendar-free working days: a deadline of Friday is one day over on Monday.
    """
    left = days_left(due, today, extra_days)
    if is_overdue(due, today):
        told = [rung.who for rung in ladder if -left >= rung.days_over]
        return f"超期:{'、'.join(told)}" if told else "超期"
    return "预警" if left < WARNING_DAYS else ""


def due_after_waiting(due: date, waited_since: date, today: date, extra_days: Days | None = None) -> date:
    """Return the deadline after a wait for the customer: later by the working days that were waited."""
    return add_working_days(due, working_days_between(waited_since, today, extra_days), extra_days)
