"""From page to page, as the navigation does it: what was chosen goes along."""

from pathlib import Path

import pytest

from core.parameters import Setup
from tests.pages.driving import chosen, opened
from tests.serving import ROOT
from ui.sharing.link import decode
from ui.view import Key

APP = Path(ROOT / "app.py").read_text(encoding="utf-8")
PAGES = sorted(
    f"pages/{page.name}"
    for page in (ROOT / "pages").glob("[!_]*.py")
    if f'"pages/{page.name}"' in APP
)
LINK = {"a": "3", "method": "flow", "horizon": "100", "teacher": "flat", "time": "linear"}


@pytest.mark.parametrize("script", [page for page in PAGES if page != "pages/explore.py"])
def test_there_and_back(script: str) -> None:
    view, complaint = decode({name: [value] for name, value in LINK.items()})
    assert not complaint
    test = opened(LINK, script="app.py")
    for page in (script, "pages/explore.py", script):
        test.query_params = {}
        test.switch_page(page).run()
        assert not test.exception
        assert chosen(test) == view
        assert test.query_params == LINK
    assert view.setup == Setup(decay=3.0, method="flow", horizon=100.0, teacher="flat")
    assert test.session_state[Key.TIME_AXIS] == "linear"


def test_the_empty_address_that_the_navigation_leaves_is_that_of_the_same_view() -> None:
    test = opened({"a": "3"}, script="app.py")
    test.query_params = {}
    test.switch_page("pages/theory.py").run()
    # Back: the same page, and the address before the page wrote its own.
    test.query_params = {}
    test.run()
    assert chosen(test).setup.decay == 3
    assert test.query_params == {"a": "3"}
    # Once the page has itself shown the defaults an empty address means those.
    test.session_state[Key.DECAY] = 2.0
    test.run()
    assert test.query_params == {}
    test.query_params = {"a": "3"}
    test.run()
    test.query_params = {}
    test.run()
    assert chosen(test) == chosen(opened())
