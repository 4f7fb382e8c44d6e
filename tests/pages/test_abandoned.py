"""When the run of a page is no longer waited for; Streamlit 1.67 tells it only to the run itself."""

import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests

from pages.parts.frame.abandoned import is_to_stop


@pytest.fixture
def running() -> ScriptRequests:
    """Return the requests of a page's run that has begun."""
    requests = ScriptRequests()
    requests.request_rerun(RerunData())
    requests.on_scriptrunner_ready()
    return requests


def test_a_page_that_is_looked_at_goes_on(running: ScriptRequests) -> None:
    assert not is_to_stop(running)


def test_who_closes_the_page_or_clicks_elsewhere_waits_for_it_no_longer(running: ScriptRequests) -> None:
    running.request_rerun(RerunData(page_name="overview"))
    assert is_to_stop(running)
    running.request_stop()
    assert is_to_stop(running)


def test_a_part_that_refreshes_itself_waits_until_the_page_is_done(running: ScriptRequests) -> None:
    running.request_rerun(RerunData(fragment_id="jobs", is_auto_rerun=True))
    assert not is_to_stop(running)
    assert running.on_scriptrunner_yield() is None
