"""What the picture of the trade-off says, in numbers. All of it is Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.parameters import Setup
from ui.text.numbers import exact, number, tex
from ui.text.words import Sentence, Tone
from ui.trade_off.budget import Budget
from ui.trade_off.numbers import MOST_SINGLE_STEPS, Best, Outcome, at_time, best

HOW_TO_READ = (
    "**Top.** A steeper spectrum has fewer directions that matter: the run escapes sooner ($T_1$) "
    "and converges sooner ($T_2$), since by then the loss needs only the leading ones. But the "
    "last directions have eigenvalues of the order of $d^{-a}$, so the time to halve the MSE grows "
    "as $d^a$. What lies under the budget's line is done in time; a budget of steps $k$ of descent "
    "comes to the time $t = \\eta k$, so a longer step affords more.",
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


def headline(outcomes: Sequence[Outcome], budget: Budget, setup: Setup) -> Sentence:
    """Where loss and MSE are least for the budget, what the present a gives, what is not there."""
    if not outcomes:
        return Sentence(_WAIT)
    losses = [at_time(outcome.time, outcome.run.loss, budget.time) for outcome in outcomes]
    shares = [at_time(outcome.time, outcome.run.mse, budget.time) for outcome in outcomes]
    missing = _missing(outcomes, losses)
    if not any(value == value for value in losses):
        return Sentence(f"No run gets as far as {_named(budget)}.{missing}", Tone.NOTE)
    loss, mse = best(outcomes, losses), best(outcomes, shares)
    return Sentence(
        f"With a budget of {_named(budget)} {_least('the loss', loss, _plain)}, and "
        f"{_least('the MSE', mse, _percent)}. {_present(outcomes, losses, shares, setup)}{missing}"
    )


def description(outcomes: Sequence[Outcome], budget: Budget) -> str:
    """The figure in plain text, for a reader who does not see it."""
    return (
        "Against the decay exponent a: escape time, convergence time and the time to halve the "
        f"MSE; loss and MSE with a budget of {budget.text}. {len(outcomes)} values of a."
    )


def best_description(budget: Budget) -> str:
    """The figure of the best a in plain text."""
    of = "time" if budget.step_size is None else "steps"
    return f"The decay exponent at which loss and MSE are least, against the budget of {of}."


def _named(budget: Budget) -> str:
    time = f"$t = {tex(budget.time)}$"
    return time if budget.step_size is None else f"{budget.text} ({time})"


def _least(what: str, found: Best, show: Callable[[float], str]) -> str:
    if found.learned:
        return f"of {what} nothing is left at some $a$"
    if found.decay is None:
        return f"{what} is much the same at every $a$"
    return f"{what} is least at **$a = {exact(found.decay)}$** ({show(found.value)})"


def _present(
    outcomes: Sequence[Outcome], losses: Sequence[float], shares: Sequence[float], setup: Setup
) -> str:
    near = min(range(len(outcomes)), key=lambda place: abs(outcomes[place].decay - setup.decay))
    decay, loss, mse = exact(outcomes[near].decay), losses[near], shares[near]
    if not (loss == loss and mse == mse):
        return f"At $a = {decay}$ the run does not get so far."
    return f"At $a = {decay}$ they are {_plain(loss)} and {_percent(mse)}."


def _missing(outcomes: Sequence[Outcome], losses: Sequence[float]) -> str:
    """Why dots are not there, or are no sign of learning."""
    every, said = len(outcomes), ""
    repelled = sum(not outcome.stable for outcome in outcomes)
    if repelled:
        said += (
            f" For {repelled} of the {every} $a$ the step is longer than the largest stable one: "
            f"those runs oscillate or diverge, and are followed for {MOST_SINGLE_STEPS:,} steps."
        )
    stable = [
        (outcome, loss == loss)
        for outcome, loss in zip(outcomes, losses, strict=True)
        if outcome.stable
    ]
    left = sum(not known for _, known in stable)
    if left:
        said += f" {left} of the {every} runs do not get so far, or diverge."
    waiting = sum(known and outcome.run.t1 != outcome.run.t1 for outcome, known in stable)
    if waiting:
        said += f" {waiting} of the {every} runs do not escape within the longest run on offer."
    return said


def _plain(value: float) -> str:
    return f"${tex(value, 2)}$"


def _percent(share: float) -> str:
    return f"{number(100 * share, 2 if share < 0.99 else 3)}% of its plateau"
