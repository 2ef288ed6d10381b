"""The command line: `python -m core run ...` solves a run and prints its phases and exponents."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, NoReturn

from core import warm_up
from core.dynamics.sgd import Progress
from core.dynamics.sgd.parameters import NOISE, REPLICAS
from core.parameters import PARAMETERS, Parameter, ParameterError, Scale, Setup
from core.report import as_json, as_text, sgd_as_json, sgd_as_text
from core.run import solve
from core.sgd_run import solve_sgd, warm_up_sgd
from core.sweep.command import add_sweep

USAGE_ERROR = 2

# What the command line knows beyond `Setup`, which the pages share: a third method and its own
# parameters, with the paper's noise.
METHOD = replace(
    PARAMETERS["method"],
    help=PARAMETERS["method"].help + " Online SGD (sgd) takes each step on one fresh sample.",
    choices=(*PARAMETERS["method"].choices, "sgd"),
)
SGD = (
    replace(NOISE, default=0.05, help=NOISE.help + " Only for sgd; 0.05 is the paper's."),
    replace(REPLICAS, default=16, help=REPLICAS.help + " Only for sgd."),
)

EXAMPLES = """\
examples:
  the paper's figure 2, gradient descent with ten million steps
    python -m core run --decay 2 --dimension 1000 --step-size 0.01 --steps 1e7
  the gradient flow in a million dimensions, with a teacher that shows clean exponents
    python -m core run --method flow --decay 3 --dimension 1e6 --horizon 1e7 --teacher flat
  past the stability limit
    python -m core run --step-size 0.3 --steps 10000
  online SGD, sixteen runs with the paper's label noise: medians, ranges, the share that diverges
    python -m core run --method sgd --decay 1.5 --step-size 0.005 --steps 1e5
  for a program: one JSON object with setup, phases, exponents, status and seconds
    python -m core run --seed 7 --json

A value that is not allowed is refused in one sentence, with exit code 2.
"""


class Parser(argparse.ArgumentParser):
    """A parser whose refusal is one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong on stderr and leave with exit code 2."""
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (--help lists what there is)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        options.command(options)
    except ParameterError as error:
        print(error, file=sys.stderr)
        return USAGE_ERROR
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="python -m core",
        description="Solve how gradient descent learns phase retrieval on power-law data.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(title="commands", metavar="command", required=True)
    run = commands.add_parser(
        "run",
        help="solve one run; print its phases and exponents",
        description="Solve one run; print its phases and its exponents beside theory.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for parameter in _parameters():
        _add_option(run, parameter)
    run.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    run.set_defaults(command=_run)
    add_sweep(commands)
    return parser


def _add_option(parser: argparse.ArgumentParser, parameter: Parameter) -> None:
    choice = parameter.scale is Scale.CHOICE
    explained = (
        f"{parameter.help} Allowed: {parameter.allowed}. "
        f"Default: {parameter.format(parameter.default)}."
    )
    parser.add_argument(
        "--" + parameter.name.replace("_", "-"),
        dest=parameter.name,
        default=parameter.format(parameter.default),
        metavar="NAME" if choice else "NUMBER",
        help=explained.replace("%", "%%"),
    )


def _parameters() -> list[Parameter]:
    """The options of `run`."""
    own = [PARAMETERS[field.name] for field in fields(Setup)]
    return [METHOD if each.name == METHOD.name else each for each in own] + list(SGD)


def _run(options: argparse.Namespace) -> None:
    values: dict[str, Any] = {
        each.name: each.parse(getattr(options, each.name)) for each in _parameters()
    }
    extra = {each.name: values.pop(each.name) for each in SGD}
    # Before the clock runs: the seconds reported are the solver's, not the compiler's.
    if values["method"] == "sgd":
        setup = Setup(**{**values, "method": "gd"})
        warm_up_sgd(setup)
        sgd = solve_sgd(setup, **extra, progress=_show if sys.stderr.isatty() else None)
        report = json.dumps(sgd_as_json(sgd), allow_nan=False) if options.json else sgd_as_text(sgd)
    else:
        setup = Setup(**values)
        warm_up()
        run = solve(setup)
        report = json.dumps(as_json(run), allow_nan=False) if options.json else as_text(run)
    print(report)


def _show(progress: Progress) -> None:
    """How far it has come, on one line of the terminal that clears itself."""
    over = progress.done == progress.total
    text = "" if over else f"{100 * progress.done / progress.total:.0f} % of the steps"
    print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
