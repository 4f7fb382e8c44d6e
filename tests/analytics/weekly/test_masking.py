"""What is printed of a customer's own words says nothing about who the customer is."""

import pytest

from analytics.weekly.masking import without_personal_data


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("客户电话13812345678请联系", "13812345678"),
        ("来电138-1234-5678反映停电", "1234"),
        ("座机0571-88881234", "88881234"),
        ("身份证33010219900101123X已登记", "19900101"),
        ("户号0001234567反映电费高", "0001234567"),
        ("客户张三丰反映停电", "三丰"),
        ("联系人:王小明,要求回复", "小明"),
        ("李女士来电投诉", "李女士来电投诉X"),
        ("欧阳锋先生来电", "阳锋"),
        ("地址在人民路12号3单元501室", "501"),
        ("幸福小区5栋停电", "5栋"),
    ],
)
def test_personal_data_is_masked(text: str, private: str) -> None:
    assert private not in without_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "客户反映频繁停电,本月已停三次。",
        "用户电压低,10kV线路跳闸。",
        "客户要求校验电能表",
        "客户周日来电反映停电",
    ],
)
def test_what_is_not_personal_is_left_as_it_is(text: str) -> None:
    assert without_personal_data(text) == text
