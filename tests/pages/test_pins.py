"""Pinned runs where a page does not show all that is chosen."""

from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from core.parameters import Setup
from tests.pages.driving import chosen, components, opened

SMALL = {"d": "50", "steps": "2000"}
FIXED = SMALL | {"student": "fixed norm"}


def pinned(link: dict[str, object], page: str) -> AppTest:
    test = opened(link, f"pages/{page}.py")
    test.button(key=f"{page}_pin").click().run()
    assert not test.exception
    return test


@pytest.mark.parametrize("page", ["convergence", "escape", "tail", "landscape"])
def test_the_run_that_is_seen_is_the_one_that_is_pinned(page: str) -> None:
    test = pinned(dict(FIXED), page)
    # The student of fixed norm is kept for Explore, and this page shows a free one.
    assert chosen(test).pins == (Setup(dimension=50, steps=2000),)
    assert f"{page}_pins" in components(test)
    assert chosen(test).setup.student == "fixed norm"


def test_a_fixed_norm_is_pinned_where_it_is_shown() -> None:
    test = pinned(dict(FIXED), "explore")
    assert chosen(test).pins == (Setup(dimension=50, steps=2000, student="fixed norm"),)


def test_under_the_flow_the_run_of_steps_is_pinned_where_that_is_shown() -> None:
    test = pinned(SMALL | {"method": "flow"}, "step_size")
    assert chosen(test).pins == (Setup(dimension=50, steps=2000),)
    assert "step_size_pins" in components(test)


FOUR = ["a_1~d_50", "a_3~d_50", "a_4~d_50", "a_3~d_50~student_fixed norm"]


def test_a_pin_that_is_not_shown_counts_and_stays_in_the_link() -> None:
    test = opened(SMALL | {"pin": FOUR}, "pages/convergence.py")
    button = test.button(key="convergence_pin")
    assert button.disabled
    assert "1 of them is of fixed norm" in button.help
    assert (
        not opened(SMALL | {"pin": FOUR[1:]}, "pages/convergence.py")
        .button(key="convergence_pin")
        .disabled
    )
    assert len(test.query_params["pin"]) == 4
    test.session_state["convergence_share"] = True
    test.run()
    assert not test.exception
    link = test.tabs[0].code[0].value
    assert parse_qs(link.removeprefix("?"))["pin"] == FOUR
