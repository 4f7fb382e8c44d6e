"""The words by which the texts of orders are cut into topics: what a company adds and takes away, set on the screen."""

import re

import streamlit as st

from models.company.settings import WORDS, own_words
from models.people import Person
from pages.parts.common import forms
from pages.parts.common.data import lake

HELP = (
    "代码表和数据字典里的词、常用行业词已在词典中。增加的词在分析时不会被切开(如本地的地名、简称、新业务);"
    "去掉的词不再作为热点词。从下一次分析起生效,周报的编制说明会写明。"
)


def form(person: Person) -> None:
    """Show the words as lists to be changed."""
    now = WORDS.of(lake().store)
    with forms.settings(WORDS, help_text=HELP):
        left, right = st.columns(2)
        added = left.text_area("增加的词,每行一个", "\n".join(now.added), height=120)
        removed = right.text_area("去掉的词,每行一个", "\n".join(now.removed), height=120)
        if st.form_submit_button("保存词典"):
            words = own_words(_listed(added), _listed(removed))
            forms.save(lambda: WORDS.save(lake().store, words, person))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s,，、;；]+", text) if word)
