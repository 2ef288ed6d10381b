"""What a sweep is expected to take, against what it takes."""

from __future__ import annotations

import time

import pytest

from core import warm_up
from core.parameters import ParameterError
from core.sweep import Sweep, estimate, run_sweep
from tests.core.sweep.sweeps import SMALL


def test_the_cost_counts_single_steps_and_workers():
    stable = estimate(Sweep.of(SMALL, ["t2"]))
    assert stable.runs == 6
    assert stable.single_share == 0
    assert "singly" not in stable.sentence
    # η = 0.3 is past the limit in every one of these, 0.01 in none.
    mixed = {"dimension": 20, "step_size": "0.01,0.3", "steps": 10_000_000}
    cost = estimate(Sweep.of(mixed, ["t2"]))
    assert cost.single_share == 0.5
    # By rule at least: 50 ns a step in half of the runs.
    assert cost.seconds_a_run >= 0.5 * 1e7 * 5e-8
    assert "In about 50% every step is taken singly: they are past the stab" in cost.sentence
    bounded = estimate(Sweep.of(mixed, ["t2"], max_single_steps=1_000), workers=2)
    assert bounded.seconds_a_run < cost.seconds_a_run / 10
    assert bounded.seconds == pytest.approx(bounded.seconds_a_run)
    # Few problems are made where they are large.
    assert estimate(Sweep.of({"dimension": 1_000_000, "seed": "0:50"}, ["t2"]), 7).runs == 7


def test_of_a_cluster_the_work_is_told():
    assert (
        "of one core, shared by the cluster" in estimate(Sweep.of(SMALL, ["t2"]), 6, None).sentence
    )


def test_a_run_that_is_not_allowed_has_no_cost():
    with pytest.raises(ParameterError, match="cannot be"):
        estimate(Sweep.of(SMALL | {"step_size": 0.01, "method": "sgd"}, ["t2"], noise=11.0))


# Far from each other in what they take: 1 ms to 0.7 s a run.
KINDS = {
    "descent": {"seed": "0:20"},
    "descent, many modes": {"seed": "0:4", "dimension": 100_000},
    "descent, preconditioned": {"seed": "0:20", "preconditioner": 0.5},
    "flow": {"seed": "0:20", "method": "flow"},
    "flow, steep": {"seed": "0:10", "method": "flow", "decay": 4, "horizon": 1e9},
    "fixed norm 1": {"seed": "0:20", "student": "fixed norm"},
    "fixed norm 50": {"seed": "0:2", "student": "fixed norm", "start_norm": 50},
    "fixed norm of both kinds": {"seed": "0:2", "student": "fixed norm", "start_norm": "1,50"},
    "fixed norm, flow": {
        "seed": "0:5", "student": "fixed norm", "start_norm": 50, "method": "flow", "horizon": 1e9,
    },
    "past the limit": {"seed": "0:4", "step_size": 0.16, "steps": 1_000_000},
    "sgd": {"seed": "0:5", "method": "sgd", "steps": 30_000},
}  # fmt: skip


@pytest.mark.alone
@pytest.mark.parametrize("kind", KINDS)
def test_an_estimate_is_good_to_a_factor_of_a_few(kind):
    warm_up()
    sweep = Sweep.of(KINDS[kind], ["t2"])
    expected = estimate(sweep).seconds
    begun = time.process_time()
    run_sweep(sweep, workers=1)
    taken = time.process_time() - begun
    # A factor of two or so, and as much again for what else the processor's caches have to hold.
    assert expected / 4 < taken < 4 * expected


@pytest.mark.alone
def test_an_estimate_itself_takes_little():
    warm_up()
    begun = time.process_time()
    estimate(
        Sweep.of({"student": "fixed norm", "start_norm": 50, "dimension": "100:1e5:9log"}, ["t2"])
    )
    # 0.3 s, the looking at 64 problems, and one run that is under way.
    assert time.process_time() - begun < 1.5
