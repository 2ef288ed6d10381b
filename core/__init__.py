"""Phasescape's science: how gradient descent learns phase retrieval on power-law data.

A `Problem` (spectrum, teacher, start) and a method give a `Trajectory`; `find_phases` and
`fit_exponents` read it; `theory` says what to expect, and shares nothing with the simulation but
the problem and its reduction to nodes.

    parameters.py   every parameter once; `Setup`, all that a run depends on
    numerals.py     numbers as a reader wants them
    problem.py      `Problem`: loss, gradient, Hessian, critical points
    reduction.py    d modes become K nodes, on the panels of chebyshev.py
    curvature.py    the extreme eigenvalues of the Hessian, for any d
    trajectory.py   `Trajectory` and its `Status`
    normals.py      NumPy's random numbers inside a kernel
    compiling.py    how kernels are compiled
    cores.py        how many threads are worth having
    dynamics/       the simulators: gradient descent, the gradient flow, online SGD
                    and along a run: single modes, sharpness; past the limit: orbits
    phases.py       T₁, T₁′ and T₂
    exponents/      fitted exponents with honest ranges
    quantiles.py    many runs in three numbers
    ensemble.py     many runs read together: bands, the share diverged, phases, exponents
    divergence.py   the share of online SGD that diverges, against the step size
    theory/         escape rate, sharp laws, tail curve, stability limit
    run.py          `solve`: a `Setup` in, everything about its run out
    sweep/          many runs, one table: grids and random designs
    hypothesis/     is such a table what was expected: models, fits, a verdict
    sgd_run.py      `solve_sgd`: the same for replicas of online SGD
    report.py       a run as a text and as JSON
    __main__.py     the command line

The names below are the public ones.
"""

from core import theory
from core.curvature import hessian_extremes
from core.divergence import scan_divergence
from core.dynamics import (
    ModePath,
    Orbit,
    OrbitDiagram,
    Sharpness,
    follow_modes,
    gradient_descent,
    gradient_flow,
    online_sgd,
    orbit_diagram,
    sgd_kernel_for,
    sgd_mean_field,
    sharpness,
    watch_online_sgd,
)
from core.ensemble import exponent_spread, phase_spread, read_ensemble
from core.exponents import fit_exponents
from core.parameters import PARAMETERS, ParameterError, Setup
from core.phases import Phases, find_phases
from core.problem import Problem
from core.run import Run, solve
from core.sgd_run import SgdRun, solve_sgd
from core.sweep import Sweep, run_sweep
from core.trajectory import Status, Trajectory

__all__ = [
    "PARAMETERS",
    "ModePath",
    "Orbit",
    "OrbitDiagram",
    "ParameterError",
    "Phases",
    "Problem",
    "Run",
    "Setup",
    "SgdRun",
    "Sharpness",
    "Status",
    "Sweep",
    "Trajectory",
    "exponent_spread",
    "find_phases",
    "fit_exponents",
    "follow_modes",
    "gradient_descent",
    "gradient_flow",
    "hessian_extremes",
    "online_sgd",
    "orbit_diagram",
    "phase_spread",
    "read_ensemble",
    "run_sweep",
    "scan_divergence",
    "sgd_kernel_for",
    "sgd_mean_field",
    "sharpness",
    "solve",
    "solve_sgd",
    "theory",
    "warm_up",
    "watch_online_sgd",
]


def warm_up() -> None:
    """Compile what the pages need, or load it from the cache on disk."""
    solve(Setup(dimension=50, steps=2_000))
    solve(Setup(dimension=50, method="flow", horizon=10.0))
    problem = Problem.power_law(2.0, 50)
    sharpness(problem, 10.0, at=[1.0])
    follow_modes(problem, 10.0, at=[1.0])
    orbit_diagram(problem, [0.2], transient=4, keep=4)
    for method in ("gd", "flow"):
        solve(Setup(method=method, dimension=50, steps=2_000, horizon=10.0, student="fixed norm"))
    theory.cut_hierarchy(problem, 2, "zero", [0.0, 0.1])
    theory.solve_volterra(problem, 0.1, intervals=10)
    sgd_mean_field(problem, 0.01, 1_000)
    for kernel in ("direct", "grouped"):
        online_sgd(problem, 0.01, 10, kernel=kernel)
