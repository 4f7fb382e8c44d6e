"""how many cases a sample of the re-check (复查) was to have, whatever becomes void of it"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("recheck_draws", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    draws = sa.table("recheck_draws", sa.column("id", sa.Integer()), sa.column("size", sa.Integer()))
    lots = sa.table("recheck_lots", sa.column("draw_id", sa.Integer()), sa.column("is_drawn", sa.Boolean()))
    drawn = sa.select(sa.func.count()).where(lots.c.draw_id == draws.c.id, lots.c.is_drawn)
    op.execute(sa.update(draws).values(size=drawn.scalar_subquery()))
