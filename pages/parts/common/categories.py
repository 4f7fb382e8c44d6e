"""The choice of a category of checks, as every list offers it."""

from typing import Any

from models.category import Category


def category_filter(place: Any) -> str | None:
    """Show the choice of a category and return it, None for all; it is kept in the address."""
    return place.selectbox(
        "稽查类别",
        [one.value for one in Category],
        index=None,
        placeholder="全部类别",
        key="category",
        bind="query-params",
    )
