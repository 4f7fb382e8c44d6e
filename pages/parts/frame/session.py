"""Who looks at a page, and the door that every page asks first.

A page is a script, and a script can be run by whoever finds a way to it. So the navigation admits a person
for the length of one run of the page, and the page's first statement, `require`, refuses when nobody was
admitted. The mark lives in the running thread's context: no browser can set it, and it ends with the run.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

from models import register
from models.errors import MingjiError, NotAllowed
from models.people import LOCAL_USER, Permission, Person
from pages.parts.common.home import store
from pages.parts.frame.visitor import visitor_of

ADDRESS, SAID, VISIT, ACTS_AS = "mingji_address", "mingji_said", "mingji_visit", "mingji_acts_as"
LEFT = "mingji_left"  # by page, the last left last: what its address said
FOR = " "
MOST_BROWSERS = 1_000
_last_chosen: dict[str, str] = {}  # by browser: a page that is loaded anew is a new session
_admitted: ContextVar[Person | None] = ContextVar("admitted", default=None)
_run: ContextVar[object | None] = ContextVar("run", default=None)


def identify() -> Person | None:
    """Return the person at this browser, or None when nobody has logged in.

    Until accounts exist everybody at this machine is the same local user, who may act as anybody of the register
    (`act_as`); every step of a case and every line of the log then says so.
    """
    chosen = st.session_state.setdefault(ACTS_AS, _last_chosen.get(_browser(), ""))
    if not chosen:
        return LOCAL_USER
    deputy, _, login = chosen.rpartition(FOR)
    try:
        return register.acting_for(store(), deputy, login) if deputy else register.acting(store(), login)
    except (
        MingjiError
    ):  # disabled meanwhile, or a deputy no more; what is wrong with the home the page itself says
        act_as("")
        return LOCAL_USER


def act_as(chosen: str) -> None:
    """Act as somebody of the register (`choice`) from now on in this session, and in those that this browser begins; "": as oneself."""
    st.session_state[ACTS_AS] = chosen
    if not (browser := _browser()):
        return
    _last_chosen.pop(browser, None)
    while len(_last_chosen) >= MOST_BROWSERS:
        _last_chosen.pop(next(iter(_last_chosen)), None)
    if chosen:
        _last_chosen[browser] = chosen


def _browser() -> str:
    return visitor_of(st.context.cookies) or ""


def choice(login: str, deputy: str = "") -> str:
    """Return what stands for somebody of the register, or for their deputy as them; no login has a blank."""
    return f"{deputy}{FOR}{login}" if deputy else login


def arrived(address: str) -> bool:
    """Begin a new visit when the person comes from another page, and return whether; a rerun goes on with the visit.

    What the former page's address said does not come along: a widget of the same key, such as the search of a list, begins
    with what the own address says. Streamlit (1.67) would keep its value.
    """
    is_new = st.session_state.get(ADDRESS) != address
    if is_new:
        said = st.session_state.get(SAID, {})
        for name in {*said, *st.query_params}:
            st.session_state.pop(name, None)
        if ADDRESS in st.session_state:
            _leave(st.session_state[ADDRESS], said)
        st.session_state[ADDRESS] = address
        st.session_state[VISIT] = visit() + 1
    st.session_state[SAID] = st.query_params.to_dict()
    return is_new


def _leave(address: str, said: dict[str, str]) -> None:
    left = st.session_state.setdefault(LEFT, {})
    left.pop(address, None)
    left[address] = said


def last_left(addresses: Collection[str]) -> tuple[str, dict[str, str]] | None:
    """Return which of these pages the person left last, and what its address said; None when they came from elsewhere."""
    left = st.session_state.get(LEFT, {})
    return next(((one, left[one]) for one in reversed(left) if one in addresses), None)


def visit() -> int:
    """Return the number of this session's visit to a page."""
    return st.session_state.get(VISIT, 0)


@contextmanager
def admitted(person: Person) -> Iterator[None]:
    """Let a person's page run; only the navigation does this."""
    token, run = _admitted.set(person), _run.set(object())
    try:
        yield
    finally:
        _admitted.reset(token)
        _run.reset(run)


def this_run() -> object | None:
    """Return what stands for this run of a page's script; None in a part of it that refreshes itself."""
    return _run.get()


def require(permission: Permission) -> Person:
    """Return the person who may do this, or stop the page with the reason on screen."""
    person = _admitted.get()
    if person is None:
        st.error("请从导航进入本页。")
        st.stop()
    if not person.may(permission):
        refusal = NotAllowed(
            f"“{person.role.value}”没有“{permission.value}”的权限", remedy="如确有需要,请联系系统管理员"
        )
        st.error(str(refusal))
        st.stop()
    return person
