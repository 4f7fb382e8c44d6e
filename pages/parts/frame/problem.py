"""The one place where a page's error becomes words on the screen."""

import logging
import secrets

import streamlit as st

from models.errors import Cancelled, MingjiError
from models.home.disk import OUR_OWN, unwritable
from pages.parts.common.plain import plain

log = logging.getLogger("mingji")


def show_problem(error: Exception) -> bool:
    """Show what went wrong: our own errors and the disk's in words, a bug by a number that finds it in the log."""
    if isinstance(error, Cancelled):  # whoever cancelled it has gone elsewhere; what comes next shows itself
        return True
    if isinstance(error, OSError) and error.errno in OUR_OWN:
        error = unwritable(error)
    if isinstance(error, MingjiError):
        st.error(plain(str(error)))
    else:
        number = secrets.token_hex(3).upper()
        log.error("页面出错,编号 %s", number, exc_info=error)
        st.error(f"本页出错了(编号 {number})。数据没有改动;请把编号和刚才的操作告诉系统管理员。")
    return True
