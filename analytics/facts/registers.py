"""What a register moved between two readings: over its last digit, or not at all because its meter was exchanged."""

from decimal import Decimal
from typing import Any

import ibis

from analytics.regulation.money import exact, number
from data_loaders.codes.metering import MrDataSource, MrStatus, MrType

# shares of its modulus: a register that was nearly full and has hardly begun passed its last digit (MET-14)
NEARLY_FULL, HARDLY_BEGUN = Decimal("0.9"), Decimal("0.1")
NOT_READ = (MrDataSource.SIMULATED, MrDataSource.REVOKED)


def is_read_off(readings: Any) -> Any:
    """Return whether readings were read off (已抄, also where no status is on record), and not simulated or revoked."""
    return (readings.mr_status.fill_null(MrStatus.READ) == MrStatus.READ) & is_taken(readings)


def is_taken(readings: Any) -> Any:
    """Return whether readings count at all: neither simulated for an adjustment (退补模拟) nor revoked (示数撤回)."""
    return ~readings.data_src.fill_null("").isin(NOT_READ)


def rollover(readings: Any) -> Any:
    """Return what a register that passed its last digit is short of; 0 where it did not.

    It did where the last reading was in the last tenth of its digits and this one in the first; digits that are not
    on file are those of the last reading.
    """
    written = readings.last_read.abs().floor().cast("int64").cast("string").length()
    digits = ibis.coalesce(readings.digits, written)
    ten: Any = ibis.literal(10.0)
    modulus = (ten**digits).try_cast("decimal(18, 6)")
    passed = (exact(readings.last_read) >= exact(modulus) * number(NEARLY_FULL)) & (
        exact(readings.this_read) <= exact(modulus) * number(HARDLY_BEGUN)
    )
    return ibis.ifelse(passed.fill_null(False), modulus, number(0).cast("decimal(18, 6)"))


def is_changed(readings: Any) -> Any:
    """Return whether the meter was exchanged between the two readings."""
    is_new = (readings.inst_date > readings.last_date) & (readings.inst_date <= readings.mr_date)
    return is_new.fill_null(False) | is_settled_by_change(readings)


def is_settled_by_change(readings: Any) -> Any:
    """Return whether readings come of a change (变更): by their source or by the kind of reading."""
    is_settled = (readings.data_src == MrDataSource.CHANGE) | (readings.mr_type == MrType.CHANGE_SETTLEMENT)
    return is_settled.fill_null(False)
