"""whose step and whose plan it is by the register, not by the name alone; that somebody stands in can end early"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("case_moves", sa.Column("login", sa.String(40), nullable=True))
    op.add_column("case_moves", sa.Column("deputy", sa.String(40), nullable=True))
    op.add_column("plans", sa.Column("created_logins", sa.JSON(), nullable=True))
    op.add_column("deputies", sa.Column("ended_by", sa.String(), nullable=True))
    op.add_column("deputies", sa.Column("ended_at", sa.DateTime(), nullable=True))
