"""the energy that is charged in addition, and the penalties for breach of contract, of cases and of their hits"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    for table in ("cases", "case_checks"):
        op.add_column(table, sa.Column("energy_wh", sa.BigInteger(), nullable=True))
        op.add_column(table, sa.Column("penalty_fen", sa.BigInteger(), nullable=True))
    op.add_column(
        "cases", sa.Column("penalty_recovered_fen", sa.BigInteger(), nullable=False, server_default="0")
    )
