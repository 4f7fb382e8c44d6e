"""Bills of a row each, and what a home has of them."""

from decimal import Decimal
from typing import Any

from models.lake import Lake
from models.people import LOCAL_USER


def bill(cons_no: str, pq: int = 1, month: str = "202401", **more: Any) -> dict[str, Any]:
    return {"cons_no": cons_no, "amt_ym": month, "total_pq": Decimal(pq), "total_amt": Decimal(pq), **more}


def bills(lake: Lake) -> list[tuple]:
    with lake.open(LOCAL_USER) as door:
        found = door.table("bills").to_pyarrow().to_pylist()
    return sorted((row["cons_no"], row["amt_ym"], int(row["total_pq"])) for row in found)
