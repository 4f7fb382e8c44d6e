"""The register of people: who works here, in which role, for which units."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from commands.home import acting, open_lake, said_in_chinese, write_json
from models import log, register
from models.people import LOCAL_USER, Role
from models.register import Registered
from models.terminal import Command, Group

app = typer.Typer(cls=Group, no_args_is_help=True)
As = Annotated[str | None, typer.Option("--as", help="以登记的哪个人办理(登录名),默认本机用户")]


class RoleName(Enum):
    """The roles, as an option takes them."""

    LEAD = Role.LEAD.value
    SUPERVISOR = Role.SUPERVISOR.value
    TEAM_LEADER = Role.TEAM_LEADER.value
    STAFF = Role.STAFF.value
    SPECIALIST = Role.SPECIALIST.value
    ADMIN = Role.ADMIN.value


@app.command("add", cls=Command)
def add(
    login: Annotated[str, typer.Argument(metavar="登录名", help="登录名")],
    name: Annotated[str, typer.Option(help="姓名")],
    role: Annotated[RoleName, typer.Option(help="角色")] = RoleName.STAFF,
    org: Annotated[list[str] | None, typer.Option(help="供电单位编号前缀,可重复;默认全部单位")] = None,
    actor: As = None,
) -> None:
    """登记一个人,或更改已登记的人;停用的人重新启用。"""
    with said_in_chinese():
        store = open_lake().store
        one = Registered(login, name, Role(role.value), tuple(org or [""]), True)
        changed = register.add(store, acting(store, actor), [one])
        typer.echo(f"已登记 {login}({name},{role.value})" if changed else f"{login} 已登记,没有变化")


@app.command("list", cls=Command)
def list_(json_file: Annotated[Path | None, typer.Option("--json", help="写成 JSON")] = None) -> None:
    """列出登记的人员。"""
    with said_in_chinese():
        store = open_lake().store
        people = register.people(store)
        for one in people:
            units = "、".join(unit or "全部单位" for unit in one.units)
            state = "" if one.is_active else "(已停用)"
            standing = f",代理人 {'、'.join(one.deputies)}" if one.deputies else ""
            typer.echo(f"{one.login} {one.name} {one.role.value} {units}{standing}{state}")
        if not people:
            typer.echo("还没有登记人员,可运行 user add")
        if json_file:
            told = [_told(one) for one in people]
            log.exported(
                store, LOCAL_USER, "people", json_file, lambda path: write_json(path, told), scope={}
            )


@app.command("disable", cls=Command)
def disable(login: Annotated[str, typer.Argument(metavar="登录名", help="登录名")], actor: As = None) -> None:
    """停用一个人:不能再办理,办过的都保留。"""
    with said_in_chinese():
        store = open_lake().store
        register.disable(store, acting(store, actor), login)
        typer.echo(f"{login} 已停用")


def _told(one: Registered) -> dict[str, object]:
    return {
        "login": one.login,
        "name": one.name,
        "role": one.role.value,
        "units": list(one.units),
        "active": one.is_active,
        "deputies": list(one.deputies),
    }
