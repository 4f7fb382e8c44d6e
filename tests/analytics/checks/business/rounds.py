"""Rounds of a step drawn as text: what BIZ-02, BIZ-03 and BIZ-04 time."""

from dataclasses import dataclass

BEGUN = "2025-11-03"  # a Monday in a month without holidays


def applications(*rows: str) -> str:
    """Each row: number | class | voltage | sources | status | terminated."""
    header = "app_no | cust_class | volt_code | source_count | status | terminate_flag"
    lines = [f"{row} | 110 | 202 | 2025-10-20 09:00:00 | C{row.split(' ')[0]} | 3340101" for row in rows]
    rest = " | app_type | elec_type_code | accept_time | cons_no | org_code"
    return "\n".join(["applications", header + rest, *lines])


def steps(*rows: str) -> str:
    """Each row: application | step | begun | done."""
    return "\n".join(["\n\napplication_steps\napp_no | step_no | begin_time | end_time", *rows])


@dataclass(frozen=True)
class Rounds:
    """The step that a round begins with, and the one that answers it; each round drawn begins on `BEGUN`."""

    begins: str
    ends: str

    def low(self, done: str) -> str:
        """Draw an application of low voltage with one round, answered at a time."""
        begun = f"1 | {self.begins} | {BEGUN} 09:00:00 | {BEGUN} 10:00:00"
        return applications("1 | 02 | AC02202 | 1 | 02 | 否") + steps(begun, f"1 | {self.ends} | - | {done}")

    def high(self, day: str) -> str:
        """Draw one of high voltage without a number of sources, answered on a day."""
        begun = f"1 | {self.begins} | {BEGUN} 09:00:00 | -"
        answered = f"1 | {self.ends} | - | {day} 09:00:00"
        return applications("1 | - | AC00101 | - | 02 | 否") + steps(begun, answered)

    def waiting(self, status: str = "01", terminated: str = "否", also: str = "") -> str:
        """Draw one of low voltage whose round is not answered, with a further row of a step where one is given."""
        rows = ["1 | A01 | - | 2025-10-20 10:00:00", f"1 | {self.begins} | {BEGUN} 09:00:00 | -"]
        row = f"1 | 02 | AC02202 | 1 | {status} | {terminated}"
        return applications(row) + steps(*rows, *([also] if also else []))
