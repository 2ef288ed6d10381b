"""A run as a Python script: short, readable, and with the numbers that the page shows."""

from __future__ import annotations

from core.parameters import FREE, PARAMETERS, Setup, Value
from ui.compute import MOST_SINGLE_STEPS
from ui.single_steps import LEAST_LIMIT

_WIDTH = 88
_OF_THE_PROBLEM = ("teacher", "teacher_decay", "start_norm", "preconditioner", "seed")
_OF_THE_PHASES = ("delta", "epsilon")
_BOUND_ON_SPHERE = "# With a fixed norm steps are taken singly: this many at most, as on the page."
_BOUND = "# Past the stability limit every step is taken singly: this many at most, as on the page."

_SCRIPT = '''\
"""One run of {method} in phase retrieval with power-law data.

Made by Phasescape; needs only its package `core`, so run it where that can be imported.
"""

from core import Problem, find_phases, fit_exponents, {simulator}, theory

# Inputs x ~ N(0, Q), Q with eigenvalues λ_i ∝ i^(-decay); labels y = <x, w*>².
{problem}

{run}
{phases}
exponents = fit_exponents(run, problem, phases)

{theory}


def shown(time):
    return "none" if time is None else f"{{time:.6g}}"


print(run.sentence)

print("\\nPhases")
print("T1, u reaches delta:            ", shown(phases.t1))
{escape}print("T1', s passes 1/3 for good:     ", shown(phases.t1_prime))
print("T2, u and s within epsilon of 1:", shown(phases.t2))

print(f"\\nThe end, t = {{run.time[-1]:.6g}}")
print(f"u = {{run.u[-1]:.6g}}, 1 - u = {{run.one_minus_u[-1]:.6g}}")
print(f"s = {{run.s[-1]:.6g}}, 1 - s = {{run.one_minus_s[-1]:.6g}}")
print(f"loss = {{run.loss[-1]:.6g}}, MSE = {{run.mse[-1]:.6g}}")

print("\\nTheory, with nothing fitted")
{prediction}

print("\\nExponents")
columns = ["phase", "quantity", "fitted", "low", "high", "theory", "law"]
print(exponents[columns].round(3).to_string(index=False))
for row in exponents.itertuples():
    print(f"{{row.quantity}}: {{row.verdict}}")
'''


_THEORY = """\
escape_time = theory.escape_time(problem, phases.delta, step_size=run.step_size)
escape_rate = theory.escape_rate(problem, step_size=run.step_size)
stability_limit = theory.max_stable_step(problem)"""
_ESCAPE = 'print("    by the linear theory:       ", shown(escape_time))\n'
_PREDICTION = """\
print(f"u grows at the rate {escape_rate:.6g} in a long escape")
print(f"steps up to {stability_limit:.6g} are stable at the teacher")"""
# A student of fixed norm has no laws but the place where it comes to rest.
_THEORY_OF_REST = "rest = theory.fixed_norm_rest(problem)"
_PREDICTED_REST = (
    'print(f"the run comes to rest at u = {rest.u:.6g}, s = {rest.s:.6g}, loss = {rest.loss:.6g}")'
)


def as_code(setup: Setup) -> str:
    """A script that solves the run of a setup and prints its phases, its end and its exponents.

    It names what the run depends on, and of the rest only what is not default.
    """
    descent, free = setup.method == "gd", setup.student == FREE
    return _SCRIPT.format(
        theory=_THEORY if free else _THEORY_OF_REST,
        escape=_ESCAPE if free else "",
        prediction=_PREDICTION if free else _PREDICTED_REST,
        method="gradient descent" if descent else "the gradient flow",
        simulator="gradient_descent" if descent else "gradient_flow",
        problem=problem_of(setup),
        run=_descent(setup) if descent else _flow(setup),
        phases=call("phases = find_phases", ["run", *levels_of(setup)]),
    )


def problem_of(setup: Setup) -> str:
    """The line that makes a setup's problem."""
    return call(
        "problem = Problem.power_law",
        _arguments(setup, "decay", "dimension", *_unusual(setup, *_OF_THE_PROBLEM)),
    )


def levels_of(setup: Setup) -> list[str]:
    """δ and ε as arguments, where they are not default."""
    return _arguments(setup, *_unusual(setup, *_OF_THE_PHASES))


def _descent(setup: Setup) -> str:
    name = "run = gradient_descent"
    arguments = ["problem", *_arguments(setup, "step_size", "steps", *_unusual(setup, "student"))]
    free = setup.student == FREE
    if setup.steps <= MOST_SINGLE_STEPS or (free and setup.step_size < LEAST_LIMIT):
        return call(name, arguments)
    bound = f"max_single_steps={literal(MOST_SINGLE_STEPS)}"
    why = _BOUND if free else _BOUND_ON_SPHERE
    return f"{why}\n{call(name, [*arguments, bound])}"


def _flow(setup: Setup) -> str:
    return call(
        "run = gradient_flow",
        ["problem", *_arguments(setup, "horizon", *_unusual(setup, "student"))],
    )


def _unusual(setup: Setup, *names: str) -> list[str]:
    return [name for name in names if getattr(setup, name) != PARAMETERS[name].default]


def _arguments(setup: Setup, *names: str) -> list[str]:
    return [f"{name}={literal(getattr(setup, name))}" for name in names]


def call(function: str, arguments: list[str]) -> str:
    """A call on one line, or with each argument on its own."""
    line = f"{function}({', '.join(arguments)})"
    if len(line) <= _WIDTH:
        return line
    return "\n".join([f"{function}(", *(f"    {argument}," for argument in arguments), ")"])


def literal(value: Value) -> str:
    """A value as Python has it: "flat", 0.01, 10_000_000."""
    return f'"{value}"' if isinstance(value, str) else f"{value:_}"
