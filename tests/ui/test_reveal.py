"""What a lecture shows step by step, and asks before each step."""

import numpy as np
import pytest

from core.parameters import Setup
from tests.ui.cases import CASES
from ui import compute, reveal
from ui.charts.parts import EVERYTHING, Parts
from ui.charts.run import run_figure
from ui.cursor import read_at
from ui.palette import LIGHT
from ui.presets import PRESETS
from ui.text import words
from ui.text.numbers import number, tex
from ui.text.typeset import to_html

STEPS = range(reveal.LAST + 1)
PRESET_SETUPS = {preset.key: preset.setup for preset in PRESETS}


def test_the_first_step_has_nothing_and_the_last_everything() -> None:
    nothing = Parts(curves=False, others=False, phases=(), laws=False, exponents=False)
    assert reveal.parts_at(0) == nothing
    assert reveal.parts_at(reveal.LAST) == EVERYTHING


def test_each_step_adds_one_thing() -> None:
    def things(step: int) -> int:
        parts = reveal.parts_at(step)
        return parts.curves + len(parts.phases) + parts.laws + parts.exponents

    assert [things(step) for step in STEPS] == list(STEPS)
    # Pins, seeds and the cursor, which reads the numbers, come when nothing is asked any more.
    assert [reveal.parts_at(step).others for step in STEPS] == [False] * 6 + [True]


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


def answers(solved: compute.Solution) -> dict[int, set[str]]:
    """What answers the question of each step, as a text would have it."""
    run = solved.run
    phases, mse = run.phases, run.trajectory.mse
    found: dict[int, set[str]] = {step: set() for step in STEPS}
    if phases.t1:
        found[1] = {f"t = {tex(phases.t1)}$", "escapes"}
    if phases.t2:
        left = read_at(run, solved.laws, phases.t2).mse / mse[0]
        found[2] = {f"t = {tex(phases.t2)}$", "converges"}
        found[3] = {f"{number(100 * share, digits)}%" for share in (left, mse[-1] / mse[0])
                    for digits in (2, 3)}  # fmt: skip
    found[4] = {"t^{"}
    found[5] = {
        f"t^{{{tex(slope, 2)}}}"
        for slope, limit in zip(run.exponents["fitted"], run.exponents["theory"], strict=True)
        if np.isfinite(slope) and tex(slope, 2) != tex(limit, 2)
    }
    return found


@pytest.mark.parametrize("setup", (PRESET_SETUPS | CASES).values(), ids=PRESET_SETUPS | CASES)
def test_no_step_answers_what_is_asked_at_it_or_later(setup: Setup) -> None:
    solved = compute.solution(setup)
    answer = answers(solved)
    for step in STEPS[:-1]:
        told = reveal.told_at(step, solved.run, solved.laws)
        parts = reveal.parts_at(step)
        seen = words.chart_description(solved.run, parts.phases)
        figure = run_figure(
            solved.run, solved.laws, time_axis="log", palette=LIGHT, parts=parts,
            cursor=solved.run.phases.t2,
        )  # fmt: skip
        drawn = " ".join(one["text"] for one in figure["layout"]["annotations"])
        for later in range(max(step, 1), reveal.LAST):
            assert not [text for text in answer[later] if text in told]
        # The times at the ends of the phases come with them.
        assert ("T1 " in seen) == (step > 1)
        assert ("T2" in seen) == (step > 2)
        assert step > 1 or "T₁" not in drawn
        bare = run_figure(solved.run, solved.laws, time_axis="log", palette=LIGHT, parts=parts)
        assert len(figure["data"]) == len(bare["data"])


def test_what_is_asked_is_told_at_the_next_step() -> None:
    solved = compute.solution(Setup())
    answer = answers(solved)
    for step in (1, 2, 3, 4):
        told = reveal.told_at(step + 1, solved.run, solved.laws)
        assert [text for text in answer[step] if text in told]


def test_runs_of_fixed_norm_are_asked_where_they_end() -> None:
    solved = compute.solution(CASES["fixed norm"])
    assert "Where does it end" in reveal.question_at(2, solved.run)
    assert "third phase" in reveal.question_at(3, solved.run)
    assert "free student" in reveal.told_at(5, solved.run, solved.laws)


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
    assert "at all" in reveal.question_at(2, solved.run)
    assert "third phase" in reveal.question_at(3, solved.run)
    assert "None holds" in reveal.told_at(5, solved.run, solved.laws)
