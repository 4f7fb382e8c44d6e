"""用电类别与行业: which trades may have which use, where the company says otherwise than the built-in map."""

from analytics.code_tables.card import CodeTable, Column, read_through
from analytics.facts import trade_uses
from analytics.facts.trade_uses import OWN_USES
from analytics.regulation.practice import USES_OF_TRADES as BUILT_IN
from data_loaders.catalog import code_lists
from data_loaders.recognition.own_files import USES_OF_TRADES as OWN_FILE
from models.company.code_tables import Content, Key
from models.errors import WrongUsage

TRADES = "TRADE_TYPE_CODE"


def _fits(key: Key, content: Content) -> None:
    if not any(code.startswith(key[1]) for code in code_lists()[TRADES]):
        raise WrongUsage(
            f"“行业代码”为“{key[1][:20]}”", remedy="没有以它开头的行业,请填写行业代码(GB/T 4754)或它的前几位"
        )


USES_OF_TRADES = CodeTable(
    name=OWN_USES,
    title="用电类别与行业",
    about=f"自带的对照:{BUILT_IN.quoted}。这里写与自带不同的:行业代码可以只写前几位(如 13 为整个大类),"
    "同时符合几行的,位数多的优先。",
    columns=(
        Column("use", "用电类别", "code", is_key=True, codes="ELEC_TYPE_CODE", width=200),
        Column("trade", "行业代码", is_key=True, width=100),
        Column("fits", "是否允许", "choice", choices={"允许": True, "不允许": False}, width=90),
    ),
    own_file=OWN_FILE,
    concerns=read_through(trade_uses.__name__),
    fits=_fits,
    empty="没有与自带对照不同的规定。",
)
