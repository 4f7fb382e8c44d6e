"""Instrument transformers that run, current and voltage ones told apart, with the ratios that they may have."""

from typing import Any

import ibis

from analytics.fact import Tables, fact
from analytics.regulation.money import exact, number, to_places
from analytics.regulation.transformer_ratio import CT_SECONDARY_AMPERES, with_turns_ratios
from analytics.regulation.voltage import kilovolts_expr
from data_loaders.codes.metering import ItSort, MeasMode, TransformerStatus

CURRENT = (ItSort.CURRENT, ItSort.CURRENT_SET)
VOLTAGE = (ItSort.VOLTAGE, ItSort.VOLTAGE_SET)
RATED_SECONDARY_VOLTS = 100


@fact(
    title="运行互感器",
    grain="一互感器一行",
    key=(),
    reads={"instrument_transformers": ("mp_no", "it_sort", "ratio?", "status?")},
    columns={
        "is_ct": ("电流互感器(否为电压互感器)", ""),
        "turns_ratios": ("候选变比", ""),
        "secondary_value": ("二次值", ""),
    },
    extends="instrument_transformers",
    source="稽查目录 MET-01 的精确判定:互感器状态 011(空视为运行),组合互感器按二次值 5 或 1 归电流互感器",
)
def running_transformers(t: Tables) -> Any:
    """Return the transformers that run (an empty status counts), of kinds that the code list knows.

    A combined one is a current transformer where its secondary is one of amperes, else a voltage transformer.

    Shapes: the columns of `instrument_transformers`, is_ct, turns_ratios and secondary_value (null where the ratio
    cannot be read).
    """
    running = t.instrument_transformers
    running = running.filter(running.status.fill_null(TransformerStatus.RUNNING) == TransformerStatus.RUNNING)
    running = with_turns_ratios(running.filter(running.it_sort.isin((*CURRENT, *VOLTAGE, ItSort.COMBINED))))
    is_current_side = running.secondary_value.isin([number(amperes) for amperes in CT_SECONDARY_AMPERES])
    is_ct = running.it_sort.isin(CURRENT) | ((running.it_sort == ItSort.COMBINED) & is_current_side)
    return running.mutate(is_ct=is_ct.fill_null(False))


def ratio_without_voltage_transformer(points: Any) -> Any:
    """Return the voltage ratio of points that no voltage transformer is on file for.

    1, but at the high side (高供高计) that of the rated one, 100 of 10 kV; null where the voltage is not known.

    Source: MET-01, precise reading.
    """
    is_high = (points.meas_mode == MeasMode.HIGH_SIDE).fill_null(False)
    kv = kilovolts_expr(points.volt_code)
    rated = ibis.ifelse(kv >= 1, to_places(exact(kv) * 1000 / RATED_SECONDARY_VOLTS, 6), None)
    return ibis.ifelse(is_high, rated, number(1).cast("decimal(18, 6)"))
