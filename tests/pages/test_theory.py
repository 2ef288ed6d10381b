"""The page of the derivation as Streamlit runs it, without a browser."""

import pytest

from core.parameters import Setup
from tests.pages.driving import chosen, components, moved, opened
from ui.theory_text import SECTIONS
from ui.view import Key

SCRIPT = "pages/theory.py"
LIVE = {
    f"{section.key}_{place}"
    for section in SECTIONS
    for place, step in enumerate(section.steps)
    if step.numbers is not None
}


def test_everything_is_there_and_follows() -> None:
    test = opened(script=SCRIPT)
    assert not test.exception
    assert {"headline", "run", "answers", *LIVE} <= set(components(test))
    assert [title.value for title in test.subheader] == [section.title for section in SECTIONS]
    moved(test, Key.DECAY, 3.0)
    assert not test.exception
    assert chosen(test).setup == Setup(decay=3.0)
    assert test.query_params == {"a": "3"}


@pytest.mark.parametrize(
    "link",
    [
        {"a": "0"},
        {"a": "1"},
        {"a": "6"},
        {"d": "2"},
        {"d": "1000000", "steps": "1000"},
        {"eta": "1e-08"},
        {"eta": "1000000", "steps": "1000"},
        {"eta": "0.2", "steps": "20000"},
        {"steps": "1"},
        {"norm": "1e-06"},
        {"norm": "1000", "method": "flow"},
        {"method": "flow", "horizon": "1000000000", "time": "linear"},
        {"b": "4", "teacher": "flat"},
        {"delta": "0.9", "eps": "1e-06"},
        {"p": "0.5", "a": "3"},
        {"p": "1"},
    ],
    ids=str,
)
def test_extremes(link: dict[str, str]) -> None:
    test = opened(link, script=SCRIPT)
    assert not test.exception
    assert set(components(test)) >= LIVE


@pytest.mark.parametrize("link", [{"lecture": "on"}, {"show": "main"}, {"show": "chart"}], ids=str)
def test_little_is_left_where_little_is_wanted(link: dict[str, str]) -> None:
    test = opened(link, script=SCRIPT)
    assert not test.exception
    assert "run" in components(test)
    assert not test.subheader
    assert ("headline" in components(test)) == (link != {"show": "chart"})
