"""Views of a page, kept by name for oneself or for everybody, and the link to the page as it is.

A view is the page's address without the run, and the columns of its list.
"""

from urllib.parse import urlencode

import streamlit as st

from models import views
from models.category import Category
from models.errors import MingjiError
from models.people import Permission, Person
from models.views import View
from pages.parts.common.columns import COLUMNS
from pages.parts.common.home import store
from pages.parts.common.plain import plain
from pages.parts.common.tables import PAGE
from pages.parts.frame.page_cards import page_file

CATEGORIES = tuple(category.folder for category in Category)
LOOP = ("tasks", "rectification", "exemptions", "appraisal", "library")
PLACES = ("overview", "targets", "runs", "compare", "weekly", "bulletin", *LOOP, *CATEGORIES)
PASSING = frozenset({"run", "with"})  # of one day or visit, not of a view, as are pages of lists
SAVED = "kept_views_said"


def forget_columns() -> None:
    """Forget the columns of the page before. Within a page they stay until its list says them anew: a click on 保存视图
    may end a run that has not come to the list yet."""
    st.session_state.pop(COLUMNS, None)


def show(person: Person, url_path: str) -> None:
    """Offer the views of the page at an address, saving one, and the link to the page as it is."""
    url_path = url_path or PLACES[0]  # the first page has no path of its own
    if url_path not in PLACES or not person.may(Permission.LOOK):
        return
    with st.popover("视图", icon=":material/bookmark:"):
        if said := st.session_state.pop(SAVED, None):
            st.error(said)
        known = views.views(store(), person, url_path)
        if not known:
            st.caption("还没有保存的视图。设好筛选和下钻后,可以起个名称保存下来。")
        with st.container(key="kept_views", gap="small"):  # static/mingji.js opens the links here
            for view in known:
                _view(view, person)
        _saving(person, url_path)
        st.text_input(
            "本页链接", value=_address(), key=f"link-{_address()}", help="发给同事,打开后就是本页现在的样子。"
        )
        st.button("复制链接", key="copy_link", icon=":material/content_copy:")  # static/mingji.js copies


def _view(view: View, person: Person) -> None:
    is_own = view.owner == person.name
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        by = "" if is_own else f"({view.owner}共享)"
        shared = "(已共享)" if is_own and view.is_shared else ""
        st.page_link(page_file(view.place), label=f"{plain(view.name)}{by}{shared}", query_params=view.query)
        if not is_own:
            return
        key = f"rename-{view.id}"
        st.text_input(
            "新名称",
            key=key,
            placeholder="改名,回车生效",
            label_visibility="collapsed",
            width=150,
            on_change=_rename,
            args=(person, view, key),
        )
        st.button("删除", key=f"delete-{view.id}", on_click=_remove, args=(person, view))


def _saving(person: Person, url_path: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input("把现在的筛选存为", key="view_name", max_chars=views.LONGEST_NAME, width=200)
        st.checkbox("共享给所有人", key="view_is_shared", help="别人打开时,只看到他自己有权查看的内容。")
        st.button("保存视图", key="save_view", on_click=_save, args=(person, url_path))


def _save(person: Person, url_path: str) -> None:
    query = {
        name: value
        for name, value in st.query_params.items()
        if name not in PASSING and not name.endswith(PAGE)
    }
    if shown := st.session_state.get(COLUMNS):
        query[COLUMNS] = ",".join(shown)
    name, is_shared = st.session_state["view_name"], st.session_state["view_is_shared"]
    try:
        views.save(store(), person, url_path, name, query, is_shared=is_shared)
        st.session_state["view_name"] = ""
    except MingjiError as error:
        st.session_state[SAVED] = str(error)


def _rename(person: Person, view: View, key: str) -> None:
    try:
        views.rename(store(), person, view.id, st.session_state[key])
        st.session_state[key] = ""
    except MingjiError as error:
        st.session_state[SAVED] = str(error)


def _remove(person: Person, view: View) -> None:
    try:
        views.remove(store(), person, view.id)
    except MingjiError as error:
        st.session_state[SAVED] = str(error)


def _address() -> str:
    """Return the whole address of the page as it is."""
    return f"{(st.context.url or '').partition('?')[0]}{_question()}"


def _question() -> str:
    said = urlencode(list(st.query_params.items()))
    return f"?{said}" if said else ""
