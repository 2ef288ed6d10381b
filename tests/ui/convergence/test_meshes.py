"""The meshes of the Volterra equation; its solver is tested in tests/core/theory."""

import functools
from threading import Event

import numpy as np
import plotly.graph_objects as go
import pytest

from core.parameters import Setup
from tests.ui.cases import CASES
from ui.convergence import words as convergence_words
from ui.convergence.meshes import MESHES, Mesh, mesh_steps, needed, order
from ui.convergence.meshes_figure import volterra_figure
from ui.palette import LIGHT


@functools.cache
def solved(setup: Setup) -> tuple[Mesh, ...]:
    return list(mesh_steps(needed(setup), Event()))[-1][1]


@pytest.mark.parametrize("decay", [0.0, 2.0, 4.0])
def test_the_difference_is_the_solvers_of_second_order(decay: float) -> None:
    meshes = solved(Setup(decay=decay, dimension=300))
    assert [mesh.intervals for mesh in meshes] == list(MESHES)
    assert order(meshes) == pytest.approx(2, abs=0.15)
    assert meshes[-1].difference < 2e-5
    for mesh in meshes:
        assert np.abs(mesh.u - mesh.flow).max() <= mesh.difference


def test_what_is_needed_is_the_flow() -> None:
    assert needed(Setup(step_size=0.1, steps=100)) == needed(Setup(step_size=0.01, steps=1000))
    assert needed(Setup()) == needed(Setup(method="flow", horizon=1e5))
    assert needed(Setup(step_size=1e-8, steps=1)).horizon == 1e-3


@pytest.mark.parametrize("setup", CASES.values(), ids=CASES.keys())
def test_every_run_has_a_picture_and_a_sentence(setup: Setup) -> None:
    steps = [(), *(meshes for _, meshes in mesh_steps(needed(setup), Event()))]
    for meshes in steps:
        figure = volterra_figure(meshes, needed(setup).horizon, remark="", palette=LIGHT)
        go.Figure(figure)
        for trace in figure["data"]:
            assert not np.any(np.isinf(trace["y"]))
        for name, axis in figure["layout"].items():
            if name.startswith(("xaxis", "yaxis")):
                assert axis["range"][0] < axis["range"][1]
        assert bool(convergence_words.meshes(meshes)) == bool(meshes)
