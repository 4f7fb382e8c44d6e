"""How personal data is shown to those who may not see it: masked in the engine, before a row leaves it.

Source: SECURITY duties, section 2: 张**, 138****0000, address to the road, account's last four digits, and
phones and id numbers inside free text. Names of organisations are shown.
"""

from typing import Any

import ibis
import ibis.expr.types as ir

from models.schema import Personal, Table

ORGANISATION = (
    r"(公司|集团|厂|店|铺|局|所|院|校|中心|合作社|委员会|政府|协会|酒店|宾馆|超市|银行|医院|物业|小区|社|部|站|场|馆|园|队)"
    r"([((].*[))])?$"
)


def masked(table: ir.Table, card: Table) -> ir.Table:
    """Return the table with every personal column masked."""
    replacements = {
        column.name: _mask(table[column.name], column.personal)
        for column in card.columns
        if column.personal is not None and column.name in table.columns
    }
    return table.mutate(**replacements) if replacements else table


def _mask(text: Any, personal: Personal) -> ir.Value:
    match personal:
        case Personal.NAME:
            return ibis.ifelse(text.re_search(ORGANISATION), text, text.left(1).concat("**"))
        case Personal.PHONE:
            return ibis.ifelse(text.length() >= 7, text.left(3).concat("****", text.right(4)), "****")
        case Personal.ADDRESS:
            return text.re_replace(r"^(.*?(路|街|道|巷|村|小区|镇|乡)).*$", r"\1***")
        case Personal.ACCOUNT:
            return text.right(4).lpad(8, "*")
        case Personal.FREE_TEXT:
            without_ids = text.re_replace(r"[0-9]{6}(19|20)[0-9]{9}[0-9Xx]", "(证件号)")
            return without_ids.re_replace(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}", "(电话)")
