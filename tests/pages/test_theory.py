"""The page of the derivation as Streamlit runs it, without a browser."""

import pytest

from core.parameters import Setup
from tests.pages.driving import chosen, components, moved, opened, said
from ui.theory_text import SECTIONS
from ui.view import Key

SCRIPT = "pages/theory.py"
LIVE = {section.key for section in SECTIONS if section.has_numbers}
CODE = [f"code_{section.key}" for section in SECTIONS if section.names]


def test_everything_is_there_and_follows() -> None:
    test = opened(script=SCRIPT)
    assert not test.exception
    assert {"headline", "run", "answers", *LIVE} <= set(components(test))
    assert [title.value for title in test.subheader] == [section.title for section in SECTIONS]
    moved(test, Key.DECAY, 3.0)
    assert not test.exception
    assert chosen(test).setup == Setup(decay=3.0)
    assert test.query_params == {"a": "3"}


def test_the_code_of_a_part_is_shown_when_it_is_asked_for() -> None:
    test = opened(script=SCRIPT)
    assert not test.code
    assert not test.selectbox
    test.session_state["code_phases"] = True
    test.run()
    assert not test.exception
    assert [code.value.splitlines()[0] for code in test.code] == ["def find_phases("]
    names = test.selectbox(key="of_phases")
    assert "computes: core.theory.escape_rate" in names.options
    test_of_it = "tests/core/theory/test_escape.py::test_larger_decay_escapes_faster"
    names.set_value(test_of_it).run()
    assert not test.exception
    assert "def test_larger_decay_escapes_faster" in test.code[0].value
    moved(test, Key.DECAY, 3.0)
    assert "def test_larger_decay_escapes_faster" in test.code[0].value


@pytest.mark.parametrize("part", CODE)
def test_the_code_of_every_part_can_be_shown(part: str) -> None:
    test = opened(script=SCRIPT)
    test.session_state[part] = True
    test.run()
    assert not test.exception
    assert test.code


@pytest.mark.parametrize("link", [{"lecture": "on"}, {"show": "main"}, {"show": "chart"}], ids=str)
def test_little_is_left_where_little_is_wanted(link: dict[str, str]) -> None:
    test = opened(link, script=SCRIPT)
    assert not test.exception
    assert "run" in components(test)
    assert not test.subheader
    assert ("headline" in components(test)) == (link != {"show": "chart"})


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ({"a": "0"}, "the signal is learned about as soon as the run has escaped"),
        ({"d": "2"}, "the start is not small"),
        ({"norm": "30"}, "the start is not small"),
        ({"eta": "0.2", "steps": "20000"}, "the minimum repels"),
        ({"eta": "1000000", "steps": "1000"}, "the run does not get past its escape"),
        ({"steps": "20"}, "the run does not get past its escape"),
    ],
    ids=str,
)
def test_without_a_law_there_is_the_reason(link: dict[str, str], reason: str) -> None:
    test = opened(link, script=SCRIPT)
    for part in ("laws", "tail"):
        assert reason in said(test, part)
    assert "nearer to 1" not in said(test, "laws")
    assert "learned at the end" not in said(test, "tail")
    assert "is gone at" not in said(test, "tail")
    assert "learned by the end" not in said(test, "extensions")


def test_the_papers_bound_of_the_plateau_is_for_the_papers_teacher() -> None:
    assert "The paper has no bound" in said(opened({"b": "4"}, script=SCRIPT), "tail")
    assert "it says nothing" in said(opened({"d": "2"}, script=SCRIPT), "tail")
    large = said(opened({"d": "1000000", "steps": "1000"}, script=SCRIPT), "tail")
    assert "The bound with the constant 1 is 0.0977" in large


def test_questions_without_a_page_are_answered_in_words() -> None:
    text = said(opened(script=SCRIPT), "answers")
    assert "finite data" in text
    assert "No page answers that" in text
    assert "norm is held fixed" in text
