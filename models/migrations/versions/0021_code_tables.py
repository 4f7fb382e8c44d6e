"""tables that a company keeps itself; the days of its calendar are one of them"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    rows = op.create_table(
        "code_table_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=30), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_code_table_rows_table_name", "code_table_rows", ["table_name"])
    connection = op.get_bind()
    days = sa.table(
        "calendar_days",
        sa.column("id", sa.Integer()),
        sa.column("day", sa.Date()),
        sa.column("is_worked", sa.Boolean()),
        sa.column("note", sa.String()),
        sa.column("set_by", sa.String()),
        sa.column("set_at", sa.DateTime()),
    )
    for one in connection.execute(sa.select(days).order_by(days.c.id)).all():
        row = {
            "table_name": "holidays",
            "key": [one.day.isoformat()],
            "since": one.day,
            "content": None if one.is_worked is None else {"is_worked": one.is_worked},
            "reason": one.note,
            "set_by": one.set_by,
            "set_at": one.set_at,
        }
        connection.execute(sa.insert(rows).values(**row))
    op.drop_table("calendar_days")
