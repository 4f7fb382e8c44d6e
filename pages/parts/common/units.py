"""Units by name, as a person may see them."""

from analytics import units
from models.people import Person
from pages.parts.common.data import door_of, kept


def unit_names(person: Person) -> dict[str, str]:
    """Return {org_code: short name} of the units the person may see."""
    return {code: name.short for code, name in _names(person, door_of(person).data_version).items()}


def full_unit_name(person: Person, unit: str) -> str:
    """Return a unit's name as it stands in the title of a document."""
    name = _names(person, door_of(person).data_version).get(unit)
    return name.long if name else unit


@kept
def _names(person: Person, data_version: int) -> dict[str, units.UnitName]:
    return units.unit_names(door_of(person))
