"""Twelve ready hypotheses: each a full choice of what is run, a claim, and what would refute it.

Three are wrong, so that a visitor sees what a refutation looks like. The tests solve every one and
hold it to its verdict.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.hypothesis import Answer
from core.parameters import Setup
from ui.lab.choice import NONE, Lab


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis.

    Attributes:
        says: what is believed, Markdown; begins a sentence and has no full stop.
        refuted_by: what would refute it, a sentence of Markdown.
        answer: what the runs say.
        lab: what is run and fitted.
        setup: what does not vary; its seed is the visitor's.
    """

    says: str
    refuted_by: str
    answer: Answer
    lab: Lab
    setup: Setup = field(default_factory=Setup)


_FLAT = Setup(method="flow", teacher="flat", decay=3.0, dimension=10_000)
_GROUPS = {"colour": NONE, "colours": "", "facet": NONE, "facets": ""}
_LATE = {"vary": "horizon", "low": 1e3, "high": 1e5, "points": 8, "claim": "loss", "within": 0.03}
_START = {"vary": "start_norm", "low": 1e-6, "high": 1e-2, "points": 10, "seeds": 16}


def _lab(hypothesis: str, quantity: str, **chosen: object) -> Lab:
    whole = _GROUPS | chosen
    return Lab(hypothesis, quantity, **whole)  # type: ignore[arg-type]  # Tested: every link.


READY = {
    "sharp": Hypothesis(
        r"$T_2$ grows as $\varepsilon^{-a/(a-1)}$",
        r"An exponent in $\varepsilon$ more than 0.1 off, or a curve that is no power at all.",
        Answer.CONSISTENT,
        Lab(),
    ),
    "bound": Hypothesis(
        r"$T_2$ grows as the paper's upper bound does, $\varepsilon^{-2a/(a-1)}$",
        "A smaller exponent: a bound may be far above what happens.",
        Answer.NOT_CONSISTENT,
        Lab(hypothesis="bound", claim="bound"),
    ),
    "loss": Hypothesis(
        "The loss falls as $t^{-(a-1)/a}$",
        "An exponent more than 0.03 off, or an exponential.",
        Answer.CONSISTENT,
        _lab("loss", "loss-end", **_LATE, colour="decay", colours="3~4"),
        _FLAT,
    ),
    "teacher": Hypothesis(
        "A teacher that decays as $i^{-b/2}$ is learned faster: the loss falls as "
        "$t^{-(a+b-1)/a}$",
        "The same exponent for all $b$, or any more than 0.03 off.",
        Answer.CONSISTENT,
        _lab("teacher", "loss-end", **_LATE, colour="teacher_decay", colours="0~0.5~1"),
        _FLAT,
    ),
    "precondition": Hypothesis(
        r"Preconditioning shortens the slow phase: $T_2$ grows as $\varepsilon^{-a(1-p)/(a-1)}$",
        "The same exponent for every $p$, or any more than 0.1 off.",
        Answer.CONSISTENT,
        _lab(
            "precondition", "t2", vary="epsilon", low=1e-4, high=3e-3, points=10,
            colour="preconditioner", colours="0~0.3", claim="sharp",
        ),
        replace(_FLAT, horizon=1e9),
    ),
    "tail": Hypothesis(
        "The time to halve the MSE grows as $d^a$",
        "An exponent in $d$ more than 0.1 off $a$.",
        Answer.CONSISTENT,
        _lab(
            "tail", "time-of-mse", level=0.5, vary="dimension", low=1e3, high=3e4, points=8,
            colour="decay", colours="1.5~2", claim="tail",
        ),
        Setup(method="flow", teacher="flat", horizon=1e9),
    ),
    "size": Hypothesis(
        "The loss does not feel the dimension",
        "A loss at $t = 100$ that rises or falls with $d$, by more than a hundredth.",
        Answer.CONSISTENT,
        _lab(
            "size", "loss-at", level=100.0, vary="dimension", low=300.0, high=3e4, points=8,
            model="constant", claim=NONE,
        ),
        _FLAT,
    ),
    "escape": Hypothesis(
        "The escape takes longer in more dimensions, as the logarithm of $d$",
        "A power of $d$ that fits as well, or a bend.",
        Answer.CONSISTENT,
        _lab(
            "escape", "time-of-u", level=0.5, vary="dimension", low=300.0, high=1e5, points=8,
            model="log", claim=NONE,
        ),
        Setup(method="flow", teacher="flat", decay=2.0, horizon=100.0),
    ),
    "start": Hypothesis(
        "A start ten times as small takes ten times as long to escape",
        "An exponent other than $-1$: each tenth adds the same time, a logarithm.",
        Answer.NOT_CONSISTENT,
        _lab("start", "t1", **_START, claim="number", exponent=-1.0),
        Setup(method="flow", horizon=1e3),
    ),
    "spectrum": Hypothesis(
        "The spectrum makes no difference to the escape",
        "An escape time $T_1$ that changes with $a$: a steeper spectrum escapes sooner.",
        Answer.NOT_CONSISTENT,
        _lab(
            "spectrum", "t1", vary="decay", low=1.2, high=4.0, points=12, spacing="linear",
            seeds=16, model="constant", claim=NONE,
        ),
        Setup(dimension=10_000),
    ),
    "sphere": Hypothesis(
        "A student whose norm is held fixed stops learning: its loss stays where it is",
        "A loss that goes on falling from $t = 1000$ on, by more than a hundredth.",
        Answer.CONSISTENT,
        _lab("sphere", "loss-end", **_LATE | {"claim": NONE, "within": 0.01}, model="constant"),
        replace(_FLAT, student="fixed norm"),
    ),
    "step": Hypothesis(
        r"Below the stability limit the step size $\eta$ does not matter, measured in $t = \eta k$",
        r"A convergence time $T_2$ that changes with $\eta$ by more than a hundredth.",
        Answer.CONSISTENT,
        _lab(
            "step", "t2", vary="step_size", low=1e-3, high=0.05, points=8, model="constant",
            claim=NONE,
        ),
        Setup(epsilon=0.02, teacher="flat"),
    ),
}  # fmt: skip
