"""The exported scripts, run as a visitor would run them."""

import ast
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings

from core.exponents import fit_exponents
from core.parameters import PARAMETERS, Setup
from core.phases import find_phases
from core.run import Run, problem_of, trajectory_of
from tests.ui.setups import setups
from tests.ui.sharing.scripts import executed, number
from ui.compute import MOST_SINGLE_STEPS
from ui.laws import laws_of
from ui.presets import PRESETS
from ui.sharing.code import as_code

# Not among the presets: every argument, and a run that the page stops.
EVERYTHING = Setup(
    decay=0.1 + 0.2, dimension=50, teacher="flat", teacher_decay=1.5, start_norm=0.1, seed=3,
    step_size=0.5, steps=1_000, delta=0.3, epsilon=0.01,
)  # fmt: skip
STOPPED = Setup(dimension=10, step_size=0.16, steps=MOST_SINGLE_STEPS + 1)
RUN = {preset.key: preset.setup for preset in PRESETS} | {
    "everything": EVERYTHING,
    "stopped": STOPPED,
}


def as_the_page_solves(setup: Setup) -> Run:
    problem = problem_of(setup)
    trajectory = trajectory_of(setup, problem, max_single_steps=MOST_SINGLE_STEPS)
    phases = find_phases(trajectory, delta=setup.delta, epsilon=setup.epsilon)
    exponents = fit_exponents(trajectory, problem, phases)
    return Run(setup, problem, trajectory, phases, exponents, seconds=0.0)


@pytest.fixture(scope="module")
def outputs() -> dict[str, str]:
    with ThreadPoolExecutor(2) as pool:
        printed = pool.map(executed, [as_code(setup) for setup in RUN.values()])
        return dict(zip(RUN, printed, strict=True))


def digits(value: float | None) -> str:
    return "none" if value is None else f"{value:.6g}"


@pytest.mark.parametrize("name", RUN)
def test_script_prints_what_the_page_shows(name: str, outputs: dict[str, str]) -> None:
    output = outputs[name]
    run = as_the_page_solves(RUN[name])
    trajectory, phases, laws = run.trajectory, run.phases, laws_of(run)
    assert output.startswith(trajectory.sentence + "\n")
    expected = {
        "T1, u reaches delta:": phases.t1,
        "by the linear theory:": laws.escape_time,
        "T1', s passes 1/3 for good:": phases.t1_prime,
        "T2, u and s within epsilon of 1:": phases.t2,
        "t =": trajectory.time[-1],
        "u =": trajectory.u[-1],
        "1 - u =": trajectory.one_minus_u[-1],
        "s =": trajectory.s[-1],
        "1 - s =": trajectory.one_minus_s[-1],
        "loss =": trajectory.loss[-1],
        "MSE =": trajectory.mse[-1],
        "u grows at the rate": laws.escape_rate,
        "steps up to": laws.stability_limit,
    }
    printed = {label: number(output, label) for label in expected}
    assert printed == {label: digits(value) for label, value in expected.items()}


@pytest.mark.parametrize("method", ["gd", "flow"])
def test_script_of_a_fixed_norm_has_the_rest_state(method: str) -> None:
    setup = Setup(method=method, dimension=50, horizon=100.0, steps=10**7, student="fixed norm")
    output = executed(as_code(setup))
    run = as_the_page_solves(setup)
    rest = laws_of(run).rest
    assert rest is not None
    assert number(output, "comes to rest at u =") == digits(rest.u)
    assert number(output, "loss =") == digits(run.trajectory.loss[-1])
    assert "linear theory" not in output
    assert "stable at the teacher" not in output


@pytest.mark.parametrize("name", RUN)
def test_script_prints_the_table_of_exponents(name: str, outputs: dict[str, str]) -> None:
    table = as_the_page_solves(RUN[name]).exponents
    rows = outputs[name].partition("\nExponents\n")[2].splitlines()
    names = ["fitted", "low", "high", "theory", "law"]
    assert rows[0].split() == ["phase", "quantity", *names]
    for row, (_, expected) in zip(rows[1:], table.iterrows(), strict=False):
        printed = row.split()
        assert printed[0] == expected["phase"]
        assert " ".join(printed[1:-5]) == expected["quantity"]
        for text, value in zip(printed[-5:], expected[names], strict=True):
            # Three decimals, less the zeros that a whole column may drop.
            assert float(text) == pytest.approx(round(value, 3), abs=1e-12, nan_ok=True)
    verdicts = [f"{row['quantity']}: {row['verdict']}" for _, row in table.iterrows()]
    assert rows[1 + len(table) :] == verdicts


def calls(script: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.Call):
            arguments = {
                keyword.arg: keyword.value.value
                for keyword in node.keywords
                if keyword.arg and isinstance(keyword.value, ast.Constant)
            }
            yield ast.unparse(node.func), arguments


@given(setups())
@settings(max_examples=300)
def test_script_of_any_setup_says_exactly_that_setup(setup: Setup) -> None:
    script = as_code(setup)
    assert max(map(len, script.splitlines())) <= 100
    found = dict(calls(script))
    method = "gd" if "gradient_descent" in found else "flow"
    given_arguments = {"method": method}
    for name in ("Problem.power_law", "gradient_descent", "gradient_flow", "find_phases"):
        given_arguments |= found.get(name, {})
    bound = given_arguments.pop("max_single_steps", None)
    # What the method does not take is not said.
    unused = ["horizon"] if method == "gd" else ["step_size", "steps"]
    assert not set(unused) & set(given_arguments)
    unsaid = {name: getattr(setup, name) for name in unused}
    assert Setup(**given_arguments, **unsaid) == setup
    # Steps below 1/12 are below every stability limit.
    single = setup.step_size >= 1 / 12 or setup.student == "fixed norm"
    long = method == "gd" and setup.steps > MOST_SINGLE_STEPS and single
    assert bound == (MOST_SINGLE_STEPS if long else None)


def test_defaults_are_left_out() -> None:
    script = as_code(Setup())
    assert "problem = Problem.power_law(decay=2.0, dimension=1_000)\n" in script
    assert "run = gradient_descent(problem, step_size=0.01, steps=10_000_000)\n" in script
    assert "phases = find_phases(run)\n" in script
    unsaid = set(PARAMETERS) - {"decay", "dimension", "step_size", "steps"}
    assert not [name for name in unsaid if f"{name}=" in script]


def test_script_is_short() -> None:
    assert len(as_code(EVERYTHING).splitlines()) < 60
