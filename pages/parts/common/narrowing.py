"""What every list is narrowed to and sorted by in the same way: choices and an order that stand in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

SORT, REVERSED = "sort", "sort_reversed"  # in the address


def choice(place: Any, label: str, options: Mapping[str, str], key: str) -> str | None:
    """Show one choice among options in words and return it, None for all."""
    return place.selectbox(
        label,
        list(options),
        index=None,
        placeholder="全部",
        key=key,
        bind="query-params",
        format_func=lambda name: options.get(name) or name,
    )


@dataclass(frozen=True)
class Sorting:
    """By what a list can be sorted as a whole: names with their words, the usual one first; `columns` are shown by other names."""

    orders: Mapping[str, str]
    columns: Mapping[str, str]

    def choose(self) -> tuple[str, bool]:
        """Show by what the list is sorted and return it, and whether the other way round."""
        usual = next(iter(self.orders))
        by = st.selectbox(
            "排序",
            list(self.orders),
            format_func=lambda name: f"按{self.orders[name]}排序",
            key=SORT,
            bind="query-params",
            label_visibility="collapsed",
            width=150,
        )
        return by or usual, bool(st.toggle("倒序", key=REVERSED, bind="query-params"))

    def by_heading(self, column: str) -> None:
        """Sort by the column whose heading was clicked, at the next click the other way round."""
        by = self.columns.get(column, column)
        if by not in self.orders:
            st.toast("不能按这一列排序;可用的排序见列表上方。")
            return
        is_again = st.session_state.get(SORT) == by
        st.session_state[REVERSED] = is_again and not st.session_state.get(REVERSED)
        st.session_state[SORT] = by

    def in_words(self, by: str, *, is_reversed: bool) -> str:
        """Return by what the list is sorted, for the cover of its file."""
        return f"按{self.orders[by]}{',倒序' if is_reversed else ''}"
