"""Online SGD as files: replicas, exponents, the mean field, and a script with all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from core.ensemble import QUANTITIES, exponent_spread
from core.parameters import Setup
from ui import compute
from ui.background import Job
from ui.noise.numbers import by_steps, expected
from ui.noise.replicas import MOST_SECONDS, Plan, Replicas, plan, replicas_of, seed_of
from ui.sharing.code import call, levels_of, literal, problem_of
from ui.sharing.export import table_csv
from ui.sharing.files import CSV, File, Files
from ui.view import View

# As in the other files.
_NAMES = {name: name.replace("one_minus_", "1-") for name in QUANTITIES}
_NOTHING = "No replica has come to a time that could be shown."

_SCRIPT = '''\
"""{count} of online SGD in phase retrieval with power-law data.

Made by Phasescape; needs only its package `core`, so run it where that can be imported.
"""

from core import Problem, exponent_spread, online_sgd, read_ensemble, sgd_mean_field, theory

# Inputs x ~ N(0, Q), Q with eigenvalues λ_i ∝ i^(-decay); labels y = <x, w*>² + noise N(0, 1).
{problem}

{bound}{run}
replicas = read_ensemble(runs)
{exponents}
{mean_field}
{floor}
stability_limit = theory.max_stable_sgd_step(problem)

print(replicas.sentence)

print(f"\\nThe end, t = {{replicas.time[-1]:.6g}}: median, and the range of the middle 80 %")
for name, band in replicas.bands.items():
    print(f"{{name}} = {{band.median[-1]:.6g}}, {{band.low[-1]:.6g}} to {{band.high[-1]:.6g}}")

print(f"\\nTheory, with nothing fitted, at t = {{mean_field.time[-1]:.6g}}")
print(f"the mean field has MSE = {{mean_field.mse[-1]:.6g}}, loss = {{mean_field.loss[-1]:.6g}}")
print(f"the noise leaves an MSE of {{floor.mse:.6g}}, to first order in the step size")
print(f"steps up to {{stability_limit:.6g}} are stable in mean square at the teacher")

print("\\nExponents, one slope a run")
columns = ["phase", "quantity", "fitted", "low", "high", "theory", "law", "runs"]
print(exponents[columns].round(3).to_string(index=False))
'''
_BOUND = "# Of {asked} steps as many as the page runs: {seconds:g} seconds of one core.\n"


def noise_files(view: View) -> Files:
    """What is taken along from the page of online SGD.

    The replicas go on being solved; a file has what is there when it is asked for.
    """
    setup = by_steps(view.setup)
    job = replicas_of(setup, view.noise, view.replicas, view.samples)
    about = {"setup": asdict(setup), "noise": view.noise, "replicas": view.replicas}
    about |= {"samples": view.samples}
    return Files(
        (
            File("Bands (CSV)", "-bands.csv", CSV, partial(bands_csv, job, about)),
            File(
                "Exponents (CSV)", "-exponents.csv", CSV, partial(exponents_csv, job, setup, about)
            ),
            File(
                "Mean field (CSV)",
                "-mean-field.csv",
                CSV,
                partial(mean_field_csv, setup, view.noise, about),
            ),
        ),
        partial(
            noise_script,
            setup,
            view.noise,
            view.replicas,
            view.samples,
            plan(setup, view.replicas),
        ),
    )


def bands_csv(job: Job[Replicas | None] | None, about: dict[str, Any]) -> str:
    """Median and range of the middle 80 % of each quantity, and over how many runs they are."""
    found = None if job is None else job.value
    columns: dict[str, Any] = {"time": [], "step": [], "runs": [], "diverged": []}
    status = _NOTHING
    if found is not None:
        its = found.ensemble
        status = its.sentence
        steps = [] if its.step is None else its.step.tolist()
        columns = {
            "time": its.time.tolist(),
            "step": steps,
            "runs": its.runs.tolist(),
            "diverged": its.diverged_by.tolist(),
        }
        for name, band in its.bands.items():
            columns |= {
                f"{_NAMES[name]} {edge}": getattr(band, edge).tolist()
                for edge in ("low", "median", "high")
            }
    rows = zip(*columns.values(), strict=True)
    return table_csv("replicas of online SGD", about | {"status": status}, columns, rows)


def exponents_csv(job: Job[Replicas | None] | None, setup: Setup, about: dict[str, Any]) -> str:
    """One slope a run, over the runs; no rows before all have come to their end."""
    found = None if job is None else job.value
    table = None
    if found is not None and found.runs:
        problem = compute.problem(setup)
        table = exponent_spread(found.runs, problem, delta=setup.delta, epsilon=setup.epsilon)
    header: Iterable[str] = ("phase", "quantity") if table is None else table.columns
    rows: Iterable[Any] = () if table is None else table.itertuples(index=False)
    status = _NOTHING if found is None else found.ensemble.sentence
    return table_csv("exponents of online SGD", about | {"status": status}, header, rows)


def mean_field_csv(setup: Setup, noise: float, about: dict[str, Any]) -> str:
    """The equations for the expectations, solved: what the replicas scatter around."""
    curve = expected(setup, noise).mean_field
    columns = {"time": curve.time} | {_NAMES[name]: getattr(curve, name) for name in QUANTITIES}
    rows = np.column_stack(list(columns.values())).tolist()
    status = {"status": curve.sentence}
    return table_csv("the mean field of online SGD", about | status, columns, rows)


def noise_script(setup: Setup, noise: float, replicas: int, samples: int, planned: Plan) -> str:
    """A script that solves the same replicas and prints where they end."""
    eta, sigma = f"step_size={literal(setup.step_size)}", f"noise={literal(noise)}"
    shortened = planned.steps < planned.asked
    return _SCRIPT.format(
        count="One run" if replicas == 1 else f"{replicas} runs",
        problem=problem_of(setup),
        bound=_BOUND.format(asked=literal(planned.asked), seconds=MOST_SECONDS)
        if shortened
        else "",
        run=call(
            "runs = online_sgd",
            [
                "problem", eta, f"steps={literal(planned.steps)}", sigma,
                f"replicas={replicas}", f"seed={literal(seed_of(setup, samples))}",
            ],
        ),
        exponents=call("exponents = exponent_spread", ["runs", "problem", *levels_of(setup)]),
        mean_field=call(
            "mean_field = sgd_mean_field",
            ["problem", eta, f"steps={literal(setup.steps)}", sigma],
        ),
        floor=call("floor = theory.noise_floor", ["problem", eta, sigma]),
    )  # fmt: skip
