"""Sentences of a report, each to be changed where it stands: what was changed is marked, and can be taken back."""

from dataclasses import dataclass

import streamlit as st

from models import editions
from models.editions import Edition
from models.errors import MingjiError
from models.people import Person
from models.store import Store
from reports.document import EditableText, Paragraph, Sentence

EDITING, REFUSED = "report_editing", "report_refused"
TEXT_PIXELS = 120


@dataclass(frozen=True)
class Desk:
    """Who edits which issue, and where it is kept."""

    store: Store
    edition: Edition
    person: Person

    def save(self, key: str, base: str) -> None:
        """Keep what stands in the sentence's field."""
        try:
            editions.save(
                self.store, self.edition, key, st.session_state.get(f"text-{key}", ""), self.person, base=base
            )
        except MingjiError as error:
            st.session_state[REFUSED] = (key, str(error))
        else:
            close()

    def take_back(self, key: str) -> None:
        """Let the sentence say what the figures say."""
        try:
            editions.take_back(self.store, self.edition, key, self.person)
        except MingjiError as error:
            st.session_state[REFUSED] = (key, str(error))
        else:
            close()


def close() -> None:
    """Put the field away."""
    st.session_state.pop(EDITING, None)
    st.session_state.pop(REFUSED, None)


def paragraph(block: Paragraph, desk: Desk, *, may_edit: bool) -> None:
    """Show sentences one below the other, each with a pencil."""
    with st.container(gap="xxsmall"):
        for sentence in block.sentences:
            if st.session_state.get(EDITING) == sentence.key and may_edit:
                _field(sentence.key, sentence.text, sentence.generated, desk, is_edited=bool(sentence.edit))
            else:
                _sentence(sentence, may_edit=may_edit)


def own_text(block: EditableText, desk: Desk, *, may_edit: bool) -> None:
    """Show a text that only a person can write, with its prompt until then."""
    if st.session_state.get(EDITING) == block.key and may_edit:
        _field(block.key, block.text, "", desk, is_edited=bool(block.edit), prompt=block.prompt)
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


def _field(key: str, text: str, base: str, desk: Desk, *, is_edited: bool, prompt: str = "") -> None:
    with st.container(border=True):
        st.text_area(
            "文字",
            value=text,
            key=f"text-{key}",
            height=TEXT_PIXELS,
            placeholder=prompt,
            label_visibility="collapsed",
        )
        refused = st.session_state.get(REFUSED)
        if refused and refused[0] == key:
            st.error(refused[1])
        with st.container(horizontal=True):
            st.button("保存", key=f"save-{key}", type="primary", on_click=desk.save, args=(key, base))
            st.button(
                "恢复自动" if base else "清除",
                key=f"auto-{key}",
                disabled=not is_edited,
                on_click=desk.take_back,
                args=(key,),
            )
            st.button("取消", key=f"cancel-{key}", on_click=close)
