"""The derivation: what it names exists, its formulas are closed, its numbers are the run's."""

import ast
import inspect
import re
from functools import cache

import numpy as np
import pytest

from core import theory
from core.parameters import Setup
from core.run import solve
from tests.serving import ROOT
from tests.ui.cases import CASES
from ui import compute
from ui.text.numbers import number
from ui.text.typeset import to_html
from ui.theory_text import SECTIONS, Present, Section, Step, present
from ui.theory_text.questions import QUESTIONS, answers
from ui.theory_text.sources import is_test, source_of, target
from ui.view import View

STEPS = [
    pytest.param(step, id=f"{section.key}-{place}")
    for section in SECTIONS
    for place, step in enumerate(section.steps)
]
# The page takes the student as free, whatever is chosen elsewhere.
FREE_CASES = {name: setup for name, setup in CASES.items() if setup.student == "free"}
MEASUREMENTS = (ROOT / "docs" / "measurements.md").read_text(encoding="utf-8")


@cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def now(setup: Setup) -> Present:
    return present(View(setup=setup), compute.solution(setup))


def section(key: str) -> Section:
    return next(section for section in SECTIONS if section.key == key)


def said(key: str, place: int, setup: Setup) -> str:
    numbers = section(key).steps[place].numbers
    assert numbers is not None
    return numbers(now(setup))


@pytest.mark.parametrize("step", STEPS)
def test_named_functions_and_tests_exist(step: Step) -> None:
    for name in step.computed_by:
        assert callable(target(name))
        source = source_of(name)
        lines = (ROOT / source.path).read_text(encoding="utf-8").splitlines()
        first = inspect.cleandoc(lines[source.line - 1])
        assert source.text.splitlines()[0] == first
        assert f" {source.name}" in source.text
    for test in step.checked_by:
        path, _, function = test.partition("::")
        assert function in functions_in(path), test
        source = source_of(test)
        assert (source.path, source.name) == (path, function)
        assert ast.parse(source.text).body[0].name == function  # type: ignore[attr-defined]


def test_a_section_names_functions_first_and_each_once() -> None:
    for part in SECTIONS:
        assert len(set(part.names)) == len(part.names)
        kinds = [is_test(name) for name in part.names]
        assert kinds == sorted(kinds)
        assert {n for step in part.steps for n in step.computed_by + step.checked_by} == set(
            part.names
        )


def test_where_the_tests_are_not_installed_a_name_is_all_there_is() -> None:
    source = source_of("tests/core/test_nowhere.py::test_nothing")
    assert (source.name, source.path, source.text) == (
        "test_nothing",
        "tests/core/test_nowhere.py",
        "",
    )


@pytest.mark.parametrize("step", STEPS)
def test_formulas_are_closed(step: Step) -> None:
    text = step.text
    assert text.count("$$") % 2 == 0
    displayed = text.split("$$")[1::2]
    inline = re.sub(r"\$\$.*?\$\$", "", text, flags=re.DOTALL)
    assert inline.count("$") % 2 == 0
    for formula in (*displayed, *re.findall(r"\$([^$]+)\$", inline)):
        assert formula.count("{") == formula.count("}")
        # A line that begins so would be read as a list, not as a formula.
        assert not re.search(r"^\s*[-+*] ", formula, flags=re.MULTILINE)


@pytest.mark.parametrize("setup", FREE_CASES.values(), ids=FREE_CASES.keys())
def test_numbers_at_any_setting(setup: Setup) -> None:
    here = now(setup)
    for part in SECTIONS:
        for step in part.steps:
            if step.numbers is not None:
                text = step.numbers(here)
                assert to_html(text)
                assert "nan" not in re.findall(r"\w+", text)
                assert "not a number" not in text


def test_the_numbers_are_the_runs() -> None:
    setup = Setup()
    run = solve(setup)
    problem, trajectory = run.problem, run.trajectory
    for rate in problem.eigenvalues[:3]:
        assert number(rate) in said("model", 0, setup)
    assert number(theory.escape_rate(problem, step_size=0.01)) in said("phases", 1, setup)
    predicted = theory.escape_time(problem, 0.1, step_size=0.01)
    assert predicted is not None
    assert run.phases.t1 is not None
    assert f"ratio {number(run.phases.t1 / predicted)}" in said("phases", 2, setup)
    end = trajectory.time[-1]
    for quantity in ("one_minus_u", "one_minus_s", "loss"):
        law = getattr(theory, quantity)(problem, end, step_size=0.01)
        ratio = float(getattr(trajectory, quantity)[-1] / law)
        assert number(ratio, 4) in said("laws", 0, setup)
        assert ratio == pytest.approx(1, abs=0.01)
    learned = int(theory.modes_learned(problem, end, step_size=0.01))
    assert f"{learned:,} of 1,000 modes" in said("tail", 2, setup)
    ratio = float(trajectory.mse[-1] / theory.mse(problem, end, step_size=0.01))
    assert number(ratio, 4) in said("tail", 2, setup)
    plateau = float(np.mean(problem.teacher**2))
    assert number(plateau) in said("tail", 0, setup)
    assert number(theory.max_stable_step(problem)) in said("steps", 1, setup)


