"""INS-03 合同归档超期

Contracts that lie about for five working days and for six.
"""

from collections.abc import Sequence
from functools import partial

from demo.cases import Case, accused, fine, wrong
from demo.changes import changed
from demo.connecting import opened
from demo.law import ARCHIVING_DAYS
from demo.profiles import SHOP, SMALL_PLANT
from demo.stage import Play, Role, Row

LATE = "逾期未归档"


def cases(play: Play) -> Sequence[Case]:
    """Return contracts; there is no amount."""
    due, over, long = (opened(play, days) for days in (ARCHIVING_DAYS, ARCHIVING_DAYS + 1, 40))
    lying = partial(changed, "contracts", archived=False, oper_type="02")
    late = partial(wrong, branch=LATE)
    return [
        fine("签订后第5个工作日未归档", SHOP, {}, lying(sign_date=due)),
        late("签订后第6个工作日未归档", SHOP, {}, lying(sign_date=over)),
        late("签订后第40个工作日未归档", SMALL_PLANT, {}, lying(sign_date=long)),
        late("状态空,未归档", SHOP, {}, lying(sign_date=over, status=None)),
        late("变更中用户,未归档", SHOP, {"status_code": "2"}, lying(sign_date=over)),
        fine("已归档", SHOP, {}, lying(sign_date=long, archived=True)),
        fine("是否归档未知", SHOP, {}, lying(sign_date=long, archived=None)),
    ]


def about(role: Role) -> Row:
    """Say that the customer's contract is what is to be found."""
    return accused("contract", role.rows["contracts"][0]["contract_no"])
