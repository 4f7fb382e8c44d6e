"""Sentences of a report, each to be changed where it stands: what was changed is marked, and can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from models import editions
from models.editions import Edit, Edition
from models.errors import EditConflict, MingjiError
from models.people import Person
from models.store import Store
from reports.document import EditableText, Paragraph, Sentence

EDITING, REFUSED = "report_editing", "report_refused"
# what was there when the field was opened, and what somebody else wrote since
SEEN, OTHER = "report_seen", "report_other"
TEXT_PIXELS = 120


@dataclass(frozen=True)
class Desk:
    """Who edits which issue, and where it is kept."""

    store: Store
    edition: Edition
    person: Person

    def save(self, key: str, base: str) -> None:
        """Keep what stands in the sentence's field."""
        text = st.session_state.get(f"text-{key}", "")
        self._change(key, partial(editions.save, text=text, base=base))

    def take_back(self, key: str) -> None:
        """Let the sentence say what the figures say."""
        self._change(key, editions.take_back)

    def _change(self, key: str, change: Callable[..., None]) -> None:
        """Change a sentence as it was seen; what somebody else made of it meanwhile is shown, not replaced."""
        seen = st.session_state.get(SEEN)
        try:
            change(self.store, self.edition, key=key, person=self.person, seen=seen)
        except EditConflict as other:
            st.session_state[OTHER] = (key, other)
            st.session_state[SEEN] = None if other.text is None else Edit(other.text, other.by, other.at)
        except MingjiError as error:
            st.session_state[REFUSED] = (key, str(error))
        else:
            close()


def close() -> None:
    """Put the field away."""
    for name in (EDITING, REFUSED, SEEN, OTHER):
        st.session_state.pop(name, None)


def paragraph(block: Paragraph, desk: Desk, *, may_edit: bool) -> None:
    """Show sentences one below the other, each with a pencil."""
    with st.container(gap="xxsmall"):
        for sentence in block.sentences:
            if st.session_state.get(EDITING) == sentence.key and may_edit:
                _field(sentence.key, sentence.text, sentence.generated, desk, sentence.edit)
            else:
                _sentence(sentence, may_edit=may_edit)


def own_text(block: EditableText, desk: Desk, *, may_edit: bool) -> None:
    """Show a text that only a person can write, with its prompt until then."""
    if st.session_state.get(EDITING) == block.key and may_edit:
        _field(block.key, block.text, "", desk, block.edit, prompt=block.prompt)
        return
    with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute"):
        with st.container(width="stretch"):
            if block.edit:
                st.text(block.text)
                st.caption(f"{block.edit.edited_by} {block.edit.edited_at:%m-%d %H:%M}")
            else:
                st.caption(block.prompt)
        if may_edit:
            _pencil(block.key)


def _sentence(sentence: Sentence, *, may_edit: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="top", horizontal_alignment="distribute"):
        with st.container(width="stretch", gap="xxsmall"):
            st.text(sentence.text)
            if sentence.edit:
                by = f"人工修订:{sentence.edit.edited_by} {sentence.edit.edited_at:%m-%d %H:%M}"
                st.caption(by)
            if sentence.is_stale:
                st.warning(
                    f"修订之后数据有变化,现在按数据应为:{sentence.generated}", icon=":material/sync_problem:"
                )
        if may_edit:
            _pencil(sentence.key)


def _pencil(key: str) -> None:
    st.button(
        "",
        key=f"edit-{key}",
        icon=":material/edit:",
        type="tertiary",
        help="修订这段文字",
        on_click=_open,
        args=(key,),
    )


def _open(key: str) -> None:
    close()
    st.session_state[EDITING] = key


def _field(key: str, text: str, base: str, desk: Desk, edit: Edit | None, *, prompt: str = "") -> None:
    if SEEN not in st.session_state:  # what comes from others later is not what this person began with
        st.session_state[SEEN] = edit
    refused, other = (st.session_state.get(name, ("", None)) for name in (REFUSED, OTHER))
    conflict = other[1] if other[0] == key else None
    with st.container(border=True):
        if conflict is not None:
            _shown_beside(conflict, base)
        st.text_area(
            "您的文字" if conflict is not None else "文字",
            value=text,
            key=f"text-{key}",
            height=TEXT_PIXELS,
            placeholder=prompt,
            label_visibility="collapsed" if conflict is None else "visible",
        )
        if refused[0] == key:
            st.error(refused[1])
        with st.container(horizontal=True):
            st.button(
                "保存" if conflict is None else "保存我的文字",
                key=f"save-{key}",
                type="primary",
                on_click=desk.save,
                args=(key, base),
            )
            if conflict is not None:
                st.button("采用对方的文字", key=f"theirs-{key}", on_click=close)
            st.button(
                "恢复自动" if base else "清除",
                key=f"auto-{key}",
                disabled=edit is None,
                on_click=desk.take_back,
                args=(key,),
            )
            if conflict is None:
                st.button("取消", key=f"cancel-{key}", on_click=close)


def _shown_beside(other: EditConflict, base: str) -> None:
    """Show what somebody else made of the sentence, above one's own text."""
    st.warning(str(other), icon=":material/sync_problem:")
    st.caption("对方的文字")
    with st.container(border=True):
        st.text(base or "(已清除)" if other.text is None else other.text)
