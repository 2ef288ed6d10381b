"""A sweep as a small TOML file, for a reader to write and to keep beside the rows.

    measure = ["t2", "exponent:1-u"]

    [parameters]
    decay = "1.2:4:15"
    dimension = [100, 1000]
    seed = "0:20"

Beside `measure` and `[parameters]` there may be `random`, `design_seed`, `max_single_steps` and,
where the method is "sgd", `noise`: see `Sweep`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from core.parameters import ParameterError
from core.sweep.design import SGD, Sweep

KEYS = ("measure", "parameters", "random", "design_seed", "max_single_steps", "noise")


def to_toml(sweep: Sweep) -> str:
    """Write a sweep so that `from_toml` reads an equal one."""
    lines = [f"measure = [{', '.join(map(_quoted, sweep.measures))}]"]
    if sweep.random is not None:
        lines.append(f"random = {sweep.random}")
    if sweep.design_seed:
        lines.append(f"design_seed = {sweep.design_seed}")
    if sweep.max_single_steps is not None:
        lines.append(f"max_single_steps = {sweep.max_single_steps}")
    if sweep.noise is not None:
        lines.append(f"noise = {sweep.noise!r}")
    lines += ["", "[parameters]"]
    lines += [f"method = {_quoted(SGD)}"] if sweep.noise is not None else []
    lines += [f"{axis.name} = {_quoted(axis.text)}" for axis in sweep.axes]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> Sweep:
    """Read a sweep.

    Raises:
        ParameterError: a sentence that says what is wrong.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ParameterError(f"The file is not TOML: {error}.") from None
    unknown = [key for key in content if key not in KEYS]
    if unknown:
        raise ParameterError(
            f"A sweep's file has no {unknown[0]!r}; there are {', '.join(KEYS)}, "
            "and every parameter stands under [parameters]."
        )
    measures = content.get("measure", [])
    measures = [measures] if isinstance(measures, str) else measures
    parameters = content.get("parameters", {})
    if not isinstance(measures, list) or not all(isinstance(name, str) for name in measures):
        raise ParameterError('measure is a list of names, such as ["t2"].')
    if not isinstance(parameters, dict):
        raise ParameterError("[parameters] is a table: one line for each parameter.")
    return Sweep.of(
        parameters,
        measures,
        random=content.get("random"),
        design_seed=content.get("design_seed", 0),
        max_single_steps=content.get("max_single_steps"),
        noise=content.get("noise"),
    )


def read_toml(path: Path) -> Sweep:
    """Read a sweep from a file.

    Raises:
        ParameterError: the file cannot be read, or is not a sweep.
    """
    try:
        return from_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterError(f"{path} cannot be read: {error}.") from None


def _quoted(text: str) -> str:
    # Names and axes are made of printable characters; TOML's two that need it are escaped.
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
