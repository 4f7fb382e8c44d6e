"""which delivery a batch came with, so that the whole of it can be taken back"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("batches", sa.Column("delivery", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_batches_delivery"), "batches", ["delivery"])
