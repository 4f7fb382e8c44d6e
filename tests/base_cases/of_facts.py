"""What the tests of the checks that build on a fact draw."""

from collections.abc import Iterator

from analytics.check import Check
from analytics.fact import Fact
from analytics.rulebook import checks
from analytics.shared_facts import with_what_they_use
from tests.base_cases.of_checks import own_tables
from tests.drawn import Drawn


def users(one: Fact) -> list[Check]:
    return [check for check in checks().values() if one in with_what_they_use(check.facts)]


def cases(one: Fact) -> Iterator[Drawn]:
    yield from (own_tables(check) for check in users(one))
