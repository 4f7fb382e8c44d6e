"""What a file is called: what it is, whose, and of which month and screening, or of which day."""

from datetime import date

from models.orm import Run
from models.people import Person
from pages.parts.common.units import unit_names


def of_results(what: str, run: Run, person: Person, unit: str = "") -> str:
    """Return the name of a file, without its ending, of what a screening found in a unit or all that a person sees."""
    return f"{what}_{_whose(person, unit)}_{run.period}_第{run.id}次筛查"


def of_today(what: str, person: Person, unit: str = "") -> str:
    """Return the name of a file, without its ending, of what the records say today of a unit or all that a person sees."""
    return f"{what}_{_whose(person, unit)}_{date.today():%Y%m%d}"


def of_month(what: str, person: Person, month: str) -> str:
    """Return the name of a file, without its ending, of what the records say of a month ('YYYYMM')."""
    return f"{what}_{_whose(person)}_{month}"


def _whose(person: Person, unit: str = "") -> str:
    """Return the company and the unit as a file's name has them."""
    names = unit_names(person)
    above = [code for code in names if unit.startswith(code)] or _tops(list(names))
    company = names[min(above, key=len)] if above else ""
    own = names.get(unit, unit) if unit else "" if len(_tops(list(names))) == 1 else "全部单位"
    whose = company if own in ("", company) else own if own.startswith(company) else f"{company}{own}"
    return whose or "全部单位"


def _tops(codes: list[str]) -> list[str]:
    """Return the units that lie below no other."""
    return [code for code in codes if not any(other != code and code.startswith(other) for other in codes)]
