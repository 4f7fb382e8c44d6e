"""Two screenings side by side, by their hits (analytics.results.differences)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analytics.results.differences import Differences, together
from analytics.results.findings import Findings, findings_of
from models.lake import Door
from models.orm import Run
from models.store import Store


@dataclass(frozen=True)
class TwoRuns(Differences):
    """What two runs found, through one door: within its person's units, and masked for them."""

    store: Store
    door: Door
    earlier: Run
    later: Run

    @property
    def is_same_month(self) -> bool:
        """Return whether hits are compared by their period, too."""
        return self.earlier.period == self.later.period

    @cached_property
    def hits(self) -> Any:
        """Return the hits of both runs, those that go together in one row, as a table of the door's engine.

        Shapes: as `together` gives them.
        """
        name = f"two_runs_{self.earlier.id}_{self.later.id}"
        engine = self.door.engine
        if name not in engine.named:
            for other in [one for one in engine.named if one.startswith("two_runs_")]:
                engine.forget(other)
            now, before = (self._found(run) for run in (self.later, self.earlier))
            engine.kept(together(now, before, is_same_month=self.is_same_month), name)
        return engine.named[name]

    def _found(self, run: Run) -> Any:
        found: Findings = findings_of(self.store, self.door, run)
        return found.with_amount_kind(found.hits())
