"""What the convergence page computes for itself: kept for a while, or solved beside the page."""

from __future__ import annotations

from functools import partial

from core.parameters import Setup
from ui import compute
from ui.background import Job, background
from ui.components import drag, look_again
from ui.convergence.meshes import MESHES, Mesh, mesh_steps, needed
from ui.convergence.numbers import Convergence, ConvergenceTimes, convergence_of, convergence_times
from ui.kept import kept

# Each entry takes 0.1 MB at most.
_KEPT = 64
_PATIENCE = 0.25


@kept(_KEPT)
def convergence(setup: Setup) -> Convergence:
    """What is drawn of the convergence of a run."""
    solved = compute.solution(setup)
    return convergence_of(solved.run, solved.laws)


@kept(_KEPT)
def times(setup: Setup) -> ConvergenceTimes:
    """T₂ of a run at many ε."""
    solved = compute.solution(setup)
    return convergence_times(solved.run, solved.laws)


def volterra(setup: Setup) -> Job[tuple[Mesh, ...]] | None:
    """The Volterra equation on finer and finer meshes, beside the page; None while a hand moves."""
    flow = needed(setup)
    job = background(
        "volterra", flow, len(MESHES) if drag().final else 0, partial(mesh_steps, flow)
    )
    if job is not None and not job.finished:
        look_again(_PATIENCE, key="volterra")
    return job
