"""What a file of results is called: what it is, whose, of which month and which screening."""

from models.orm import Run
from models.people import Person
from pages.parts.common.units import unit_names


def of_results(what: str, run: Run, person: Person, unit: str = "") -> str:
    """Return the name of a file, without its ending, of what a screening found in a unit or all that a person sees."""
    names = unit_names(person)
    above = [code for code in names if unit.startswith(code)] or _tops(list(names))
    company = names[min(above, key=len)] if above else ""
    own = names.get(unit, unit) if unit else "" if len(_tops(list(names))) == 1 else "全部单位"
    whose = company if own in ("", company) else own if own.startswith(company) else f"{company}{own}"
    return f"{what}_{whose or '全部单位'}_{run.period}_第{run.id}次筛查"


def _tops(codes: list[str]) -> list[str]:
    """Return the units that lie below no other."""
    return [code for code in codes if not any(other != code and code.startswith(other) for other in codes)]
