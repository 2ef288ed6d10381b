"""Drawn sweeps, and small ones that many tests share."""

from __future__ import annotations

from hypothesis import strategies as st

from core.parameters import PARAMETERS, Scale
from core.sweep import Sweep
from core.sweep.axes import Axis, Listed, Span
from core.sweep.measures import (
    EXPONENT_COLUMNS,
    EXPONENT_QUANTITIES,
    FIELDS,
    PHASES,
    SHARE_DIVERGED,
)

SMALL = {"dimension": 50, "steps": 2_000, "step_size": "0.01,0.05", "seed": "0:3"}


def numbers(name: str) -> st.SearchStrategy[float]:
    parameter = PARAMETERS[name]
    if parameter.integer:
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high)


@st.composite
def axes(draw: st.DrawFn, name: str, *, continuous: bool = True) -> Axis:
    """Any axis of a parameter, of few values if it is not continuous."""
    parameter = PARAMETERS[name]
    if parameter.scale is Scale.CHOICE:
        values = st.lists(st.sampled_from(parameter.choices), min_size=1, unique=True)
        return Listed(name, tuple(draw(values)))
    if draw(st.booleans()):
        values = st.lists(numbers(name), min_size=1, max_size=5, unique=True)
        return Listed(name, tuple(draw(values)))
    if parameter.integer and draw(st.booleans()):
        low = draw(st.integers(int(parameter.low), int(parameter.high) - 9))
        return Span(name, low, low + draw(st.integers(1, 9)))
    low = draw(numbers(name).filter(lambda x: x > 0))
    # Far enough apart that nine whole numbers fit, in the logarithm too.
    high = draw(st.floats(1.5, 1e3)) * low + 10
    if high > parameter.high:
        return Listed(name, (low,))
    high = int(high) if parameter.integer else high
    count = draw(st.one_of(st.integers(2, 3), st.none() if continuous else st.nothing()))
    return Span(name, low, high, count, draw(st.booleans()))


def measures() -> st.SearchStrategy[str]:
    fields, positive = st.sampled_from(sorted(FIELDS)), st.floats(0, 1e12)
    return st.one_of(
        st.sampled_from((*PHASES, SHARE_DIVERGED)),
        st.builds("{}@{}".format, fields, st.one_of(positive, st.just("end"))),
        st.builds("{}@step={}".format, fields, st.integers(0, 10**9)),
        st.builds("time:{}={}".format, fields, st.floats(-10, 10)),
        st.builds(
            "{}:{}".format,
            st.sampled_from(sorted(EXPONENT_COLUMNS)),
            st.sampled_from(EXPONENT_QUANTITIES).map(lambda name: name.replace(" ", "_")),
        ),
    )


@st.composite
def sweeps(draw: st.DrawFn) -> Sweep:
    """Any sweep, of few runs."""
    random = draw(st.one_of(st.none(), st.integers(1, 50)))
    others = [name for name in PARAMETERS if name != "seed"]
    names = draw(st.lists(st.sampled_from(others), max_size=5, unique=True))
    chosen = {name: draw(axes(name, continuous=random is not None)) for name in names}
    if draw(st.booleans()):
        chosen["seed"] = draw(axes("seed", continuous=False))
    return Sweep.of(
        chosen,
        draw(st.lists(measures(), min_size=1, max_size=4, unique=True)),
        random=random,
        design_seed=draw(st.integers(0, 100)),
        max_single_steps=draw(st.one_of(st.none(), st.integers(0, 10**6))),
    )
