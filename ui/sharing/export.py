"""A run as files: its curves and exponents as CSV, its setup as JSON, and what they are called.

A CSV begins with comment lines that say where it comes from:

    # Phasescape: curves of one run
    # setup: {"method": "gd", ...}
    # phases: {"t1": 0.249..., "t1_prime": 0.545..., "t2": null}
    # status: The run finished: ...

Numbers are the shortest that read back as the same floats; a cell is empty where there is none.
`pandas.read_csv(file, comment="#")` reads it exactly.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from core.parameters import PARAMETERS, ParameterError, Setup
from core.run import Run
from ui.laws import Laws
from ui.text.words import shortened

Array = NDArray[np.float64]

PROGRAM = "Phasescape"
# A setup takes some 300 characters; no reader has to look at more than this.
LONGEST_SETUP = 10_000
LONGEST_STEM = 60
# More digits than any allowed whole number has.
_MOST_DIGITS = 20


def curves_csv(run: Run, laws: Laws) -> str:
    """The recorded curves of a run, and beside them the laws over the times at which they hold.

    Columns: time, step (gradient descent only), u, s, 1-u, 1-s, loss, mse, and as predicted law u,
    law 1-u, law 1-s, law loss, law mse.
    """
    trajectory = run.trajectory
    time = trajectory.time
    columns: dict[str, Sequence[float]] = {"time": time.tolist()}
    if trajectory.step is not None:
        columns["step"] = trajectory.step.tolist()
    columns |= {
        "u": trajectory.u.tolist(),
        "s": trajectory.s.tolist(),
        "1-u": trajectory.one_minus_u.tolist(),
        "1-s": trajectory.one_minus_s.tolist(),
        "loss": trajectory.loss.tolist(),
        "mse": trajectory.mse.tolist(),
        "law u": _placed(laws.early, laws.u, time),
        "law 1-u": _placed(laws.late, laws.one_minus_u, time),
        "law 1-s": _placed(laws.late, laws.one_minus_s, time),
        "law loss": _placed(laws.late, laws.loss, time),
        "law mse": _placed(laws.late, laws.mse, time),
    }
    return table_csv("curves of one run", _about(run), columns, zip(*columns.values(), strict=True))


def exponents_csv(run: Run) -> str:
    """The table of exponents of a run, with the columns of `core.fit_exponents`."""
    table = run.exponents
    rows = table.itertuples(index=False)
    return table_csv("exponents of one run", _about(run), table.columns, rows)


def table_csv(
    what: str, about: Mapping[str, Any], header: Iterable[str], rows: Iterable[Iterable[Any]]
) -> str:
    """A table as a file.

    Args:
        what: what it is a table of.
        about: where it comes from, a comment line each: a text as it is, all else as JSON.
        header: the names of the columns.
        rows: the rows.
    """
    out = io.StringIO()
    out.write(f"# {PROGRAM}: {what}\n")
    for name, value in about.items():
        out.write(f"# {name}: {value if isinstance(value, str) else json.dumps(value)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def setup_json(setup: Setup) -> str:
    """A setup as a file: one JSON object with every parameter by its name in `core`."""
    return json.dumps(asdict(setup), indent=2) + "\n"


def setup_from_json(text: str | bytes) -> Setup:
    """The setup in a file: exactly the one that `setup_json` wrote; what is left out is default.

    Raises:
        ParameterError: it is no such file, or a value in it is not allowed; one sentence, of text
            and not of Markdown.
    """
    if len(text) > LONGEST_SETUP:
        raise ParameterError(
            f"This file is too long for a setup: it has {len(text):,} characters, "
            f"and a setup has at most {LONGEST_SETUP:,}."
        )
    given = _parsed(text)
    names = [field.name for field in fields(Setup)]
    if not isinstance(given, dict):
        raise ParameterError('A setup is one JSON object, such as {"decay": 2.0}, and this is not.')
    if unknown := [name for name in given if name not in names]:
        raise ParameterError(
            f"A setup has no “{shortened(unknown[0])}”: it has {', '.join(names)}."
        )
    return Setup(**given)


def file_stem(setup: Setup) -> str:
    """What files of a run are called, such as phasescape-gd-a2-d1000-eta0.01.

    After the method, the decay, the dimension and the step size comes what is not default. It has
    letters, digits, hyphens and dots, and at most `LONGEST_STEM` of them.
    """
    parts = [PROGRAM.lower(), setup.method]
    parts += [f"a{_brief(setup.decay)}", f"d{setup.dimension}"]
    if setup.method == "gd":
        parts += [f"eta{_brief(setup.step_size)}", *_unusual(setup, steps="k")]
    else:
        parts += _unusual(setup, horizon="t")
    if setup.teacher != PARAMETERS["teacher"].default:
        parts.append(setup.teacher)
    if setup.student != PARAMETERS["student"].default:
        parts.append("sphere")
    parts += _unusual(
        setup,
        teacher_decay="b",
        preconditioner="p",
        start_norm="norm",
        seed="seed",
        delta="delta",
        epsilon="eps",
    )
    stem = parts[0]
    for part in parts[1:]:
        if len(stem) + 1 + len(part) > LONGEST_STEM:
            break
        stem += f"-{part}"
    return stem


def _placed(at: Array, values: Array, time: Array) -> list[float]:
    """A law's values beside the times of the run; NaN where it does not hold."""
    column = np.full(time.size, math.nan)
    column[np.searchsorted(time, at)] = values
    return column.tolist()


def _about(run: Run) -> dict[str, Any]:
    return {
        "setup": asdict(run.setup),
        "phases": {"t1": run.phases.t1, "t1_prime": run.phases.t1_prime, "t2": run.phases.t2},
        "status": run.trajectory.sentence,
    }


def _cell(value: Any) -> Any:
    return "" if isinstance(value, float) and not math.isfinite(value) else value


def _parsed(text: str | bytes) -> Any:
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig")
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_constant=_no_number
        )
    except ParameterError:
        raise
    # A UnicodeDecodeError and a JSONDecodeError are ValueErrors too.
    except (ValueError, RecursionError):
        raise ParameterError(
            "This file is not a setup: it cannot be read as JSON, such as the one saved here."
        ) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParameterError(f"A setup has “{shortened(twice)}” only once, and here it is twice.")
    return found


def _whole(digits: str) -> int | float:
    # Python does not turn thousands of digits into a whole number, nor any into a float.
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


def _no_number(name: str) -> NoReturn:
    raise ParameterError(f"A setup has no {name} in it: every number has to be a finite one.")


def _unusual(setup: Setup, **prefixes: str) -> list[str]:
    """Prefix and value of the fields that do not have their defaults."""
    return [
        f"{prefix}{_brief(getattr(setup, name))}"
        for name, prefix in prefixes.items()
        if getattr(setup, name) != PARAMETERS[name].default
    ]


def _brief(value: float) -> str:
    """At most six digits, and no plus sign: 0.01, 1e8, 1.5e-05."""
    return re.sub(r"e\+0*", "e", f"{value:g}")
