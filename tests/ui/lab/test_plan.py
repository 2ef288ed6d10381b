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
