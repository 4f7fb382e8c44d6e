"""What holds for every test: property tests are repeatable, none asserts a time, what is measured is printed."""

import pytest
from hypothesis import settings

settings.register_profile("mingji", deadline=None, derandomize=True)
settings.load_profile("mingji")

LONGEST = ("test_truth.py", "test_main_walk.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests: begun last, they would keep one worker busy and the other idle."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests measured, passed or not: record_property("printed", text)."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, text in report.user_properties:
            if name == "printed":
                terminalreporter.write_line(str(text))
