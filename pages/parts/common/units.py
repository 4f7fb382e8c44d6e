"""Units by name, as a person may see them."""

from analytics import units
from models import register
from models.people import Person
from pages.parts.common.data import door_of, kept, lake, own_door


def unit_names(person: Person) -> dict[str, str]:
    """Return {org_code: short name} of the units the person may see."""
    return {code: name.short for code, name in _names(person, door_of(person).data_version).items()}


def unit_names_of_cases(person: Person) -> dict[str, str]:
    """Return the same, with the units of those for whom the person stands in: their cases are open to them."""
    own, *others = register.hats_of(lake().store, person)
    names = unit_names(own)
    for one in others:
        with own_door(one):
            names = unit_names(one) | names
    return names


def full_unit_name(person: Person, unit: str) -> str:
    """Return a unit's name as it stands in the title of a document."""
    name = _names(person, door_of(person).data_version).get(unit)
    return name.long if name else unit


@kept
def _names(person: Person, data_version: int) -> dict[str, units.UnitName]:
    return units.unit_names(door_of(person))
