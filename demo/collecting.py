"""What the acquisition system says of a customer of the cast: energy day by day, and the losses of an area of its own."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from data_loaders.codes.metering import Collected
from demo.cases import Change
from demo.stage import Role, Row

NEAR, ALL = 30, 90
"""Of how many days before the data end the last ones are compared with those before."""


def collected(kwh: Sequence[int | str]) -> Change:
    """Return the change that gives a customer so much energy on the last days, the last one first."""

    def change(role: Role) -> None:
        for age, energy in enumerate(kwh):
            role.add(
                "daily_usage",
                asset_no=role.meter["asset_no"],
                data_date=role.play.ago(age + 1),
                day_pq=Decimal(energy),
                succ_flag=Collected.YES,
            )

    return change


def fallen(base: int | str, near: int | str, near_days: int = NEAR, base_days: int = ALL - NEAR) -> Change:
    """Return the change that lets a customer use `base` kWh a day and of late `near`; of each time the last days."""

    def change(role: Role) -> None:
        collected([near] * near_days)(role)
        rows = role.rows["daily_usage"]
        first = len(rows)
        collected([base] * base_days)(role)
        for row in rows[first:]:
            row["data_date"] -= timedelta(days=NEAR)

    return change


def area_of_its_own(*losses: tuple[int, str]) -> Change:
    """Return the change that supplies a customer from an area alone, with the kWh and per cent lost in the last months."""

    def change(role: Role) -> None:
        area = alone(role)
        supplied = Decimal(100_000)
        for place, (lost, percent) in enumerate(losses):
            period = role.play.month(place - len(losses) + 1)
            role.rows["transformer_areas"].append(
                area | lost_of(supplied, Decimal(lost)) | {"period": period, "loss_rate": Decimal(percent)}
            )

    return change


def lost_by_day(role: Role, area: Row, losses: Sequence[int]) -> None:
    """Let an area lose so many kWh on the last days, the last one first."""
    for age, lost in enumerate(losses):
        period = role.play.ago(age + 1).isoformat()
        role.rows["transformer_areas"].append(
            area | lost_of(Decimal(1000), Decimal(lost)) | {"period": period}
        )


def lost_of(supplied: Decimal, lost: Decimal) -> Row:
    """Return what an area was supplied and sold, and what it lost."""
    return {
        "supply_pq": supplied,
        "sale_pq": supplied - lost,
        "loss_pq": lost,
        "loss_rate": (lost / supplied * 100).quantize(Decimal("0.01")),
    }


def alone(role: Role) -> Row:
    """Supply a customer from an area of its own; return the area's columns."""
    number = f"0{role.station.number:02d}9{role.play.number(8)[3:]}"
    name = f"{role.archive['tg_name']}(专台)"
    role.archive.update(tg_no=number, tg_name=name)
    for table, columns in (("metering_points", ("tg_no", "topo_tg_no")), ("power_sources", ("tg_no",))):
        for row in role.rows[table]:
            row.update({column: number for column in columns if row.get(column)})
    return {
        "org_code": role.org_code,
        "tg_no": number,
        "tg_name": name,
        "tg_cap": Decimal(200),
        "manager": role.clerk().name,
    }
