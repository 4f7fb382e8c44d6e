"""How carefully exports are taken in; a card of its own, because the confined child reads it without the database."""

from dataclasses import dataclass

CERTAINTY_BOUNDS = (0.5, 0.95)  # below a half, another table or a list of something else is the likelier
CHANGED_BOUNDS = (0.01, 1.0)


@dataclass(frozen=True)
class ImportSettings:
    """What a company sets for its imports.

    Units: `least_certainty` is the share (data_loaders/recognition/certainty.py) below which a sheet waits for a person's word;
    `most_changed` is the share of a master's rows that a file may change without one.
    """

    least_certainty: float = 0.53
    most_changed: float = 0.2
