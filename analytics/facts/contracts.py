"""Supply contracts (供用电合同): who needs one, which exist, which are in force."""

from typing import Any

from analytics.fact import Tables
from analytics.facts.customers import is_check_point, presumed_on_the_books
from data_loaders.codes.customers import ContractOperation, ContractStatus

IN_FORCE = (ContractStatus.NORMAL, ContractStatus.OVERDUE)


def valid_contracts(contracts: Any) -> Any:
    """Return the contracts that bind: of state 正常, 超期 or none, and not made to end another.

    Source: INS-01 and INS-02, precise readings.
    """
    is_valid = contracts.status.isnull() | contracts.status.isin(IN_FORCE)
    return contracts.filter(is_valid, contracts.oper_type.fill_null("") != ContractOperation.TERMINATION)


def who_needs_a_contract(t: Tables) -> Any:
    """Return the customers on the books that are supplied by the day, check points of the company left out.

    Facts: presumed_on_the_books.

    Shapes: the columns of `customers`.

    Source: INS-01, precise reading.
    """
    customers = t.fact(presumed_on_the_books)
    is_supplied = (customers.power_on_date <= t.as_of) | (
        customers.power_on_date.isnull() & customers.status_code.notnull()
    )
    return customers.filter(is_supplied, ~is_check_point(customers))


def signed_contracts(t: Tables) -> Any:
    """Return the contracts that exist on the as-of day."""
    contracts = t.contracts
    return contracts.filter(contracts.sign_date.isnull() | (contracts.sign_date <= t.as_of))
