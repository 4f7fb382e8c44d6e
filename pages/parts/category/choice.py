"""What a category's page shows: unit, filters, and whose rows the list has; all of it stands in the address."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from analytics.pictures.album import pictures_of
from analytics.pictures.layout import in_words
from analytics.pictures.picture import CHECK, UNIT, Dimension
from models.category import Category
from models.people import Person
from pages.parts.category import data
from pages.parts.common import address
from pages.parts.findings.drill import Place

OF = "of"  # the picture whose rows the list has


@dataclass(frozen=True)
class Choice:
    """A unit, what the pictures are filtered by, and the picture whose rows stand below ('' the first)."""

    category: Category
    unit: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    of: str = ""

    @property
    def place(self) -> Place:
        """Return the place in the drill-down whose figures stand above."""
        return Place(self.category.value, self.filters.get(CHECK.name, ""), self.unit)

    def narrowed(self, by: Mapping[str, str], of: str, among: Collection[str] = ()) -> "Choice":
        """Return the choice after a click on a mark of a picture; the same mark again takes its filters away.

        `among` are all dimensions that a mark of the picture may filter by: what this one does not say goes.
        """
        unit = by.get(UNIT.name, self.unit)
        own = {name: value for name, value in by.items() if name != UNIT.name}
        names = {*own, *among}
        others = {name: value for name, value in self.filters.items() if name not in names}
        is_same = own and {**others, **own} == self.filters
        if is_same and unit == self.unit:
            return self.without(*own)
        return replace(self, unit=unit, filters={**others, **own}, of=of)

    def without(self, *names: str) -> "Choice":
        """Return the choice without some filters."""
        left = {name: value for name, value in self.filters.items() if name not in names}
        return replace(self, filters=left, unit="" if UNIT.name in names else self.unit)


def dimensions(category: Category) -> dict[str, Dimension]:
    """Return every dimension of a category's pictures by name."""
    return {name: one for picture in pictures_of(category) for name, one in picture.dimensions.items()}


def chosen(category: Category) -> Choice:
    """Return what the address says."""
    query = st.query_params
    known = dimensions(category)
    filters = {name: query[name] for name in known if name in query and name != UNIT.name}
    return Choice(category, query.get(UNIT.name, ""), filters, query.get(OF, ""))


def go(to: Choice) -> None:
    """Write a choice into the address; what the page shows follows from it in the next run of the script."""
    every = dict.fromkeys(dimensions(to.category), "")
    address.say({**every, **to.filters, UNIT.name: to.unit, OF: to.of})


def bar(choice: Choice, person: Person) -> None:
    """Show the choice of a unit, and the filters in words, each with a way to take it away."""
    names = data.names(person)
    known = dimensions(choice.category)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _unit(choice, names.units)
        for name, value in choice.filters.items():
            label = f"{known[name].label}:{in_words(known[name], value, names)}"
            st.button(
                label,
                key=f"without-{name}",
                icon=":material/close:",
                help="去掉这个筛选",
                on_click=go,
                args=(choice.without(name),),
            )
        if len(choice.filters) > 1:
            every = choice.without(*choice.filters)
            st.button("清除全部筛选", key="without-all", type="tertiary", on_click=go, args=(every,))
        if not choice.filters:
            st.caption("点击图中的任一标记即可筛选;其他图和下方清单一起变化,再点一次取消。")


def _unit(choice: Choice, names: Mapping[str, str]) -> None:
    key = "category_unit"
    st.session_state[key] = choice.unit if choice.unit in names else None
    st.selectbox(
        "供电单位",
        sorted(names),
        format_func=lambda code: names[code],
        index=None,
        placeholder="全部单位",
        key=key,
        label_visibility="collapsed",
        width=240,
        on_change=lambda: go(replace(choice, unit=st.session_state[key] or "")),
    )


def replaced(choice: Choice, of: str) -> Choice:
    """Return the choice with another picture's rows below."""
    return replace(choice, of=of)
