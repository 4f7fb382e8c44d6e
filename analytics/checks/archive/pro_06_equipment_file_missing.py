"""PRO-06 受电设备档案缺失"""

from typing import Any

import ibis

from analytics.check import Tables, check
from analytics.facts.capacity import machines
from analytics.facts.columns import is_blank, listed, reasons
from analytics.facts.customers import is_high_voltage, on_the_books
from analytics.regulation.practice import ARCHIVE_ITEMS
from data_loaders.codes.customers import ElecFamily, TmpFlag
from data_loaders.codes.equipment import RunStatus
from models.category import Category

NOT_ASKED_OF = (ElecFamily.CHECK, ElecFamily.WHOLESALE, ElecFamily.PUMPED_STORAGE, ElecFamily.OTHER)


@check(
    code="PRO-06",
    title="受电设备档案缺失",
    category=Category.ARCHIVE,
    matter="客户动力设备资料是否提供完全",
    severity="中",
    subject="customer",
    window="快照",
    amount=None,
    reads={
        "customers": ["cons_no", "cons_sort_code?", "volt_code?", "tmp_flag?", "elec_type_code?"],
        "equipment": [
            *("cons_no", "equip_name?", "plate_cap?", "made_no?", "inst_date?", "actual_start_date?"),
            *("owner?", "run_status?"),
        ],
    },
    facts=(on_the_books, machines),
    without={
        "equipment.plate_cap": "设备容量整列为空,不查容量",
        "equipment.made_no": "出厂编号整列为空,不查铭牌",
        "equipment.inst_date|actual_start_date": "安装、启用日期都整列为空,不查投运日期",
        "equipment.owner": "产权整列为空,不查产权",
    },
    evidence={
        "reason": "问题",
        "machine_count": "在册设备数",
        "details": "缺项设备与字段",
    },
    sentence="高压用户在册受电设备 {machine_count} 台,{reason}:{details}",
    laws=(ARCHIVE_ITEMS,),
)
def equipment_file_missing(t: Tables) -> Any:
    """高压用户应当有受电设备档案,每台设备的容量、铭牌、投运日期和产权齐全。

    为什么: 设备档案是容量、变损和产权责任的依据;缺档就无法核对私增容和基本电费。
    判定: 在册高压户(用户分类 01,空则电压 1 kV 及以上),任一即中:①没有运行、停用(状态空按在册)的设备;②任一在册设备的容量为空或不大于 0、出厂编号为空或占位(铭牌)、安装日期与启用日期都为空(投运)、产权为空。
    金额: 无。
    例外: 拆除的设备不算,只剩拆除设备的按没有;同一设备多行取最近状态;临时用电户(移动变)、考核户、趸售户、抽水蓄能和其它用电(用电类别 0、5、7、9 开头)不查;某列整列为空的该项不查。
    核实: 现场抄录变压器铭牌,补录设备档案。
    """
    customers = t.fact(on_the_books)
    is_spared = customers.tmp_flag.isin([TmpFlag.METERED, TmpFlag.UNMETERED]) | ibis.or_(
        *(customers.elec_type_code.startswith(family) for family in NOT_ASKED_OF)
    )
    customers = customers.filter(is_high_voltage(customers), ~is_spared.fill_null(False))
    known = customers.left_join(_machines_of(t), "cons_no").drop("cons_no_right")
    found = known.filter(known.machine_count.isnull() | known.details.notnull())
    return found.mutate(
        object_id=found.cons_no,
        machine_count=found.machine_count.fill_null(0),
        reason=ibis.ifelse(found.machine_count.isnull(), "没有设备档案", "设备档案缺项"),
        details=found.details.fill_null("无在册设备"),
    )


def _machines_of(t: Tables) -> Any:
    """Return how many machines each customer has that were not dismantled, and what each lacks."""
    every = t.fact(machines)
    there = every.filter(every.run_status.isnull() | (every.run_status != RunStatus.DISMANTLED))
    lacks = {}
    if not t.lacks("equipment.plate_cap"):
        lacks["容量"] = ~(there.plate_cap > 0).fill_null(False)
    if not t.lacks("equipment.made_no"):
        lacks["铭牌(出厂编号)"] = is_blank(there.made_no)
    if not t.lacks("equipment.inst_date|actual_start_date"):
        lacks["投运日期"] = there.inst_date.isnull() & there.actual_start_date.isnull()
    if not t.lacks("equipment.owner"):
        lacks["产权"] = is_blank(there.owner)
    there = there.mutate(lack=reasons(lacks))
    name: Any = ibis.coalesce(there.equip_name, there.machine, ibis.literal("无编号"))
    return there.group_by("cons_no").agg(
        machine_count=there.count(), details=listed(name.concat(" 缺", there.lack), there.lack != "")
    )
