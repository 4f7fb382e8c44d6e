"""What a customer has installed: transformers and high-voltage motors, each once, running or stopped."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.facts.columns import as_text, first_by, is_blank, listed
from data_loaders.codes.equipment import MainOrStandby, PowerEquipment, RunStatus, TransformerUse

STATUS_WORDS = {RunStatus.RUNNING: "运行", RunStatus.STOPPED: "停用"}


EQUIPMENT_COLUMNS = (
    *("cons_no", "equip_id?", "made_no?", "plate_cap?", "run_status?", "ms_flag?"),
    *("inst_date?", "actual_start_date?", "actual_stop_date?"),
)


@fact(
    title="受电设备(每台一次)",
    grain="一台一行",
    key=(),
    reads={"equipment": EQUIPMENT_COLUMNS},
    columns={"machine": ("设备标识(空取出厂编号)", ""), "changed_date": ("最近启停或安装日期", "")},
    extends="equipment",
    source="稽查目录 PRO-07 的精确判定:同一设备多行取最近状态",
)
def machines(t: Tables) -> Any:
    """Return every machine once, in its latest state.

    An export may list a machine once a month. Its latest row is the one with the latest date; where dates
    do not tell, states follow each other: running, stopped, removed. Rows without a number are all kept.

    Shapes: the columns of `equipment`, machine (its number, else that of its maker), changed_date.
    """
    equipment = t.equipment
    equipment = equipment.mutate(
        machine=ibis.coalesce(
            equipment.equip_id,
            ibis.ifelse(is_blank(equipment.made_no), ibis.null("string"), equipment.made_no),
        ),
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


@fact(
    title="安装容量",
    grain="一户一行",
    key=("cons_no",),
    reads={"equipment": ("plate_cap", "run_status")},
    columns={
        "cons_no": ("户号", ""),
        "running_kva": ("运行设备容量", "kVA"),
        "stopped_kva": ("停用设备容量(非冷备)", "kVA"),
        "unflagged_kva": ("停用而主备性质为空的设备容量", "kVA"),
        "started_date": ("计入设备的最晚启用日期", ""),
        "has_hot_standby": ("有热备", ""),
        "is_known": ("计入设备都有铭牌容量", ""),
        "machines": ("各台设备", ""),
    },
    uses=(machines,),
    source="稽查目录 PRO-07 的精确判定",
)
def installed(t: Tables) -> Any:
    """Return the capacity by state of each customer with machines that are there, not removed; kW count as kVA.

    A stopped machine still belongs to the contract capacity unless it is a sealed cold standby; one without
    a standby flag may be either. `is_known` is False where a machine that counts has no plate capacity.

    Shapes: cons_no, running_kva, stopped_kva (not cold standby), unflagged_kva (stopped, no flag),
    started_date (the last start of a machine that counts), has_hot_standby, is_known, machines (text).
    """
    there = t.fact(machines)
    there = there.filter(there.run_status.isin([RunStatus.RUNNING, RunStatus.STOPPED]))
    is_stopped = there.run_status == RunStatus.STOPPED
    is_cold = is_stopped & (there.ms_flag == MainOrStandby.COLD_STANDBY).fill_null(False)
    is_unflagged = is_stopped & there.ms_flag.isnull()
    started: Any = ibis.coalesce(there.actual_start_date, there.inst_date)
    state = ibis.cases(
        (is_cold, "冷备停用"), *[(there.run_status == code, word) for code, word in STATUS_WORDS.items()]
    )
    name = there.machine.fill_null("无编号").concat(" ", as_text(there.plate_cap), "kVA ", state)
    return there.group_by("cons_no").agg(
        running_kva=there.plate_cap.sum(where=there.run_status == RunStatus.RUNNING).fill_null(0),
        stopped_kva=there.plate_cap.sum(where=is_stopped & there.ms_flag.notnull() & ~is_cold).fill_null(0),
        unflagged_kva=there.plate_cap.sum(where=is_unflagged).fill_null(0),
        started_date=started.max(where=~is_cold),
        has_hot_standby=(there.ms_flag == MainOrStandby.HOT_STANDBY).any(),
        is_known=(there.plate_cap.notnull() | is_cold).all(),
        machines=listed(name),
    )


def with_gap(known: Any) -> Any:
    """Add by how much what customers have installed is above their contract (gap_kva, negative below it).

    What was stopped without a standby flag counts or does not, whichever comes nearer. `known` has contract_cap and the
    columns of `installed`.

    Source: PRO-07, precise reading.
    """
    without = known.running_kva + known.stopped_kva - known.contract_cap
    gap = ibis.ifelse(
        (without + known.unflagged_kva).abs() < without.abs(), without + known.unflagged_kva, without
    )
    return known.mutate(gap_kva=gap)


def behind_public_transformers(running: Any) -> Any:
    """Return the customers of whose running machines one is a public transformer: its losses are the company's.

    Shapes: cons_no.
    """
    is_public = (running.equip_type == PowerEquipment.TRANSFORMER) & (
        running.pub_priv_flag == TransformerUse.PUBLIC
    )
    return running.filter(is_public).select("cons_no").distinct()
