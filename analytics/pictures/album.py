"""Finds the pictures; whoever needs those of a category asks here."""

import importlib
import pkgutil
from functools import cache

import analytics.pictures
from analytics.pictures.picture import Picture, findings_picture
from models.category import Category


@cache
def pictures() -> dict[str, Picture]:
    """Return every picture under analytics/pictures by key, a category's in the order in which its file has them."""
    found: list[Picture] = [findings_picture(category) for category in Category]
    for module_info in pkgutil.iter_modules(analytics.pictures.__path__, "analytics.pictures."):
        module = importlib.import_module(module_info.name)
        found += [value for value in vars(module).values() if isinstance(value, Picture)]
    order = list(Category)
    return {one.key: one for one in sorted(found, key=lambda one: order.index(one.category))}


def pictures_of(category: Category) -> list[Picture]:
    """Return the pictures of a category; the first is what its checks found."""
    return [one for one in pictures().values() if one.category is category]
