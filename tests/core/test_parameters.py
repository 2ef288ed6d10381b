"""Parameters declared once; a wrong value gets a sentence with its name and what is allowed."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.parameters import PARAMETERS, ParameterError, Scale, Setup


def test_every_field_of_a_setup_is_a_parameter_and_the_other_way_round() -> None:
    assert [field.name for field in fields(Setup)] == list(PARAMETERS)


def test_every_parameter_explains_itself() -> None:
    for parameter in PARAMETERS.values():
        assert parameter.help.endswith(".")
        assert parameter.label
        assert parameter.check(parameter.default) == parameter.default
        if parameter.scale is Scale.LOG:
            assert parameter.low > 0


@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    for parameter in PARAMETERS.values():
        if parameter.choices:
            value = data.draw(st.sampled_from(parameter.choices))
        elif parameter.integer:
            value = data.draw(st.integers(int(parameter.low), int(parameter.high)))
        else:
            value = data.draw(st.floats(parameter.low, parameter.high))
        assert parameter.parse(parameter.format(value)) == value
        assert parameter.parse(parameter.brief(value)) == value


@pytest.mark.parametrize("name", list(PARAMETERS))
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.sampled_from(["nan", "inf", "-inf", "1e999", "-1e-999", "0x10", "1_000", "٣", "<b>"]),
    )
)
def test_any_text_is_read_or_refused_with_a_sentence(name: str, text: str) -> None:
    parameter = PARAMETERS[name]
    refusal = ""
    try:
        value = parameter.parse(text)
    except ParameterError as error:
        refusal = str(error)
    if refusal:
        assert name in refusal
        assert parameter.allowed in refusal
        assert len(refusal) < 300
    else:
        assert parameter.check(value) == value


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"decay": float("nan")}, r"Decay exponent \(decay\) cannot be nan: .* from 0 to 6"),
        ({"steps": 10**10}, "1 to 1,000,000,000"),
        ({"steps": True}, "whole number"),
        ({"dimension": 2.5}, "whole number from 2 to 1,000,000"),
        ({"step_size": 0}, "step_size"),
        ({"step_size": "fast"}, "'fast'"),
        ({"teacher": None}, "one of gaussian, flat"),
        ({"teacher": "x" * 1000}, r"\.\.\."),
        ({"method": "adam"}, "one of gd, flow"),
        ({"epsilon": -0.1}, "epsilon"),
        ({"seed": 2**40}, "seed"),
    ],
)
def test_a_setup_checks_itself(change: dict[str, object], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        replace(Setup(), **change)  # type: ignore[arg-type]


def test_numpy_numbers_become_plain_ones() -> None:
    setup = Setup(dimension=np.int64(10), decay=np.float32(1.5), steps=1e3)  # type: ignore[arg-type]
    assert type(setup.dimension) is int
    assert type(setup.decay) is float
    assert setup.steps == 1000
    assert setup == Setup(dimension=10, decay=1.5, steps=1000)
    assert hash(setup) == hash(Setup(dimension=10, decay=1.5, steps=1000))


def test_the_end_of_a_run() -> None:
    assert Setup(step_size=0.5, steps=10).end_time == 5
    assert Setup(method="flow", horizon=7.0).end_time == 7
