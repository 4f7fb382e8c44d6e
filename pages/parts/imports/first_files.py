"""Where there is no data yet: the one thing to do next, or whom to ask for it."""

import streamlit as st

from models.people import Permission, Person, Role
from pages.parts.frame.page_cards import page_file


def ask_for(lacking: str, files: str, person: Person) -> None:
    """Say what is missing, and lead to the import as the page's main step; who may not import is told whom to ask."""
    if not person.may(Permission.IMPORT):
        st.info(f"{lacking}。请联系{Role.LEAD.value}导入{files}。")
        return
    st.info(f"{lacking}。请先导入{files}。")
    if st.button("去导入数据", type="primary", icon=":material/upload_file:", key="to_import"):
        st.switch_page(page_file("import"))
