"""How each part was checked: against what, and what was found. The numbers are of
docs/measurements.md, which says what prints each."""

from __future__ import annotations

from ui.theory_text.section import Section, Step

SECTION = Section(
    "checks",
    "How it was checked",
    (
        Step(
            r"""
Theory and simulation share no code but the reduction to nodes, and a rule in the build holds that.
What is compared with what:

| what | held against | found |
|---|---|---|
| gradient descent | the loop, step by step | median of the worst 1.3·10⁻⁹ |
| the same, tolerance 10⁻¹⁰ | the same | worst 9.6·10⁻¹¹ |
| the flow | SciPy's Radau on all modes | within the tolerance asked for |
| nodes | sums over all modes | about 10⁻¹⁵ relative; K at most 300 |
| online SGD | a NumPy loop on the same samples | $u$ differs by 9·10⁻¹⁸ a step at most |
| groups of equal eigenvalue | all modes, 2,000 runs | smallest of 18 Kolmogorov–Smirnov p 0.075 |
| the laws, $d = 10^6$, $t \ge 10^5$ | solved runs, $a = 1.5, 2, 3$ | within 1 % |
| exponents, ten Gaussian teachers | the law's, same window | differ by at most 0.012 |
""",
            (),
            (
                "tests/core/dynamics/test_descent.py::test_the_error_follows_the_tolerance",
                "tests/core/dynamics/test_flow.py::test_the_error_stays_within_the_tolerance",
                "tests/core/test_laws_against_runs.py::test_a_million_dimensions_late",
            ),
        ),
        Step(
            r"""
A law has a range, and outside of it a test shows that it fails: before the escape, at $a = 0$, for
a large start, past the cutoff of a finite $d$, past the stability limit. A number that a finite
run cannot show is not given: the table of exponents says what $d$ or horizon it would take.
""",
            (),
            (
                "tests/core/theory/test_convergence.py::test_the_laws_say_nothing_before_the_escape",
                "tests/core/theory/test_convergence.py::"
                "test_there_is_no_law_past_the_stability_limit",
                "tests/core/test_exponents.py::test_the_dimension_named_gives_the_window",
            ),
        ),
    ),
)
