"""A figure made larger is the same picture: pixels grow, places stay."""

import copy
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core.parameters import Setup
from ui import compute
from ui.charts.enlarge import enlarged
from ui.charts.run import run_figure
from ui.palette import LIGHT


@pytest.fixture(scope="module")
def figure() -> dict[str, Any]:
    solved = compute.solution(Setup(dimension=50, steps=2000))
    return run_figure(solved.run, solved.laws, time_axis="log", palette=LIGHT, cursor=1.0)


def test_pixels_grow_and_places_stay(figure: dict[str, Any]) -> None:
    large = enlarged(figure, 2.0)
    assert large["layout"]["height"] == 2 * figure["layout"]["height"]
    assert large["layout"]["font"]["size"] == 2 * figure["layout"]["font"]["size"]
    assert large["layout"]["xaxis"]["range"] == figure["layout"]["xaxis"]["range"]
    for before, after in zip(
        figure["layout"]["annotations"], large["layout"]["annotations"], strict=True
    ):
        assert after["x"] == before["x"]
        assert after.get("yshift", 0) == 2 * before.get("yshift", 0)
    for before, after in zip(figure["data"], large["data"], strict=True):
        np.testing.assert_array_equal(before["y"], after["y"])


def test_once_is_the_same_and_the_original_is_left_alone(figure: dict[str, Any]) -> None:
    before = copy.deepcopy(figure)
    assert str(enlarged(figure, 1)) == str(before)
    enlarged(figure, 3)
    assert str(figure) == str(before)


def test_plotly_takes_it(figure: dict[str, Any]) -> None:
    go.Figure(enlarged(figure, 1.35))
