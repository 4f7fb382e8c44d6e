"""Supply contracts (供用电合同) that are in force."""

from typing import Any

from data_loaders.codes.customers import ContractOperation, ContractStatus

IN_FORCE = (ContractStatus.NORMAL, ContractStatus.OVERDUE)


def valid_contracts(contracts: Any) -> Any:
    """Return the contracts that bind: of state 正常, 超期 or none, and not made to end another.

    Source: INS-01 and INS-02, precise readings.
    """
    is_valid = contracts.status.isnull() | contracts.status.isin(IN_FORCE)
    return contracts.filter(is_valid, contracts.oper_type.fill_null("") != ContractOperation.TERMINATION)
