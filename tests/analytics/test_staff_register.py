"""The staff table as the register may take it: who has a unit, with the role that the position suggests."""

from pathlib import Path

import pytest

from analytics.staff_register import from_staff, role_of
from models.people import LOCAL_USER, Role
from tests.loaded import loaded

STAFF = """
    staff
    emp_no | name | org_code  | position
    07     | 赵   | 334010101 | 供电所所长
    08     | 钱   | 334010101 | 收费员
    09     | 孙   |           | 稽查员
"""


def test_who_has_a_unit_is_offered_with_login_unit_and_role(tmp_path: Path) -> None:
    with loaded(tmp_path / "home", STAFF).open(LOCAL_USER) as door:
        offered = [(one.login, one.units, one.role.value, position) for one, position in from_staff(door)]
    assert offered == [
        ("07", ("334010101",), "班组长", "供电所所长"),
        ("08", ("334010101",), "责任专业", "收费员"),
    ]


@pytest.mark.parametrize(
    ("position", "role"),
    [
        ("营销稽查专责", Role.LEAD),
        ("营销部主任", Role.SUPERVISOR),
        ("抄表班班长", Role.TEAM_LEADER),
        ("用电检查员", Role.STAFF),
        ("台区经理", Role.STAFF),
        ("计量专责", Role.SPECIALIST),
        ("", Role.SPECIALIST),
    ],
)
def test_a_position_suggests_a_role(position: str, role: Role) -> None:
    assert role_of(position) is role
