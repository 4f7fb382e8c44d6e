"""two people's words on a case before it is sent out, and what a periodic plan was made for"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("judge", sa.String(length=40), nullable=False),
        sa.Column("signed", sa.String(), nullable=False),
        sa.Column("word", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "judge"),
    )
    op.create_index(op.f("ix_verdicts_case_id"), "verdicts", ["case_id"], unique=False)
    # a batch would drop the table, which SQLite refuses as soon as a case names a plan
    op.add_column("plans", sa.Column("made_for", sa.String(), nullable=True))
    op.create_index(op.f("ix_plans_made_for"), "plans", ["made_for"], unique=True)
