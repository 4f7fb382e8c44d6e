"""What a customer's file must have (档案必填项), of whom each item is asked, and where it is missing.

Source: PRO-01, precise reading.
"""

from typing import Any

from analytics.fact import Tables
from analytics.facts.columns import is_blank
from analytics.facts.customers import customer_class, is_check_point, on_the_books
from data_loaders.codes.customers import ContractStatus, CustType

ITEMS = (
    *("户名", "用电地址", "联系电话", "台区", "行业分类", "用电类别", "线路", "证件号码", "合同容量", "证照"),
    *("受电设备", "合同编号"),
)
COLUMNS = (
    *("cons_no", "cons_sort_code?", "volt_code?", "cons_name?", "elec_addr?", "mobile?", "tg_no?"),
    *("line_no?", "trade_code?", "elec_type_code?", "contract_cap?", "cert_no?", "credit_code?"),
)


def customers_with_files(t: Tables) -> Any:
    """Return the customers on the books, check points left out, with what else of them is filed.

    Shapes: the columns of `customers`, cust_class, has_equipment, has_contract (true, else null).
    """
    customers = t.fact(on_the_books)
    customers = customers.filter(~is_check_point(customers))
    known = customers.mutate(cust_class=customer_class(customers))
    with_equipment = t.equipment.filter(t.equipment.cons_no.notnull()).select("cons_no").distinct()
    known = known.left_join(with_equipment.mutate(has_equipment=True), "cons_no").drop("cons_no_right")
    known = known.left_join(_with_contract(t.contracts).mutate(has_contract=True), "cons_no")
    return known.drop("cons_no_right")


def items_due(t: Tables, known: Any) -> dict[str, tuple[Any, Any]]:
    """Return {item: (whether it is asked of a customer, whether it is missing)}, for `customers_with_files`.

    What no customer of the delivery has is asked of nobody.
    """
    everybody = known.cons_no.notnull()
    is_high, is_home = known.cust_class == CustType.HIGH_VOLTAGE, known.cust_class == CustType.RESIDENT
    columns = {
        "户名": ("cons_name", everybody),
        "用电地址": ("elec_addr", everybody),
        "联系电话": ("mobile", everybody),
        "台区": ("tg_no", ~is_high),
        "行业分类": ("trade_code", ~is_home),
        "用电类别": ("elec_type_code", ~is_home),
        "线路": ("line_no", is_high),
        "证件号码": ("cert_no", is_home),
    }
    items = {
        name: (due, is_blank(known[column]))
        for name, (column, due) in columns.items()
        if t.has(f"customers.{column}")
    }
    if t.has("customers.contract_cap"):
        items["合同容量"] = (~is_home, ~(known.contract_cap > 0).fill_null(False))
    if t.has("customers.cert_no|credit_code"):
        items["证照"] = (~is_home, is_blank(known.cert_no) & is_blank(known.credit_code))
    if t.has("equipment.cons_no"):
        items["受电设备"] = (is_high, known.has_equipment.isnull())
    if t.has("contracts.contract_no"):
        items["合同编号"] = (is_high, known.has_contract.isnull())
    return items


def _with_contract(contracts: Any) -> Any:
    is_void = (contracts.status == ContractStatus.VOID).fill_null(False)
    numbered = contracts.filter(~is_blank(contracts.contract_no), ~is_void, contracts.cons_no.notnull())
    return numbered.select("cons_no").distinct()
