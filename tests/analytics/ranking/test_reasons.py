from collections.abc import Callable

import pytest

from analytics.ranking.reasons import briefly, without_amounts

THREE = "PRO-08 容量不一致(少收 3,200.00 元);ACC-01 资金在途(在途资金 500.00 元);MET-02 超期未检"


def letters(most: int) -> Callable[[str], bool]:
    return lambda text: len(text) <= most


def test_what_is_owed_has_a_column_of_its_own_and_other_amounts_stay():
    assert without_amounts(THREE) == "PRO-08 容量不一致;ACC-01 资金在途(在途资金 500.00 元);MET-02 超期未检"


@pytest.mark.parametrize(
    ("most", "said"),
    [
        (20, "电价执行错误;容量登记错误;倍率登记错误"),
        (19, "电价执行错误;容量登记错误 等 3 项"),
        (12, "电价执行错误 等 3 项"),
        (2, "电价执行错误 等 3 项"),
    ],
)
def test_as_many_reasons_as_fit_and_how_many_there_are(most: int, said: str):
    assert briefly("电价执行错误;容量登记错误;倍率登记错误", letters(most)) == said


def test_where_not_even_the_first_reason_fits_its_amount_gives_way():
    assert briefly("资金在途(在途资金 500.00 元);超期未检", letters(10)) == "资金在途 等 2 项"
    assert briefly("资金在途(在途资金 500.00 元)", letters(10)) == "资金在途"


def test_one_reason_is_said_whole_however_long():
    assert briefly("容量不一致", letters(2)) == "容量不一致"
