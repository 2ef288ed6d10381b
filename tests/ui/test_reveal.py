"""What a lecture shows step by step, and asks before each step."""

import pytest

from core.parameters import Setup
from ui import compute, reveal
from ui.charts.parts import EVERYTHING, Parts
from ui.presets import PRESETS
from ui.text.typeset import to_html

STEPS = range(reveal.LAST + 1)


def test_the_first_step_has_nothing_and_the_last_everything() -> None:
    assert reveal.parts_at(0) == Parts(curves=False, phases=(), laws=False, exponents=False)
    assert reveal.parts_at(reveal.LAST) == EVERYTHING


def test_each_step_adds_one_thing() -> None:
    def things(step: int) -> int:
        parts = reveal.parts_at(step)
        return parts.curves + len(parts.phases) + parts.laws + parts.exponents

    assert [things(step) for step in STEPS] == list(STEPS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_step_of_every_preset_is_told_and_asked(preset: object) -> None:
    setup: Setup = preset.setup  # type: ignore[attr-defined]
    solved = compute.solution(setup)
    for step in STEPS:
        told = reveal.told_at(step, solved.run, solved.laws)
        asked = reveal.question_at(step, solved.run)
        assert bool(told) == (step > 0)
        assert bool(asked) == (step < reveal.LAST)
        # The page can typeset it: no command is left over.
        assert "\\" not in to_html(told) + to_html(asked)
        assert asked.count("?") >= bool(asked)


@pytest.mark.parametrize(
    ("setup", "power"),
    [
        (Setup(), "-0.50"),
        (Setup(decay=4.0), "-0.75"),
        (Setup(teacher="flat", teacher_decay=1.0), "-1.0"),
    ],
)
def test_the_true_power_is_among_the_choices(setup: Setup, power: str) -> None:
    asked = reveal.question_at(4, compute.solution(setup).run)
    assert f"t^{{{power}}}" in asked
    assert asked.count("t^") == 3


def test_where_there_is_no_power_none_is_offered() -> None:
    asked = reveal.question_at(4, compute.solution(Setup(decay=0.0, steps=1000)).run)
    assert "if by any" in asked
    assert "t^" not in asked


def test_a_run_past_the_limit_is_not_asked_about_its_tail() -> None:
    solved = compute.solution(Setup(step_size=0.22, steps=5000))
    assert "at all" in reveal.question_at(3, solved.run)
    assert "None holds" in reveal.told_at(5, solved.run, solved.laws)
