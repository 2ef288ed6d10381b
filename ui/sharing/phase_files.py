"""What the pages on the phases add to the files of their run: the tables behind their charts."""

from __future__ import annotations

import math
from dataclasses import asdict
from functools import partial

from core.parameters import Setup
from ui import compute
from ui.convergence.numbers import ConvergenceTimes
from ui.convergence.page import times
from ui.sharing.export import table_csv
from ui.sharing.files import CSV, File, Files, files_of_run
from ui.tail.numbers import Frozen, Tail
from ui.tail.work import frozen_of, tail_of
from ui.view import View


def convergence_files(view: View) -> Files:
    """T₂ against ε, with the run."""
    its = files_of_run(compute.solution(view.setup))
    content = partial(epsilon_csv, view.setup, times(view.setup))
    return Files((*its.data, File("T2 over ε (CSV)", "-t2.csv", CSV, content)), its.script)


def epsilon_csv(setup: Setup, found: ConvergenceTimes) -> str:
    """T₂ for each ε: of the run, by the sharp laws, and the shape of the paper's bound."""
    columns = {
        "epsilon": found.levels,
        "t2": found.simulated,
        "law t2": found.law,
        "bound t2": found.bound,
    }
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    return table_csv("T2 against epsilon", {"setup": asdict(setup)}, columns, rows)


def tail_files(view: View) -> Files:
    """The MSE from T₂ on, with the run."""
    its = files_of_run(compute.solution(view.setup))
    content = partial(tail_csv, view.setup, tail_of(view.setup), frozen_of(view.setup))
    return Files((*its.data, File("Tail (CSV)", "-tail.csv", CSV, content)), its.script)


def tail_csv(setup: Setup, tail: Tail, frozen: Frozen | None) -> str:
    """The MSE against τ = t − T₂: of the run, frozen at T₂, and Theorem 2's band around that."""
    columns = {"tau": tail.tau.tolist(), "mse": tail.mse.tolist()}
    nothing = [math.nan] * len(tail.tau)
    for name in ("mse", "low", "high"):
        columns[f"frozen {name}"] = nothing if frozen is None else getattr(frozen, name).tolist()
    about = {"setup": asdict(setup), "t2": tail.t2}
    return table_csv("the tail from T2 on", about, columns, zip(*columns.values(), strict=True))
