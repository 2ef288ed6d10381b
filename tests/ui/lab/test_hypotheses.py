"""The ready hypotheses keep their verdicts with other draws than those of the page's test."""

from dataclasses import replace
from threading import Event

import pytest

from core.hypothesis import Answer
from ui.lab.choice import HYPOTHESES
from ui.lab.hypotheses import READY
from ui.lab.plan import plan
from ui.lab.results import steps
from ui.lab.verdicts import overall
from ui.lab.words import believed, changed
from ui.view import View


@pytest.mark.parametrize("name", HYPOTHESES)
def test_verdict_with_another_seed(name: str) -> None:
    ready = READY[name]
    *_, (_, found) = steps(plan(replace(ready.setup, seed=100), ready.lab), Event())
    assert overall(found.groups) is ready.answer


def test_twelve_of_which_some_are_wrong() -> None:
    answers = [ready.answer for ready in READY.values()]
    assert len(answers) == 12
    assert answers.count(Answer.NOT_CONSISTENT) == 3


@pytest.mark.parametrize("name", HYPOTHESES)
def test_the_seed_is_the_visitors_and_all_else_a_change(name: str) -> None:
    ready = READY[name]
    view = View(replace(ready.setup, seed=7), lab=ready.lab)
    assert not changed(view)
    assert ready.refuted_by in believed(view)
    other = replace(view, lab=replace(ready.lab, seeds=3))
    assert changed(other)
    assert "Changed from" in believed(other)
