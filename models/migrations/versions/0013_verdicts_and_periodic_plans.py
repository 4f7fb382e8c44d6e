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
    with op.batch_alter_table("plans") as plans:
        plans.add_column(sa.Column("made_for", sa.String(), nullable=True))
        plans.create_unique_constraint("uq_plans_made_for", ["made_for"])
