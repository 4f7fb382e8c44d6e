"""archived cases that are looked at again (抽检), and what came of them"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(6), nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=True),
        sa.Column("fault", sa.String(20), nullable=True),
        sa.Column("judged_by", sa.String(), nullable=True),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id"),
    )
    op.create_index("ix_samples_month", "samples", ["month"])
    op.create_index("ix_samples_judged_at", "samples", ["judged_at"])
