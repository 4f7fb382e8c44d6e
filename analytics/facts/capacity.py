"""What a customer has installed: transformers and high-voltage motors, each once, running or stopped."""

from typing import Any

import ibis

from analytics.facts.columns import as_text, first_by, listed
from data_loaders.codes.equipment import MainOrStandby, RunStatus

STATUS_WORDS = {RunStatus.RUNNING: "运行", RunStatus.STOPPED: "停用"}


def in_place(equipment: Any) -> Any:
    """Return the machines that are there (running or stopped, not removed), each once, in its latest state."""
    machines = each_once(equipment)
    return machines.filter(machines.run_status.isin([RunStatus.RUNNING, RunStatus.STOPPED]))


def each_once(equipment: Any) -> Any:
    """Return every machine once, in its latest state.

    An export may list a machine once a month. Its latest row is the one with the latest date; where dates
    do not tell, states follow each other: running, stopped, removed. Rows without a number are all kept.
    """
    equipment = equipment.mutate(
        machine=ibis.coalesce(equipment.equip_id, equipment.made_no),
        changed_date=ibis.greatest(
            equipment.inst_date, equipment.actual_start_date, equipment.actual_stop_date
        ),
    )
    order = [
        ibis.desc("changed_date"),
        ibis.desc("run_status"),
        ibis.desc("plate_cap"),
        ibis.asc("ms_flag"),
        ibis.desc("actual_start_date"),
        ibis.desc("inst_date"),
    ]
    numbered = first_by(equipment.filter(equipment.machine.notnull()), ["cons_no", "machine"], order)
    return numbered.union(equipment.filter(equipment.machine.isnull()).select(*numbered.columns))


def by_customer(machines: Any) -> Any:
    """Return each customer's capacity by state; kW of motors count as kVA.

    A stopped machine still belongs to the contract capacity unless it is a sealed cold standby; one without
    a standby flag may be either. `is_known` is False where a machine that counts has no plate capacity.

    Shapes: cons_no, running_kva, stopped_kva (not cold standby), unflagged_kva (stopped, no flag),
    started_date (the last start of a machine that counts), has_hot_standby, is_known, machines (text).
    """
    is_stopped = machines.run_status == RunStatus.STOPPED
    is_cold = is_stopped & (machines.ms_flag == MainOrStandby.COLD_STANDBY).fill_null(False)
    is_unflagged = is_stopped & machines.ms_flag.isnull()
    started: Any = ibis.coalesce(machines.actual_start_date, machines.inst_date)
    state = ibis.cases(
        (is_cold, "冷备停用"), *[(machines.run_status == code, word) for code, word in STATUS_WORDS.items()]
    )
    name = machines.machine.fill_null("无编号").concat(" ", as_text(machines.plate_cap), "kVA ", state)
    return machines.group_by("cons_no").agg(
        running_kva=machines.plate_cap.sum(where=machines.run_status == RunStatus.RUNNING).fill_null(0),
        stopped_kva=machines.plate_cap.sum(
            where=is_stopped & machines.ms_flag.notnull() & ~is_cold
        ).fill_null(0),
        unflagged_kva=machines.plate_cap.sum(where=is_unflagged).fill_null(0),
        started_date=started.max(where=~is_cold),
        has_hot_standby=(machines.ms_flag == MainOrStandby.HOT_STANDBY).any(),
        is_known=(machines.plate_cap.notnull() | is_cold).all(),
        machines=listed(name),
    )
