"""The command line's own words in Chinese: the help of every command, and what is said about wrong usage.

Typer has its words in English, in its help and inside its exceptions for wrong usage; its help also cuts off a
Chinese sentence, which to it is one long word.
"""

import re
import sys
from collections.abc import Iterable
from enum import Enum
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

HELP = "显示本说明"
TYPES = {"str": "文字", "int": "整数", "float": "小数", "path": "路径", "Path": "路径"}


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _show_help(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _said(super().get_help_option(ctx))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words behind the command; what is wrong with them is known to be this command's."""
        try:
            return super().parse_args(ctx, args)
        except TyperException as error:
            if getattr(error, "ctx", None) is None:
                vars(error)["ctx"] = ctx
            raise


class Group(TyperGroup):
    """The commands together; wrong usage ends with a Chinese sentence and its exit code."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Show the help."""
        _show_help(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _said(super().get_help_option(ctx))

    def main(self, *args: Any, standalone_mode: bool = True, **others: Any) -> Any:
        """Run what the words on the command line ask for, and end the process unless told otherwise."""
        if not standalone_mode:
            return super().main(*args, standalone_mode=False, **others)
        try:
            code = super().main(*args, standalone_mode=False, **others)
        except TyperException as error:
            if said := wrong_usage(error):
                typer.echo(said, err=True)
            code = error.exit_code
        except typer.Abort:
            typer.echo("已中止。", err=True)
            code = 1
        sys.exit(code or 0)


def wrong_usage(error: TyperException) -> str:
    """Return a sentence that says what is wrong with the words on the command line, and where the help is.

    Empty where no words were given and the help has been shown instead.
    """
    context, option = getattr(error, "ctx", None), getattr(error, "option_name", "")
    match type(error).__name__:
        case "NoArgsIsHelpError":
            return ""
        case "MissingParameter":
            said = f"缺少{_parameter(error)}"
        case "NoSuchOption":
            alike = "、".join(sorted(getattr(error, "possibilities", None) or ()))
            said = f"没有选项“{option}”" + (f",相近的有 {alike}" if alike else "")
        case "BadParameter":
            said = f"{_parameter(error)}的值不对{_wanted(getattr(error, 'param', None), context)}"
        case "BadOptionUsage" if "does not take" in error.message:
            said = f"选项“{option}”后面不能写值"
        case "BadOptionUsage":
            said = f"选项“{option}”后面缺少值"
        case _:
            said = _by_message(error.message)
    return f"{said}。用法见:{context.command_path if context else 'cli.py'} --help"


def _parameter(error: TyperException) -> str:
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    option = parameter.param_type_name == "option"
    name = f"选项“{parameter.opts[0]}”" if option else f"参数“{parameter.display_name_raw}”"
    told = getattr(parameter, "help", None)
    return name + (f"({told})" if told and told != parameter.display_name_raw else "")


def _wanted(parameter: Any, context: Any) -> str:
    kind = _type_in_words(parameter, context) if parameter is not None else ""
    if not kind:
        return ""
    return f",应为 {kind.replace('|', '、')} 之一" if "|" in kind else f",应为{kind}"


def _by_message(message: str) -> str:
    quoted = re.search(r"'(.*?)'", message) or re.search(r"\(([^()]*)\)$", message)
    word = quoted[1] if quoted else ""
    if message.startswith("No such command"):
        return f"没有命令“{word}”"
    if message.startswith("Missing command"):
        return "缺少命令"
    if "unexpected extra argument" in message:
        return f"多余的参数“{word}”"
    return "命令的写法不对"


def _show_help(command: Any, context: Any) -> None:
    from rich.console import Console  # only who asks for help waits for it
    from rich.padding import Padding
    from rich.panel import Panel

    console = Console(highlight=False, markup=False)
    parameters = [one for one in command.get_params(context) if not one.hidden]
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    pieces = ["[选项]", *(_in_usage(one) for one in arguments)]
    if isinstance(command, TyperGroup):
        pieces.append("命令 …")
    console.print(Padding(f"用法: {context.command_path} {' '.join(pieces)}\n\n{command.help or ''}", 1))
    panels = {
        "参数": [_told(one, context, one.display_name_raw) for one in arguments],
        "选项": [
            _told(one, context, "、".join([*one.opts, *one.secondary_opts]))
            for one in parameters
            if one not in arguments
        ],
        "命令": _commands(command, context),
    }
    for title, rows in panels.items():
        if rows:
            console.print(Panel(_table(rows), title=title, title_align="left", border_style="dim"))


def _in_usage(argument: Any) -> str:
    name = argument.display_name_raw + ("…" if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def _told(parameter: Any, context: Any, name: str) -> tuple[str, ...]:
    """Return what the help says of a parameter: its name, what is written behind it, what it means."""
    default = parameter.default
    if isinstance(default, Enum):
        default = default.value
    told = parameter.help or ""
    if parameter.required:
        told += " [必填]"
    elif default not in (None, "") and not isinstance(default, bool):
        told += f" [默认 {default}]"
    return name, _type_in_words(parameter, context), told


def _type_in_words(parameter: Any, context: Any) -> str:
    """Return what is to be written: a kind of value, or the words to choose from with | between them."""
    written: str = parameter.display_type(context).strip("<>").removeprefix("list[").rstrip("]")
    return TYPES.get(written) or written if written != "bool" else ""


def _commands(command: Any, context: Any) -> list[tuple[str, ...]]:
    if not isinstance(command, TyperGroup):
        return []
    found = ((name, command.get_command(context, name)) for name in command.list_commands(context))
    return [(name, one.short_help or one.help or "") for name, one in found if one and not one.hidden]


def _table(rows: Iterable[tuple[str, ...]]) -> Any:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for row in rows:
        while len(table.columns) < len(row):
            table.add_column(overflow="fold", style=None if table.columns else "bold cyan")
        table.add_row(*row)
    return table


def _said(option: Any) -> Any:
    if option is not None:
        option.help = HELP
    return option
