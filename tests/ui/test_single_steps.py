"""A run that is to be seen while the hand moves is stopped sooner, and never taken for another."""

from dataclasses import replace

import pytest

from core.parameters import FIXED_NORM, Setup
from core.trajectory import Status
from ui import compute, single_steps

PAST = Setup(dimension=10, step_size=0.16, steps=1_000_000)
ON_SPHERE = Setup(dimension=10, start_norm=50.0, steps=1_000_000, student=FIXED_NORM)


@pytest.mark.parametrize("setup", [PAST, ON_SPHERE], ids=["past the limit", "fixed norm"])
def test_a_moving_hand_gets_fewer_steps_and_a_resting_one_all(setup: Setup) -> None:
    with single_steps.hurried(setup, moving=True):
        moving = compute.solution(setup).run
    with single_steps.hurried(setup, moving=False):
        resting = compute.solution(setup).run
    assert moving.trajectory.status is Status.STOPPED
    assert moving.trajectory.step is not None
    assert resting.trajectory.step is not None
    assert moving.trajectory.step[-1] <= single_steps.MOST_WHILE_MOVING
    assert resting.trajectory.step[-1] == setup.steps
    assert compute.solution(setup).run.trajectory is resting.trajectory


@pytest.mark.parametrize(
    "change",
    [
        {"step_size": 0.01},
        {"method": "flow", "step_size": 0.16},
        {"steps": single_steps.MOST_WHILE_MOVING, "step_size": 0.16},
    ],
    ids=str,
)
def test_other_runs_are_solved_once_for_both(change: dict[str, object]) -> None:
    setup = replace(Setup(dimension=10), **change)  # type: ignore[arg-type]
    with single_steps.hurried(setup, moving=True):
        moving = compute.solution(setup).run
    assert compute.solution(setup).run.trajectory is moving.trajectory
