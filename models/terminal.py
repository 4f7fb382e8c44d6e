"""The command line's own words in Chinese: headings of the help, and what is said about wrong usage.

Typer has its words in English, as constants for the help and inside its exceptions for wrong usage.
"""

import re
import sys
from typing import Any

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

HELP = "显示本说明"
KINDS = {"integer": "整数", "number": "数"}

rich_utils.ARGUMENTS_PANEL_TITLE, rich_utils.OPTIONS_PANEL_TITLE = "参数", "选项"
rich_utils.COMMANDS_PANEL_TITLE, rich_utils.ERRORS_PANEL_TITLE = "命令", "错误"
rich_utils.DEFAULT_STRING, rich_utils.REQUIRED_LONG_STRING = "[默认 {}]", "[必填]"
rich_utils.ABORTED_TEXT = "已中止。"


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def get_usage(self, ctx: Any) -> str:
        """Return how the command is written."""
        return _in_chinese(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows the help."""
        return _said(super().get_help_option(ctx))


class Group(TyperGroup):
    """The commands together; wrong usage ends with a Chinese sentence and its exit code."""

    def get_usage(self, ctx: Any) -> str:
        """Return how the commands are written."""
        return _in_chinese(super().get_usage(ctx))

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
            typer.echo(wrong_usage(error), err=True)
            code = error.exit_code
        except typer.Abort:
            typer.echo(rich_utils.ABORTED_TEXT, err=True)
            code = 1
        sys.exit(code or 0)


def wrong_usage(error: TyperException) -> str:
    """Return a sentence that says what is wrong with the words on the command line, and where the help is."""
    kind, option = type(error).__name__, getattr(error, "option_name", "")
    if kind == "NoArgsIsHelpError":
        return error.message
    match kind:
        case "MissingParameter":
            said = f"缺少{_parameter(error)}"
        case "NoSuchOption":
            alike = "、".join(sorted(getattr(error, "possibilities", None) or ()))
            said = f"没有选项“{option}”" + (f",相近的有 {alike}" if alike else "")
        case "BadParameter":
            said = _bad_value(error)
        case "BadOptionUsage":
            said = f"选项“{option}”的写法不对:后面应有且只有一个值"
        case _:
            said = _by_message(error.message)
    context = getattr(error, "ctx", None)
    return f"{said}。用法见:{context.command_path if context else 'cli.py'} --help"


def _parameter(error: TyperException) -> str:
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "参数"
    if parameter.param_type_name == "option":
        return f"选项“{parameter.opts[0]}”"
    return f"参数“{parameter.name}”" + (f"({parameter.help})" if getattr(parameter, "help", None) else "")


def _bad_value(error: TyperException) -> str:
    kind = next((chinese for english, chinese in KINDS.items() if f"valid {english}" in error.message), "")
    return f"{_parameter(error)}的值不对" + (f",应为{kind}" if kind else "")


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


def _in_chinese(usage: str) -> str:
    for english, chinese in (("Usage:", "用法:"), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]", "命令 [参数]")):
        usage = usage.replace(english, chinese)
    return usage


def _said(option: Any) -> Any:
    if option is not None:
        option.help = HELP
    return option
