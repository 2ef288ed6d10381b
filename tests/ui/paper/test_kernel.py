"""The Volterra kernel as printed and as it has to be, against a plain sum over all modes."""

import numpy as np
import pytest

from core import gradient_flow
from core.parameters import Setup
from core.run import problem_of
from ui.paper.kernel import checks_of, kernel_report


@pytest.mark.parametrize(
    "setup", [Setup(), Setup(decay=4.0, seed=3), Setup(decay=1.0, dimension=20)]
)
def test_against_the_trapezoidal_rule_on_all_modes(setup: Setup) -> None:
    problem = problem_of(setup)
    checks = checks_of(setup)
    assert [check.level for check in checks] == [0.1, 0.5, 0.9]
    for check in checks[:2]:
        time = np.linspace(0, check.time, 4001)
        run = gradient_flow(problem, check.time, at=time)
        step = time[1]
        theta = np.concatenate([[0], np.cumsum((2 - 3 * (run.s[1:] + run.s[:-1])) * step / 2)])
        rate, teacher = problem.eigenvalues, problem.teacher
        sign = np.sign(run.u[0] * problem.summary(problem.start)[0])
        source = sign * np.sum(rate * problem.start * teacher * np.exp(4 * rate * theta[-1]))
        for past, seen in (
            (theta[-1] - theta, check.corrected),
            (check.time - time, check.printed),
        ):
            memory = (rate**2 * teacher**2) @ np.exp(4 * rate[:, None] * past)
            whole = source + 8 * np.trapezoid(memory * run.u, time)
            # The trapezoidal rule's second order on 4,000 intervals.
            assert seen == pytest.approx(whole / run.u[-1], rel=1e-5)


@pytest.mark.parametrize("decay", [1.2, 2.0, 4.0])
@pytest.mark.parametrize("seed", [0, 1])
def test_one_is_right_and_the_printed_one_leaves_it_as_s_grows(decay: float, seed: int) -> None:
    checks = checks_of(Setup(decay=decay, seed=seed))
    assert checks
    for check in checks:
        assert check.corrected == pytest.approx(1, abs=1e-6)
    printed = [check.printed for check in checks]
    assert printed == sorted(printed)
    assert printed[0] < 1.1
    assert printed[-1] > 1.5


def test_report() -> None:
    assert "<table>" in kernel_report(Setup())
    assert "does not reach" in kernel_report(Setup(start_norm=1e3, dimension=2, decay=6.0))
