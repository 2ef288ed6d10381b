"""T₁ over seeds, d and a; that it grows as ln(d)/2ρ is tested in tests/core/theory."""

from collections.abc import Iterator
from threading import Event

import pytest

from core import theory
from core.parameters import Setup
from core.run import solve
from ui.comparing.seeds import seeded
from ui.escape import words as escape_words
from ui.escape.times import EscapeTime, escape_time_of, needed, seed_steps, sweep_steps
from ui.text import report
from ui.workers import Workers, progress_of


@pytest.mark.parametrize(
    "setup",
    [
        Setup(),
        Setup(method="flow"),
        Setup(decay=0.0, dimension=100),
        Setup(step_size=0.2, steps=100),
    ],
    ids=str,
)
def test_it_is_the_t1_of_the_run_and_of_the_theory(setup: Setup) -> None:
    run, one = solve(setup), escape_time_of(needed(setup))
    # Read between samples of another spacing: their interpolation differs by (ρ Δt)²/8 at most.
    assert one.simulated == pytest.approx(run.phases.t1, rel=2e-3)
    eta = run.trajectory.step_size
    expected = theory.escape_time(run.problem, setup.delta, step_size=eta)
    # Summed over other nodes, each good to rounding.
    assert one.predicted == pytest.approx(expected, rel=1e-12)
    assert one.slope == theory.escape_time_slope(run.problem, step_size=eta)


def test_its_own_length_does_not_matter_to_a_run() -> None:
    short, long = Setup(steps=1, epsilon=0.2), Setup()
    assert needed(short) == needed(long)
    assert needed(Setup(method="flow", step_size=1.0)) == needed(Setup(method="flow"))
    assert needed(Setup(delta=0.2)) != needed(long)


def test_a_run_that_starts_past_the_level() -> None:
    assert escape_time_of(Setup(dimension=2)) == EscapeTime(0.0, 0.0, pytest.approx(0.05, rel=0.5))


def test_steps_add_up() -> None:
    setup = needed(Setup(dimension=60))
    steps = list(seed_steps(setup, 5, Event()))
    assert [done for done, _ in steps] == [1, 2, 3, 4, 5]
    assert steps[-1][1] == tuple(escape_time_of(seeded(setup, index)) for index in range(5))
    values = (50.0, 500.0, 5000.0)
    swept = list(sweep_steps(setup, "dimension", (50, 500, 5000), 2, Event()))
    assert [done for done, _ in swept] == list(range(1, 7))
    last = swept[-1][1]
    assert last.values == values
    assert [len(times) for times in last.times] == [2, 2, 2]
    assert last.times[1][1] == escape_time_of(Setup(dimension=500, seed=1))
    # What was yielded before is left as it was.
    assert [len(times) for times in swept[0][1].times] == [1, 0, 0]


def test_sentences() -> None:
    setup = needed(Setup(teacher="flat"))
    sweep = list(sweep_steps(setup, "dimension", (1_000, 100_000), 8, Event()))[-1][1]
    said = escape_words.growth_with_dimension(sweep, setup.decay)
    assert "a factor of ten" in said
    assert "2\\rho" in said
    # 1/2ρ is the slope where ρ does not depend on d; see test_local_rate for where it does.
    assert "2\\rho" not in escape_words.growth_with_dimension(sweep, 1.0)
    partial = next(iter(sweep_steps(setup, "dimension", (1_000, 2_000), 1, Event())))[1]
    assert escape_words.growth_with_dimension(partial, setup.decay) == ""
    assert "half have" in escape_words.seeds(sweep.times[0])
    never = (EscapeTime(None, 1.0, 0.1),) * 3
    assert "0 escape" in escape_words.seeds(never)
    assert "start past" in escape_words.seeds((EscapeTime(0.0, 0.0, 0.1),) * 2 + sweep.times[0])


def test_waiting() -> None:
    def steps(stop: Event) -> Iterator[tuple[int, str]]:
        yield 1, "one"
        yield 2, "two"

    job = Workers().start("waiting", 2, steps)
    while not job.finished:
        said = report.waiting(progress_of(job), "runs", "done")
        assert said in {*(f"{done} of 2 runs solved" for done in range(3)), "done"}
    assert report.waiting(progress_of(job), "runs", "done") == "done"
    assert report.waiting(None, "runs", "done") == "when the hand rests"
