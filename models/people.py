"""Who works with Mingji: people, their role, and the units whose rows they may see."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a person does; `value` is the name a user reads (domain: workflow, section 3)."""

    LEAD = "营销稽查专责"
    SUPERVISOR = "营销主任"
    TEAM_LEADER = "班组长"
    STAFF = "稽查员"
    SPECIALIST = "责任专业"
    ADMIN = "系统管理员"


class Permission(Enum):
    """What a page asks for before it shows anything; `value` is how a refusal names it."""

    LOOK = "查看稽查结果"
    IMPORT = "导入数据"
    SELECT = "选定稽查目标"
    EXPORT = "导出清单"
    CONFIGURE = "修改设置"
    PEOPLE = "维护单位与人员"


MAY = {
    Role.LEAD: frozenset(Permission),
    Role.SUPERVISOR: frozenset({Permission.LOOK, Permission.EXPORT}),
    Role.TEAM_LEADER: frozenset({Permission.LOOK, Permission.EXPORT}),
    Role.STAFF: frozenset({Permission.LOOK, Permission.EXPORT}),
    Role.SPECIALIST: frozenset({Permission.LOOK, Permission.EXPORT}),
    Role.ADMIN: frozenset({Permission.PEOPLE}),
}
SEES_PERSONAL_DATA = frozenset({Role.LEAD, Role.STAFF})


@dataclass(frozen=True)
class Person:
    """Somebody who asks for data; `units` are org_code prefixes, an empty prefix covers every unit.

    `login` is what the register knows them by, "" where it does not. `acted_by` is who really sits there, where
    somebody acts as another person: on their own machine, or as `deputy`, the login of who stands in for them.
    """

    name: str
    role: Role
    units: tuple[str, ...]
    login: str = ""
    acted_by: str = ""
    deputy: str = ""

    def may(self, permission: Permission) -> bool:
        """Return whether the role covers a permission."""
        return permission in MAY[self.role]

    @property
    def configures_everything(self) -> bool:
        """Return whether this person may change what holds for the whole company."""
        return self.may(Permission.CONFIGURE) and self.sees_everything

    @property
    def sees_personal_data(self) -> bool:
        """Return whether names, phones and addresses are shown to this person unmasked."""
        return self.role in SEES_PERSONAL_DATA

    @property
    def signature(self) -> str:
        """Return the name as the history of a case has it: with 代 where somebody else acted as this person."""
        return f"{self.acted_by}{ACTED_FOR}{self.name}" if self.acted_by else self.name

    @property
    def who(self) -> str:
        """Return the name of who does it themselves: the deputy's where one stands in."""
        return signed_as(self.acted_by) if self.deputy else self.name

    @property
    def logins(self) -> frozenset[str]:
        """Return by what the register knows whose work it is: the person's, and who stands in for them."""
        return frozenset({self.login, self.deputy} - {""})

    def covers(self, org_code: str | None) -> bool:
        """Return whether a unit is one of this person's; what is of no unit, only where they see everything."""
        return self.sees_everything or (org_code or "").startswith(self.units)

    @property
    def sees_everything(self) -> bool:
        """Return whether no row is hidden from this person."""
        return "" in self.units


ACTED_FOR = " 代 "


LOCAL_USER = Person("本机用户", Role.LEAD, ("",))
SYSTEM = Person("system", Role.LEAD, ("",))


def signed_as(signature: str) -> str:
    """Return as whom somebody signed, whoever sat there."""
    return signature.rpartition(ACTED_FOR)[2]


def done_by(signature: str) -> str:
    """Return who did themselves what was signed so: the deputy where one stood in, never who sits at the machine."""
    names = [name for name in signature.split(ACTED_FOR) if name != LOCAL_USER.name]
    return names[0] if names else signature


def as_one(person: Person, signature: str = "") -> str:
    """Return why somebody counts as who signed, "" where nobody stands in for anybody: for sentences that refuse them."""
    return "(代理人与被代理人视为同一人)" if person.deputy or len(names_of(signature)) > 1 else ""


def names_of(signature: str) -> frozenset[str]:
    """Return the names that a signature holds: as whom somebody signed, and the deputy who did it.

    Whoever sits at the machine and acts as others is no person of the register.
    """
    names = frozenset(signature.split(ACTED_FOR))
    return names - {LOCAL_USER.name} if len(names) > 1 else names
