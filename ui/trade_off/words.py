"""What the picture of the trade-off says, in numbers. All of it is Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.parameters import Setup
from ui.text.numbers import exact, number, tex
from ui.text.words import Sentence, Tone, step_name
from ui.trade_off.numbers import Best, Outcome, at_budget, best

HOW_TO_READ = (
    "**Top.** A steeper spectrum has fewer directions that matter: the run escapes sooner ($T_1$) "
    "and converges sooner ($T_2$), since by then the loss needs only the leading ones. But the "
    "last directions have eigenvalues of the order of $d^{-a}$, so the time to halve the MSE grows "
    "as $d^a$. What lies under the budget's line is done in time.",
    "**Middle and bottom.** Loss and MSE when the budget is spent; a ring marks the least. The "
    r"loss weighs each direction by its eigenvalue, the MSE weighs all alike, so they want "
    r"different spectra. The MSE is given as a part of its plateau $\lVert w^\star\rVert^2 / d$, "
    "the MSE of a run that has learned nothing: that depends on $a$ by the draw of $w^\\star$.",
    "**Best a.** No best $a$ is marked while the budget is too small to make a difference of 2%, "
    "nor once it is large enough to leave nothing at some $a$. All runs have the same seed, and "
    "each is followed as far as runs are offered: how long the run of the other pages is does not "
    "matter here. Dashed: the linear flow for $T_1$, else the sharp laws from $3\\,T_1$ on. They "
    "count time from 0, so they are early where the escape takes a part of the budget, and they "
    "are laws of $a > 1$: where the MSE is least they do not hold yet, and no line is drawn.",
)
_WAIT = "The runs are being solved, one for each $a$; what is pale is from before the last change."


def headline(outcomes: Sequence[Outcome], budget: float, setup: Setup) -> Sentence:
    """Where loss and MSE are least for the budget, and what the present a gives."""
    if not outcomes:
        return Sentence(_WAIT)
    losses = [at_budget(outcome.run.loss, budget) for outcome in outcomes]
    shares = [at_budget(outcome.run.mse, budget) for outcome in outcomes]
    if not any(value == value for value in losses):
        return Sentence(
            "No run gets as far as this budget: a step this small would take more steps than are "
            "offered, or the runs diverge.",
            Tone.NOTE,
        )
    loss, mse = best(outcomes, losses), best(outcomes, shares)
    return Sentence(
        f"With a budget of {_budget(budget, setup)} {_least('the loss', loss, _plain)}, and "
        f"{_least('the MSE', mse, _percent)}. {_present(outcomes, budget, setup)}"
        + _left_early(losses)
    )


def description(outcomes: Sequence[Outcome], budget: float) -> str:
    """The figure in plain text, for a reader who does not see it."""
    return (
        "Against the decay exponent a: escape time, convergence time and the time to halve the "
        f"MSE; loss and MSE at t = {number(budget)}. {len(outcomes)} values of a."
    )


def _budget(budget: float, setup: Setup) -> str:
    time = f"$t = {tex(budget)}$"
    if setup.method == "flow":
        return time
    return f"{time} ({step_name(round(budget / setup.step_size))})"


def _least(what: str, found: Best, show: Callable[[float], str]) -> str:
    if found.learned:
        return f"of {what} nothing is left at some $a$"
    if found.decay is None:
        return f"{what} is much the same at every $a$"
    return f"{what} is least at **$a = {exact(found.decay)}$** ({show(found.value)})"


def _present(outcomes: Sequence[Outcome], budget: float, setup: Setup) -> str:
    nearest = min(outcomes, key=lambda outcome: abs(outcome.decay - setup.decay))
    loss, mse = at_budget(nearest.run.loss, budget), at_budget(nearest.run.mse, budget)
    if not (loss == loss and mse == mse):
        return f"At $a = {exact(nearest.decay)}$ the run does not get so far."
    return f"At $a = {exact(nearest.decay)}$ they are {_plain(loss)} and {_percent(mse)}."


def _left_early(losses: Sequence[float]) -> str:
    missing = sum(value != value for value in losses)
    if not missing:
        return ""
    return f" {missing} of the {len(losses)} runs do not get so far, or diverge before."


def _plain(value: float) -> str:
    return f"${tex(value, 2)}$"


def _percent(share: float) -> str:
    return f"{number(100 * share, 2 if share < 0.99 else 3)}% of its plateau"