def test_measured_numbers_are_those_of_the_measurements() -> None:
    table = section("checks").steps[0].text
    quoted = re.findall(r"\d(?:\.\d+)?·10[⁻⁰-⁹]+|0\.\d+", table)
    assert len(quoted) >= 5
    for figure in quoted:
        assert figure in MEASUREMENTS


def test_the_derivation_of_the_laws_is_the_laws() -> None:
    """e_i = −w*_i (g + e^(−8λt)) with its g put in: u, s and L to leading order are the laws."""
    problem = solve(Setup(dimension=100_000, decay=3.0, steps=100)).problem
    rate, teacher = problem.eigenvalues, problem.teacher
    for time in (1e3, 1e5):
        slow, fast = (theory.unlearned_signal(problem, k * time) for k in (8, 16))
        v = -(slow + 1.5 * fast) / 3
        g = 2 * v + 1.5 * fast
        e = -teacher * (g + np.exp(-8 * rate * time))
        seen = np.sum(rate * e * teacher)
        # To leading order: what is left out is of the order of F² against F.
        assert -seen == pytest.approx(theory.one_minus_u(problem, time), rel=10 * slow)
        size = np.sum(rate * e * e)
        assert size == pytest.approx(fast, rel=10 * slow)
        assert -(2 * seen + size) == pytest.approx(theory.one_minus_s(problem, time), rel=10 * slow)


def test_questions_name_pages_that_there_are() -> None:
    navigation = (ROOT / "app.py").read_text(encoding="utf-8")
    html = answers(View(setup=Setup(decay=3.0)))
    for question in QUESTIONS:
        address = "./" if question.page == "explore" else f"./{question.page}"
        student = "" if question.student == "free" else "&amp;student=fixed+norm"
        assert f'href="{address}?a=3{student}"' in html
        assert (ROOT / "pages" / f"{question.page}.py").is_file()
        assert f'"pages/{question.page}.py", title="{question.title}"' in navigation


RUNS_WITHOUT_A_LAW = {
    "diverges": Setup(step_size=1e6, steps=1000),
    "never escapes": Setup(steps=20),
    "isotropic": Setup(decay=0.0),
    "jumps about": Setup(step_size=0.2, steps=100_000),
    "preconditioned, never escapes": Setup(preconditioner=0.5, steps=5),
    "two dimensions": Setup(dimension=2),
    "large start": Setup(start_norm=30.0),
}


@pytest.mark.parametrize("setup", RUNS_WITHOUT_A_LAW.values(), ids=RUNS_WITHOUT_A_LAW.keys())
def test_where_no_law_holds_none_is_quoted(setup: Setup) -> None:
    laws, phases = compute.solution(setup).laws, compute.solution(setup).run.phases
    assert not np.isfinite(laws.mse).any()
    assert now(setup).facts.learned is None
    for place, name in (("tail", "mse"), ("laws", "one_minus_u")):
        text = said(place, 2 if place == "tail" else 0, setup)
        assert text.endswith(f"does not hold to the end of this run: {laws.why_not(name)}.")
    time = said("laws", 2, setup)
    assert ("no $T_2$" in time) == (phases.t2 is None)
    assert "ratio" not in time
    for part in SECTIONS:
        for text in part.numbers(now(setup)):
            assert "modes are learned" not in text
            assert "is gone at" not in text
            assert "nearer to 1" not in text


@pytest.mark.parametrize(
    "setup", [Setup(method="flow", horizon=1e9), Setup(preconditioner=0.5)], ids=str
)
def test_where_all_is_learned_nothing_is_left(setup: Setup) -> None:
    """What is left is lost in rounding long before the end, and so is what the law would say."""
    assert "nothing is left of $1-u$" in said("laws", 0, setup)
    assert "nothing is left of the MSE" in said("tail", 2, setup)
    assert "nearer to 1" not in said("laws", 2, setup)


def test_the_nearer_the_smaller_epsilon_is_said_of_a_run_that_comes_to_its_law() -> None:
    assert "nearer to 1" in said("laws", 2, Setup())
    ratios = []
    for epsilon in (0.05, 0.005):
        found = compute.solution(Setup(epsilon=epsilon))
        assert found.run.phases.t2 is not None
        assert found.laws.convergence_time is not None
        ratios.append(found.run.phases.t2 / found.laws.convergence_time)
    assert abs(ratios[1] - 1) < abs(ratios[0] - 1) / 2


@pytest.mark.parametrize(
    "setup",
    [
        Setup(teacher="flat", teacher_decay=4.0),
        Setup(teacher_decay=1.0),
        Setup(preconditioner=0.5),
        Setup(decay=1.0),
    ],
    ids=str,
)
def test_the_papers_bound_of_the_plateau_is_for_its_setting(setup: Setup) -> None:
    assert "no bound for these settings" in said("tail", 0, setup)
    assert "constant" not in said("tail", 0, setup)


def test_a_bound_beyond_the_plateau_is_no_number() -> None:
    setup = Setup(dimension=20, decay=4.0)
    assert theory.plateau_bound(4.0, 20, setup.epsilon) > np.mean(solve(setup).problem.teacher ** 2)
    assert "it says nothing" in said("tail", 0, setup)
    assert number(float(theory.plateau_bound(2.0, 10**5, 0.05))) in said(
        "tail", 0, Setup(dimension=10**5, steps=1000)
    )


def test_sections_have_anchors_of_their_own() -> None:
    keys = [part.key for part in SECTIONS]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z]+", key) for key in keys)
