"""by which profile of residential prices (省电价方案) the hit of a case was judged"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("case_checks", sa.Column("profile", sa.String(), nullable=True))
