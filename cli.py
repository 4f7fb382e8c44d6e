"""The same jobs without a browser: nightly imports, screening, lists, the demonstration company.

Words on the terminal are Chinese; option names, file columns and JSON keys are English and stable, because
scheduled jobs depend on them. Exit codes: 0 done; 2 wrong usage; 3 done in part, something was refused; 4 not
done, nothing changed.
"""

import sys
from pathlib import Path
from typing import Annotated

try:
    import typer
except ModuleNotFoundError:  # another Python than that of the environment
    sys.stderr.write(
        "运行 cli.py 的这个 Python 没有装明稽的软件包。请先运行 python3 run.py 安装,"
        "再用它建立的环境运行:.venv/bin/python cli.py(Windows 为 .venv\\Scripts\\python cli.py)\n"
    )
    sys.exit(4)

from commands import (
    administration,
    data,
    outcomes,
    people,
    plans,
    round_trip,
    screening,
    tasks,
    weekly,
)
from commands.home import Home
from models.home.bugs import log_discreetly
from models.pages_first import let_pages_go_first
from models.store import default_home
from models.terminal import Group

app = typer.Typer(
    cls=Group,
    help="明稽:电力营销稽查工作台",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for room in (data, screening, weekly, round_trip, outcomes, administration):
    app.add_typer(room.app)
app.add_typer(plans.app, name="plan", help="稽查计划:制定、审批、派发、列出。")
app.add_typer(tasks.app, name="tasks", help="稽查任务:列出、办理一步、看历史。")
app.add_typer(people.app, name="user", help="人员:登记、列出、停用。")


@app.callback()
def main(
    home: Annotated[Path | None, typer.Option(help="数据目录,默认 MINGJI_HOME 或 ./var")] = None,
) -> None:
    """明稽:电力营销稽查工作台。"""
    log_discreetly()
    Home.path = home or default_home()


if __name__ == "__main__":
    let_pages_go_first()
    app()
