from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from core.parameters import Setup
from core.sweep import from_toml, to_toml
from tests.ui.lab.test_choice import labs
from tests.ui.setups import setups
from ui.lab.choice import NONE, Lab
from ui.lab.plan import MOST_RUNS, MOST_SECONDS, plan

SMALL = Lab(
    quantity="t2", vary="epsilon", low=0.01, high=0.1, points=3, seeds=2,
    colour="decay", colours="2~3", facet="dimension", facets="20~30",
)  # fmt: skip
SHORT = Setup(steps=2_000)


@settings(max_examples=60, deadline=None)
@given(setups(), labs())
def test_whatever_is_chosen_is_a_sweep_within_bounds_or_a_sentence(setup: Setup, lab: Lab) -> None:
    # Dimensions are what an estimate takes time for.
    setup = Setup(**{**vars(setup), "dimension": min(setup.dimension, 200)})
    found = plan(setup, lab)
    if found.sweep is None:
        assert found.refusal
    elif found.runs:
        assert len(found.sweep) <= MOST_RUNS
        assert found.cost is not None
        assert found.cost.seconds <= MOST_SECONDS
        assert from_toml(to_toml(found.sweep)) == found.sweep
        shape = (len(found.panels), len(found.colours), len(found.x), lab.seeds)
        assert found.arranged(np.arange(len(found.sweep))).shape == shape


SHARE = Lab(
    quantity="share-diverged", vary="step_size", low=0.05, high=1.0, points=3, seeds=2,
    colour=NONE, colours="", facet=NONE, facets="",
)  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "lab", "said"),
    [
        ({"method": "flow"}, {"vary": "dimension", "low": 20.0, "high": 90.0}, "takes no steps"),
        ({}, {"vary": "epsilon", "high": 0.1}, "on the convergence level"),
        ({}, {"colour": "delta"}, "on the escape level"),
        ({"student": "fixed norm"}, {"runs": "sgd"}, "Online SGD is for a free student"),
        ({}, {"runs": "sgd", "colour": "student"}, "Online SGD is for a free student"),
        ({}, {"runs": "sgd", "colour": "method"}, "and no other method"),
        ({"method": "flow"}, {"runs": "sgd"}, "steps of gradient descent"),
        ({}, {"runs": "sgd", "vary": "horizon", "low": 1.0, "high": 9.0}, "has no horizon"),
        ({"steps": 10**8}, {"runs": "sgd"}, "that this page gives one"),
    ],
)
def test_what_has_no_share_or_no_samples_is_said(setup, lab, said) -> None:
    found = plan(replace(SHORT, **setup), replace(SHARE, **lab))
    assert not found.runs
    assert said in found.refusal


def test_descent_and_flow_side_by_side_have_a_share() -> None:
    both = replace(SHARE, vary="dimension", low=20.0, high=90.0, colour="method")
    assert plan(SHORT, both).runs


def test_the_noise_is_of_online_sgd_alone() -> None:
    assert plan(SHORT, SHARE, 0.3) == plan(SHORT, SHARE, 0.1)
    online = replace(SHARE, runs="sgd")
    assert plan(SHORT, online, 0.3) != plan(SHORT, online, 0.1)
    sweep = plan(SHORT, online, 0.3).sweep
    assert sweep is not None
    assert sweep.noise == 0.3


def test_runs_are_arranged_by_panel_colour_point_and_seed() -> None:
    found = plan(SHORT, SMALL)
    assert found.sweep is not None
    numbers = found.arranged(np.arange(len(found.sweep)))
    for place, number in np.ndenumerate(numbers):
        setup = found.sweep.setup(int(number))
        panel, colour, point, seed = place
        assert setup.dimension == found.panels[panel]
        assert setup.decay == found.colours[colour]
        assert setup.epsilon == found.x[point]
        assert setup.seed == seed
        assert (setup.steps, setup.method) == (2_000, "gd")


def test_a_group_has_the_values_of_its_panel_and_colour() -> None:
    group = plan(SHORT, SMALL).group(1, 0)
    assert (group.dimension, group.decay, group.epsilon) == (30, 2.0, 0.01)


def test_what_the_method_does_not_use_makes_no_new_sweep() -> None:
    assert plan(Setup(horizon=7.0, decay=5.0), Lab()) == plan(Setup(), Lab())
    both = Lab(vary="epsilon", colour="method", colours="", facet=NONE)
    assert plan(Setup(horizon=7.0), both).sweep != plan(Setup(), both).sweep


@pytest.mark.parametrize("seed", [0, 5, 2**31 - 1])
def test_seeds_go_on_from_the_present_one(seed: int) -> None:
    found = plan(Setup(seed=seed), Lab(seeds=4))
    assert found.sweep is not None
    seeds = [found.sweep.setup(number).seed for number in range(4)]
    assert len(set(seeds)) == 4
    assert seeds[0] == min(seed, 2**31 - 5)
