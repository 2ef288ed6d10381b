"""The command line: `python -m core run ...` solves a run and prints its phases and exponents."""

from __future__ import annotations

import argparse
import json
import math
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from itertools import zip_longest
from typing import Any, NoReturn

from core import warm_up
from core.parameters import PARAMETERS, Parameter, ParameterError, Scale, Setup
from core.run import Run, solve

WIDTH = 100
USAGE_ERROR = 2

EXAMPLES = """\
examples:
  the paper's figure 2, gradient descent with ten million steps
    python -m core run --decay 2 --dimension 1000 --step-size 0.01 --steps 1e7
  the gradient flow in a million dimensions, with a teacher that shows clean exponents
    python -m core run --method flow --decay 3 --dimension 1e6 --horizon 1e7 --teacher flat
  past the stability limit
    python -m core run --step-size 0.3 --steps 10000
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
    for field in fields(Setup):
        _add_option(run, PARAMETERS[field.name])
    run.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    run.set_defaults(command=_run)
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


def _run(options: argparse.Namespace) -> None:
    names = [field.name for field in fields(Setup)]
    values: dict[str, Any] = {
        name: PARAMETERS[name].parse(getattr(options, name)) for name in names
    }
    # Before the clock runs: the seconds reported are the solver's, not the compiler's.
    warm_up()
    run = solve(Setup(**values))
    print(json.dumps(as_json(run), allow_nan=False) if options.json else as_text(run))


def as_json(run: Run) -> dict[str, Any]:
    """What `--json` prints; a number that there is none of is None."""
    rows = run.exponents.to_dict(orient="records")
    return {
        "setup": asdict(run.setup),
        "phases": {"t1": run.phases.t1, "t1_prime": run.phases.t1_prime, "t2": run.phases.t2},
        "exponents": [{str(name): _or_none(value) for name, value in row.items()} for row in rows],
        "status": run.trajectory.sentence,
        "seconds": run.seconds,
    }


def _or_none(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_text(run: Run) -> str:
    """The report for a reader, at most `WIDTH` columns wide."""
    return "\n".join((*_phase_lines(run), "", *_exponent_lines(run), "", *_status_lines(run)))


def _phase_lines(run: Run) -> list[str]:
    phases, setup = run.phases, run.setup
    ends = (
        ("I    escape", "T1 ", phases.t1, f"u reaches {setup.delta:g}"),
        ("IIa  crossing", "T1'", phases.t1_prime, "s passes 1/3 for good"),
        ("IIb  convergence", "T2 ", phases.t2, f"u and s within {setup.epsilon:g} of 1 for good"),
    )
    return ["phase             ends at"] + [
        f"{phase:<18}{name} = {'not reached' if t is None else f'{t:.4g}':<12}  {meaning}"
        for phase, name, t, meaning in ends
    ]


def _exponent_lines(run: Run) -> list[str]:
    lines = [
        f"{'phase':<6}{'quantity':<15}{'fitted':>8}  {'range':^17}{'theory':>8}{'law':>8}"
        "  window in t"
    ]
    rows = run.exponents.to_dict(orient="records")
    for row, following in zip_longest(rows, rows[1:], fillvalue={"verdict": ""}):
        lines.append(_exponent_line(row))
        # A verdict that several rows share is printed once, below the last.
        if row["verdict"] != following["verdict"]:
            lines += textwrap.indent(textwrap.fill(row["verdict"], WIDTH - 6), " " * 6).split("\n")
    return lines


def _exponent_line(row: Mapping[Any, Any]) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    span = f"{low:>8},{high:>7}" if low else ""
    start, end = row["window_start"], row["window_end"]
    window = f"{start:.3g} to {end:.3g}" if math.isfinite(start) else ""
    line = (
        f"{row['phase']:<6}{row['quantity']:<15}{_number(row['fitted']):>8}  {span:<17}"
        f"{_number(row['theory']):>8}{_number(row['law']):>8}  {window}"
    )
    return line.rstrip()


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else ""


def _status_lines(run: Run) -> list[str]:
    return textwrap.wrap(f"{run.trajectory.sentence} Solved in {run.seconds:.2g} s.", WIDTH)


if __name__ == "__main__":
    sys.exit(main())
