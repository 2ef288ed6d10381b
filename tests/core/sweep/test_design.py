"""Axes, designs and their file: what is asked for is what is run."""

from __future__ import annotations

import itertools
import tomllib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.parameters import PARAMETERS, ParameterError, Setup
from core.sweep import Sweep, from_toml, to_toml
from core.sweep.axes import axis_of, parse_axis
from core.sweep.toml import read_toml
from tests.core.sweep.sweeps import SMALL, axes, sweeps


@given(st.sampled_from(sorted(PARAMETERS)).flatmap(axes))
def test_an_axis_is_read_as_it_is_written(axis):
    assert parse_axis(axis.name, axis.text) == axis


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("decay", "2", [2.0]),
        ("decay", "1.2, 2,3", [1.2, 2.0, 3.0]),
        ("decay", "1:4:4", [1.0, 2.0, 3.0, 4.0]),
        ("dimension", "100:1e6:5log", [100, 1_000, 10_000, 100_000, 1_000_000]),
        ("dimension", "10:20:3", [10, 15, 20]),
        ("seed", "0:20", list(range(20))),
        ("seed", "7", [7]),
        ("teacher", "flat,gaussian", ["flat", "gaussian"]),
    ],
)
def test_the_values_of_an_axis(name, text, values):
    found = parse_axis(name, text).grid()
    assert list(found) == values
    assert {type(value) for value in found} == {type(values[0])}


@pytest.mark.parametrize(
    ("name", "given_", "said"),
    [
        ("decay", "9", "Decay exponent (decay) cannot be 9.0"),
        ("decay", "1:9:3", "Decay exponent (decay) cannot be 9.0"),
        ("decay", "1:3", "a grid asks how many values, as in 1:3:10"),
        ("decay", "1:3:log", "as in 1:3:10log"),
        ("decay", "3:1:5", "larger than its first"),
        ("decay", "0:1:5log", "begins above 0"),
        ("decay", "1:2:1", "the count is a whole number from 2"),
        ("decay", "1:2:3:4", "give a list a,b,c or a range"),
        ("decay", "1:2:many", "give a list a,b,c or a range"),
        ("decay", "one:2:3", "give a list a,b,c or a range"),
        ("decay", "1:2:-3", "give a list a,b,c or a range"),
        ("decay", "2,2.0", "has a value twice"),
        ("decay", [], "has no value"),
        ("dimension", "2:5:9", "no 9 different whole numbers"),
        ("decay", "2:2.000000000000001:9", "no 9 different numbers"),
        ("seed", "0:2e6", "more than 1,000,000 values"),
        ("seed", "0:1.5", "Seed (seed) cannot be 1.5"),
        ("teacher", "flat:gaussian", "teacher has no ranges; give one of gaussian, flat"),
        ("colour", "2", "colour is no parameter"),
    ],
)
def test_a_wrong_axis_is_refused_in_one_sentence(name, given_, said):
    with pytest.raises(ParameterError) as refused:
        axis_of(name, given_).grid()
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_grid_has_every_combination_once_with_the_seed_fastest():
    sweep = Sweep.of({"seed": "0:3", "decay": "1,2", "teacher": "flat,gaussian"}, ["t2"])
    found = [sweep.setup(number) for number in range(len(sweep))]
    combinations = itertools.product([1.0, 2.0], ["flat", "gaussian"], range(3))
    assert found == [Setup(decay=a, teacher=t, seed=s) for a, t, s in combinations]
    assert sweep.varied == ("decay", "teacher", "seed")


