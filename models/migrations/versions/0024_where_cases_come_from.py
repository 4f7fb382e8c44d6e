"""where a plan and its cases came from: the kind of its tasks, or somebody outside the audit"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
SOURCES = {"常态稽查": "常态", "专项稽查": "专项", "审核稽查": "审核", "抽检稽查": "抽检"}


def upgrade() -> None:
    for name in ("plans", "cases"):
        op.add_column(name, sa.Column("source", sa.String(8), nullable=False, server_default="常态"))
        table = sa.table(name, sa.column("kind", sa.String()), sa.column("source", sa.String()))
        for kind, source in SOURCES.items():
            op.execute(sa.update(table).where(table.c.kind == kind).values(source=source))
