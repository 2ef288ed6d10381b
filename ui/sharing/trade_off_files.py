"""The trade-off as files: its table against a, and a script that solves the same runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from core.parameters import PARAMETERS, Setup
from ui.sharing.code import call, levels_of, literal, problem_of
from ui.sharing.export import table_csv
from ui.sharing.files import CSV, File, Files
from ui.trade_off.budget import Budget, budget_of
from ui.trade_off.numbers import DECAYS, MOST_SINGLE_STEPS, Outcome, at_time, needed
from ui.trade_off.work import trade_off_of
from ui.view import View

_SCRIPT = '''\
"""Is a steeper spectrum better or worse? Phase retrieval with power-law data, over a.

Made by Phasescape; needs only its package `core`, so run it where that can be imported.
"""

import numpy as np

from core import Problem, find_phases, {simulator}

BUDGET = {budget}


def run_of(problem, longest):
    """As long a run as is asked for, with its end recorded{bound}."""
    return {run}


for decay in {decays}:
    {problem}
    plateau = problem.mean_square(problem.teacher)
    run = run_of(problem, {longest})
    phases = {phases}
    left = run.mse / plateau
    above = int(np.flatnonzero(~(left <= 0.5))[-1])
    half = None
    if above + 1 < run.time.size:
        around = slice(above, above + 2)
        half = np.exp(np.interp(-np.log(0.5), -np.log(left[around]), np.log(run.time[around])))
    end = run_of(problem, BUDGET)
    print(f"a = {{decay}}: T1 {{phases.t1}}, T2 {{phases.t2}}, half the MSE {{half}};")
    share = end.mse[-1] / plateau
    print(f"  at {{end.time[-1]:.6g}}: loss {{end.loss[-1]:.6g}}, MSE {{share:.6g}} of its plateau")
'''


def trade_off_files(view: View) -> Files:
    """What is taken along from the page on the trade-off: all that is solved so far."""
    known = trade_off_of(view.setup)
    outcomes = () if known.earlier else known.outcomes
    budget = budget_of(view)
    return Files(
        (
            File(
                "Table over a (CSV)",
                "-over-a.csv",
                CSV,
                partial(trade_off_csv, view.setup, budget, outcomes),
            ),
        ),
        partial(trade_off_script, view.setup, budget),
    )


def trade_off_csv(setup: Setup, budget: Budget, outcomes: Sequence[Outcome]) -> str:
    """For each a: T₁, T₂, the time by which half the plateau of the MSE is left, and the loss and
    the MSE, as a part of its plateau, after the budget; of the run, and by the laws."""
    columns = ("t1", "t2", "time of half mse", "loss at budget", "mse at budget")
    header = ["a", *columns, *(f"law {name}" for name in columns)]
    rows = [[outcome.decay, *_row(outcome, budget)] for outcome in outcomes]
    about: dict[str, Any] = {
        "setup": asdict(needed(setup)),
        "budget": budget.text,
        "status": f"{len(rows)} of {len(DECAYS)} values of a are solved.",
    }
    return table_csv("the trade-off over a", about, header, rows)


def trade_off_script(setup: Setup, budget: Budget) -> str:
    """A script that solves the run of each a and prints its times, and what the budget buys."""
    descent = setup.method == "gd"
    given = ["problem"]
    if descent:
        longest = literal(int(PARAMETERS["steps"].high))
        given += [
            f"step_size={literal(setup.step_size)}", "steps=longest",
            f"max_single_steps={literal(MOST_SINGLE_STEPS)}",
        ]  # fmt: skip
    else:
        longest = literal(float(PARAMETERS["horizon"].high))
        given += ["horizon=longest"]
    simulator = "gradient_descent" if descent else "gradient_flow"
    problem = problem_of(setup).replace(f"decay={literal(setup.decay)}", "decay=decay")
    return _SCRIPT.format(
        simulator=simulator,
        budget=literal(int(budget.amount) if descent else budget.amount),
        bound=", past the stability limit as far as on the page" if descent else "",
        run=call(simulator, given).replace("\n", "\n    "),
        decays=f"({', '.join(map(str, sorted(DECAYS)))})",
        problem=problem.replace("\n", "\n    "),
        longest=longest,
        phases=call("find_phases", ["run", *levels_of(setup)]),
    )


def _row(outcome: Outcome, budget: Budget) -> list[float]:
    return [
        value
        for its in (outcome.run, outcome.law)
        for value in (
            its.t1,
            its.t2,
            its.half,
            at_time(outcome.time, its.loss, budget.time),
            at_time(outcome.time, its.mse, budget.time),
        )
    ]
