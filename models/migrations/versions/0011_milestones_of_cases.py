"""the days of a case that its later moves would hide, and how often it was returned"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("cases", sa.Column("returns", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("reply_due", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("upheld_at", sa.DateTime(), nullable=True))
    op.add_column("cases", sa.Column("rectified_at", sa.DateTime(), nullable=True))
    op.add_column("cases", sa.Column("rectify_due", sa.Date(), nullable=True))
    op.create_index(op.f("ix_cases_cons_no"), "cases", ["cons_no"], unique=False)
    op.create_index(op.f("ix_cases_created_at"), "cases", ["created_at"], unique=False)
