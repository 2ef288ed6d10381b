"""Explore and the lab have any student; on other pages the choice is kept, and the student free."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.parameters import FIXED_NORM, Setup
from tests.pages.driving import chosen, opened
from tests.pages.test_moving_between_pages import PAGES
from ui.sharing.link import encode
from ui.view import Key, View

EXPLORE = "pages/explore.py"
WITH_ANY_STUDENT = (EXPLORE, "pages/lab.py")
SETUP = Setup(dimension=50, steps=5_000, student=FIXED_NORM)
LINK = encode(View(setup=SETUP, pins=(SETUP, Setup(dimension=60, steps=5_000))))


def offered(test: AppTest) -> list[str | None]:
    return [element.key for element in test.button_group]


def test_explore_has_it() -> None:
    test = opened(LINK)
    assert not test.exception
    assert Key.STUDENT in offered(test)
    assert chosen(test).setup == SETUP


@pytest.mark.parametrize("script", [page for page in PAGES if page not in WITH_ANY_STUDENT])
def test_other_pages_have_the_free_student(script: str) -> None:
    test = opened(LINK, script="app.py")
    test.switch_page(script).run()
    assert not test.exception
    assert Key.STUDENT not in offered(test)
    test.switch_page(EXPLORE).run()
    assert not test.exception
    assert chosen(test).setup == SETUP
    assert len(chosen(test).pins) == 2
