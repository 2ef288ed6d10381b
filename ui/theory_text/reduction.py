"""Why two numbers are not enough, and what takes the place of d modes."""

from __future__ import annotations

from ui.text.numbers import exact
from ui.theory_text.present import Present
from ui.theory_text.section import Section, Step


def _nodes(now: Present) -> str:
    return (
        f"Here ${exact(now.run.setup.dimension)}$ modes are ${now.facts.nodes}$ nodes: "
        "ours, and good to fourteen digits."
    )


SECTION = Section(
    "reduction",
    "From d modes to few",
    (
        Step(
            r"""
The loss knows $u$ and $s$ only, but their equations know more. With the moments
$u^{(k)} = \langle w, Q^k w^\star\rangle$ and $s^{(k)} = \langle w, Q^k w\rangle$ each order asks
for the next, (3.4)-(3.5):

$$
\dot s^{(k)} = 8(1-3s)\,s^{(k+1)} + 16\,u\,u^{(k+1)}, \qquad
\dot u^{(k)} = 4(1-3s)\,u^{(k+1)} + 8\,u\,s^{\star(k+1)} .
$$

Where all eigenvalues are equal, $a = 0$, the first order is all there is; for a power law the
chain never ends, and a chain that is cut leaves the run sooner or later.
""",
            ("core.theory.cut_hierarchy", "core.theory.isotropic_path"),
            (
                "tests/core/theory/test_hierarchy.py::test_it_solves_the_moment_equations",
                "tests/core/theory/test_hierarchy.py::test_a_cut_follows_the_run_and_then_leaves_it",
                "tests/core/theory/test_isotropic.py::test_it_is_the_run_of_equal_eigenvalues",
            ),
        ),
        Step(
            r"""
Given the paths of $u$ and $s$, every mode is linear. With $\Theta(t) = \int_0^t(1-3s)\,d\tau$,
Duhamel's formula (5.2) reads

$$
w_i(t) = e^{4\lambda_i\Theta(t)}\,w_i(0) +
8\lambda_i w^\star_i\int_0^t e^{4\lambda_i(\Theta(t)-\Theta(\tau))}\,u(\tau)\,d\tau ,
$$

and its sum with the weights $\lambda_i w^\star_i$ is one Volterra equation for $u$, (5.3). The
paper prints its kernel in $t-\tau$; it has to be in $\Theta(t)-\Theta(\tau)$, as the page Paper
shows in numbers. It is solved here by a method of its own, to check the other.
""",
            ("core.theory.solve_volterra", "ui.paper.kernel.checks_of"),
            (
                "tests/core/theory/test_volterra.py::"
                "test_the_equation_holds_for_a_run_and_the_printed_kernel_does_not",
                "tests/core/theory/test_volterra.py::test_it_is_the_flow_of_all_modes",
            ),
        ),
        Step(
            r"""
So $w_i(t) = A(\lambda_i,t)\,w_i(0) + B(\lambda_i,t)\,w^\star_i$, with $A$ and $B$ the same smooth
functions of $\lambda$ for all modes. Whatever is shown ($u$, $s$, loss, MSE) is a sum over modes
of a smooth function with the weights $w_i(0)^2$, $w_i(0)w^\star_i$ and ${w^\star_i}^2$, and such a
sum can be taken over few points: the leading modes as they are, Chebyshev nodes in $\log\lambda$
for the rest. The cost of a run no longer depends on $d$.
""",
            ("core.reduction.reduce",),
            (
                "tests/core/test_reduction.py::test_any_spectrum",
                "tests/core/dynamics/test_descent.py::test_a_million_modes_agree_with_the_loop",
            ),
            _nodes,
        ),
    ),
)
