"""Sentences about the tail of a run, made from its numbers. All of them are Markdown."""

from __future__ import annotations

import math

from core import theory
from core.run import Run
from core.trajectory import Status
from ui.cursor import Reading
from ui.laws import Laws
from ui.tail.numbers import Tail
from ui.text.numbers import exact, number, tex, tex_count
from ui.text.records import records
from ui.text.words import Sentence, Tone, last_time, moment, plain, step_name

HOW_TO_READ = (
    "**Top.** The MSE waits on a plateau until the slow modes are learned. Dashed is the law "
    r"$\text{MSE} = (1/d) \sum w_i^{\star 2} e^{-16\lambda_i t}$, which knows nothing of the run. "
    "Dotted is the frozen approximation: from $T_2$ on each mode relaxes by itself, "
    r"$w_i' = 8\lambda_i (w_i^\star - w_i)$, so the MSE is that at $T_2$ times $S$, the share of "
    "errors left. The band around it is Theorem 2's, with its unknown constants set to 1: it is a "
    r"part $\varepsilon$ wide at first, and says nothing once $\varepsilon\tau$ passes $d^{1/2}$.",
    "**Left.** What is left of each mode, $e_i^2 / w_i^{\\star 2}$: 1 is untouched, 0 is learned. "
    r"The front passes from the large eigenvalues to the small ones, $i^* = (16 t/H)^{1/a}$ with "
    r"$H = \sum j^{-a}$; pale dots are the run a decade of time earlier. Far behind the front a "
    "run is above the law: its modes are held up by what is still to be learned of the others.",
    "**Right.** The drop of the MSE since $T_2$. Theorem 2 compares it with $S_d$, the tail of $d$ "
    "equal errors (dotted), which has three windows: linear, then the power $1/a$, then the end. A "
    "run has learned its fast modes by $T_2$, so its drop is smaller at first and has slope 1 for "
    r"about as long as $T_2$; dashed is $1 - S$ with the errors that this run has at $T_2$.",
)
_REPELLED = (Status.PERIODIC, Status.IRREGULAR, Status.DIVERGED, Status.STOPPED)


def headline(run: Run, laws: Laws, tail: Tail, reading: Reading, learned: float) -> Sentence:
    """How much is learned at the time that is read, and how much of the MSE is left."""
    status = run.trajectory.status
    if status is Status.NO_OVERLAP:
        return Sentence(plain(run.trajectory.sentence), Tone.WARNING)
    if status in _REPELLED or laws.repels(run.trajectory):
        return Sentence(_repelled(run, tail, learned), Tone.NOTE)
    if tail.t2 is None:
        return Sentence(_without_t2(run, laws, tail, learned, reading))
    share = _share(reading.mse / tail.mse_at_t2) if tail.mse_at_t2 > 0 else "nothing"
    return Sentence(
        f"At {_at(reading)} the run has learned **{_modes(learned, run)}** of {_dimension(run)} "
        f"modes{_front(run, reading.time)}; **{share}** of the MSE at $T_2 = {tex(tail.t2)}$ "
        f"is left. {_half(run, tail)}"
        if reading.time > tail.t2
        else f"At {_at(reading)}, before $T_2 = {tex(tail.t2)}$, the run has learned "
        f"**{_modes(learned, run)}** of {_dimension(run)} modes. {_half(run, tail)}"
    )


def slope(run: Run, laws: Laws) -> str:
    """The fitted exponent of the drop beside theory and law; why there is none where there is."""
    row = next(row for row in records(run.exponents) if row["quantity"] == "mse drop")
    if math.isnan(row["fitted"]):
        why = f": {plain(str(row['verdict']))}" if row["verdict"] else ""
        return f"No exponent is fitted to the drop{why}."
    theory_says = "" if math.isnan(row["theory"]) else f"; in the limit ${tex(row['theory'], 2)}$"
    law_says = f"; the law's own slope there is ${tex(row['law'], 2)}$"
    good = laws.good_over("mse", row["window_start"], row["window_end"])
    return (
        f"Between $t = {tex(row['window_start'], 2)}$ and ${tex(row['window_end'], 2)}$ the drop "
        rf"grows as $\tau$ to the power **${tex(row['fitted'], 2)}$**"
        f"{law_says if good else ''}{theory_says}."
    )


