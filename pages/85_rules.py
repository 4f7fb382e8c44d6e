"""手册 / 稽查规则

全部检查:判定、金额、例外、依据、阈值,以及最近一次筛查的结果或停用原因;以及检查所依据的法规数值,带生效时间与出处。
“覆盖情况”列出稽查章程的每条稽查事项由哪些检查回答、数据是否齐备。整本手册可以导出为 PDF 和 Excel。
由检查和法规数据本身生成。打开一项检查,可以先试算别的参数值(出现和消失的命中、金额、单位),再按单位和生效日保存,或恢复旧值。
"""

import streamlit as st

from models.people import Permission
from pages.parts.findings import which_run
from pages.parts.findings.which_run import shown_run
from pages.parts.frame.session import require
from pages.parts.rules import book, coverage, law_book, rule_book

person = require(Permission.LOOK)
run = shown_run()
with st.container(horizontal=True, vertical_alignment="center"):
    if run is not None:
        which_run.choice(run)
    book.buttons(run, person)
if run is not None:
    which_run.note(run)
checks, regulations, phrases = rule_book.parts()
with checks:
    chosen = rule_book.overview(run, person)
    if chosen is not None:
        rule_book.card(chosen, run, person)
with regulations:
    law_book.show()
with phrases:
    code = coverage.show(person)
    if code is not None:
        rule_book.open_check(code)
