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