def of_the_law(laws: Laws, time: float) -> str:
    """What a chart at one time says of the law: whether it is there, and if not, when it is."""
    if law_holds(laws, time):
        return "dots: run; dashed: law"
    if not offered(laws):
        return "no law holds here"
    return "the law holds from T₁′ on" if time < laws.late[0] else "here the law holds no longer"


def offered(laws: Laws) -> bool:
    """Whether the law of the MSE is good at any time of the run."""
    return laws.ranges is not None and laws.ranges.mse.offered


def law_holds(laws: Laws, time: float) -> bool:
    """Whether that law is drawn at a time."""
    return (
        laws.ranges is not None
        and laws.ranges.mse.offered
        and float(laws.late[0]) <= time <= laws.ranges.mse.last
    )


def on_the_law(run: Run, laws: Laws) -> str:
    """Why the law of the MSE is not drawn, or not up to the end; '' where it is, or is no news."""
    why = laws.why_not("mse")
    if not why or run.trajectory.status in _REPELLED or laws.repels(run.trajectory):
        return ""
    if laws.ranges is None or not laws.ranges.mse.offered:
        return f"**Law.** None is drawn of the MSE: {why}."
    return (
        f"**Law.** That of the MSE is drawn up to $t = {tex(laws.ranges.mse.last, 2)}$: then {why}."
    )


def descriptions(run: Run, tail: Tail, reading: Reading, learned: float) -> tuple[str, str, str]:
    """The three charts in plain text, for a reader who does not see them."""
    at_t2 = "not reached" if tail.t2 is None else number(tail.t2)
    return (
        f"Mean squared error against time; T2 {at_t2}.",
        f"Error left of each mode at t = {number(reading.time)}: "
        f"{_modes(learned, run)} of {run.setup.dimension:,} modes are learned.",
        "Drop of the mean squared error since T2 against the time since then, beside the "
        f"benchmark; T2 {at_t2}.",
    )


def _at(reading: Reading) -> str:
    step = "" if reading.step is None else f" ({step_name(reading.step)})"
    return f"$t = {tex(reading.time)}${step}"


def _dimension(run: Run) -> str:
    return f"${tex_count(run.setup.dimension)}$"


def _modes(learned: float, run: Run) -> str:
    if learned >= run.setup.dimension - 0.5:
        return "all"
    return "none" if learned < 1 else f"{math.floor(learned):,}"


def _front(run: Run, time: float) -> str:
    setup = run.setup
    if setup.decay == 0 or setup.preconditioner == 1:
        shared = "eigenvalue" if setup.decay == 0 else "rate"
        return f", which all share one {shared}"
    front = float(
        theory.learning_front(
            setup.decay, setup.dimension, time, preconditioner=setup.preconditioner
        )
    )
    if front >= setup.dimension:
        return " (by the law the front is past the last)"
    return f" (by the law the front is at $i^* = {tex(front)}$)"


def _half(run: Run, tail: Tail) -> str:
    if tail.half is None:
        return ""
    late = "" if tail.half <= last_time(run) else ", past the end of this run"
    return f"By the law it is down to **half of its plateau** at $t = {tex(tail.half)}${late}."


def _without_t2(run: Run, laws: Laws, tail: Tail, learned: float, reading: Reading) -> str:
    expected = laws.convergence_time
    epsilon = rf"$\varepsilon = {exact(run.setup.epsilon)}$"
    when = ""
    if expected is not None and expected > last_time(run):
        when = f" (the law expects it at $t = {tex(expected)}$)"
    return (
        rf"**No tail yet:** $u$ and $s$ are not within {epsilon} of 1 for good by the end, "
        f"{moment(run, last_time(run))}{when}, so there is no $T_2$ to measure a drop from. At "
        f"{_at(reading)} {_modes(learned, run)} of {_dimension(run)} modes are learned. "
        f"{_half(run, tail)}"
    )


def _repelled(run: Run, tail: Tail, learned: float) -> str:
    more = " So there is no $T_2$, and no law of a tail."
    if learned >= 1:
        more += f" Yet {_modes(learned, run)} of {_dimension(run)} modes are nearly learned."
    if tail.time[-1] < last_time(run):
        more += f" The modes are followed up to $t = {tex(float(tail.time[-1]))}$."
    return plain(run.trajectory.sentence) + more


def _share(left: float) -> str:
    if left >= 0.9995:
        return "more than 99.9%"
    return "nothing" if left < 1e-12 else f"{number(100 * left)}%"