def test_a_random_design_is_its_seeds_and_grows_at_its_end():
    given_ = {"decay": "1:4", "dimension": "10:1e5:log", "teacher": "flat,gaussian", "seed": "0:2"}
    setups = [
        [sweep.setup(number) for number in range(len(sweep))]
        for sweep in (
            Sweep.of(given_, ["t2"], random=200),
            Sweep.of(given_, ["t2"], random=200),
            Sweep.of(given_, ["t2"], random=300),
            Sweep.of(given_, ["t2"], random=200, design_seed=1),
        )
    ]
    assert setups[0] == setups[1] == setups[2][:400]
    assert not {setup.decay for setup in setups[0]} & {setup.decay for setup in setups[3]}
    # Every point with both seeds; and an axis more leaves the draws of the others.
    assert [setup.seed for setup in setups[0]] == [0, 1] * 200
    other = Sweep.of(given_ | {"start_norm": "0.1:1"}, ["t2"], random=200)
    assert [other.setup(i).decay for i in range(400)] == [setup.decay for setup in setups[0]]
    wide = Sweep.of({"steps": "1:1e9"}, ["t2"], random=1000)
    steps = [wide.setup(i).steps for i in range(1000)]
    assert max(steps) > 9e8
    assert len(set(steps)) > 990
    # Uniform, in the logarithm where that is asked: each third has about its share. The number in
    # one has a standard deviation of 6.7 about 66.7.
    points = setups[0][::2]
    for places in (
        np.array([(setup.decay - 1) / 3 for setup in points]),
        np.log10([setup.dimension / 10 for setup in points]) / 4,
    ):
        assert places.min() >= 0
        assert places.max() <= 1
        thirds, _ = np.histogram(places, 3, (0, 1))
        assert np.all(np.abs(thirds - 200 / 3) < 5 * 6.7)
    assert {setup.teacher for setup in points} == {"flat", "gaussian"}


@settings(max_examples=200)
@given(sweeps())
def test_a_sweep_is_read_as_it_is_written(sweep):
    text = to_toml(sweep)
    tomllib.loads(text)
    again = from_toml(text)
    assert again == sweep
    last = len(sweep) - 1
    assert again.setup(last) == sweep.setup(last)


def test_a_file_is_for_a_reader_to_write(tmp_path):
    file = tmp_path / "sweep.toml"
    file.write_text(
        'measure = "t2"\n'
        "[parameters]\n"
        'decay = "1:2:3"\ndimension = [50, 100]\nsteps = 1e4\nteacher = "flat"\n'
    )
    sweep = read_toml(file)
    assert sweep.measures == ("t2",)
    assert [sweep.setup(number) for number in range(len(sweep))] == [
        Setup(decay=a, dimension=d, steps=10_000, teacher="flat")
        for a in (1, 1.5, 2)
        for d in (50, 100)
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure = [", "The file is not TOML"),
        ('measure = ["t2"]\ndecay = 2', "A sweep's file has no 'decay'"),
        ("measure = 2", "measure is a list of names"),
        ('measure = ["t2"]\nparameters = 3', "[parameters] is a table"),
        ('measure = ["t2"]\nrandom = "many"', "random cannot be 'many'"),
        ('measure = ["t2"]\n[parameters]\ncolour = 3', "colour is no parameter"),
        ('measure = ["t2"]\n[parameters]\ndecay = true', "Decay exponent (decay) cannot be True"),
        ("[parameters]\ndecay = 2", "A sweep measures something"),
        ('measure = ["t2", "t2"]', "named twice"),
        ('measure = ["t3"]', "'t3' cannot be measured"),
        (
            'measure = ["t2"]\n[parameters]\nseed = "0:1000000"\ndecay="1:2:99"',
            "at most 10,000,000",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(text, said, tmp_path):
    file = tmp_path / "sweep.toml"
    file.write_text(text)
    with pytest.raises(ParameterError) as refused:
        read_toml(file)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ParameterError, match="cannot be read"):
        read_toml(tmp_path / "none.toml")


def test_the_order_of_what_is_given_does_not_matter():
    backwards = dict(reversed(SMALL.items()))
    assert Sweep.of(SMALL, ["t2"]) == Sweep.of(backwards, ["t2"])
