"""Setups drawn from all that is allowed, for tests of whatever takes one."""

from typing import Any

from hypothesis import strategies as st

from core.parameters import PARAMETERS, Parameter, Scale, Setup


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Every allowed value of a parameter, its bounds among the first."""
    if parameter.scale is Scale.CHOICE:
        return st.sampled_from(parameter.choices)
    if parameter.integer:
        return st.integers(int(parameter.low), int(parameter.high))
    return st.floats(parameter.low, parameter.high, allow_subnormal=False)


def setups() -> st.SearchStrategy[Setup]:
    """Every allowed setup."""
    return st.builds(Setup, **{name: values(declared) for name, declared in PARAMETERS.items()})
