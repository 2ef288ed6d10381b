"""Sentences about a run, made from its own numbers. All of them are Markdown."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from core.parameters import FIXED_NORM, PARAMETERS
from core.run import Run
from core.theory import SphereRest
from core.trajectory import Status
from ui.laws import Laws
from ui.text.numbers import count, duration, exact, number, tex, tex_count
from ui.text.records import reading

# Of what a visitor gave, as much is repeated.
_REPEATED = 24
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


class Tone(StrEnum):
    """How loudly a sentence has to be said."""

    PLAIN = "plain"
    NOTE = "note"
    WARNING = "warning"


@dataclass(frozen=True)
class Sentence:
    """Markdown, and its tone."""

    text: str
    tone: Tone = Tone.PLAIN


NO_LAW_ON_SPHERE = (
    "The laws of the free student have the exponents of the way there, not its height or its end, "
    "and are not drawn."
)
# The runs that have no phases to tell of: their status is the news.
_TONES = {
    Status.NO_OVERLAP: Tone.WARNING,
    Status.PERIODIC: Tone.NOTE,
    Status.IRREGULAR: Tone.NOTE,
    Status.DIVERGED: Tone.WARNING,
    Status.STOPPED: Tone.WARNING,
}
_REPELLED = (Status.PERIODIC, Status.IRREGULAR, Status.DIVERGED)


def plain(text: str) -> str:
    """Text as Markdown that shows it unchanged: no emphasis, formula, link or image comes of it."""
    return _PUNCTUATION.sub(r"\\\1", text)


def shortened(text: str) -> str:
    """The beginning of a text that anybody may have written, without what cannot be shown."""
    text = "".join(character if character.isprintable() else "?" for character in text[:100])
    return text if len(text) <= _REPEATED else text[:_REPEATED] + "…"


def headline(run: Run) -> Sentence:
    """The run in one sentence: what became of it."""
    setup, phases, status = run.setup, run.phases, run.trajectory.status
    if status in _TONES:
        return Sentence(plain(run.trajectory.sentence), _TONES[status])
    start = f"With $a = {exact(setup.decay)}$ and $d = {tex_count(setup.dimension)}$ the run"
    end = moment(run, last_time(run))
    if phases.t1 is None:
        return Sentence(f"{start} has **not escaped** by its end, {end}.")
    escape = f"{start} **escapes** at {moment(run, phases.t1)}"
    if phases.t2 is None and setup.student == FIXED_NORM:
        left = tex(float(run.trajectory.loss[-1]), 2)
        return Sentence(
            f"{escape} and has **not converged** by its end, {end}: on the sphere of its start the "
            f"loss is still ${left}$."
        )
    if phases.t2 is None:
        return Sentence(f"{escape} and has **not converged** by its end, {end}.")
    return Sentence(
        f"{escape} and **converges** by {moment(run, phases.t2)}; "
        f"at its end, $t = {tex(last_time(run))},$ {_mse_left(run)} of the starting MSE is left."
    )


def story(run: Run, laws: Laws, *, powers: bool = True) -> list[str]:
    """One to three sentences, a paragraph each: what happened, and what theory says of it.

    Args:
        run: the run.
        laws: what theory says of it.
        powers: whether it says by what power of t the curves fall.
    """
    status, phases = run.trajectory.status, run.phases
    if status is Status.NO_OVERLAP:
        return [_no_overlap()]
    if laws.rest is not None:
        return _on_sphere(run, laws.rest, powers)
    sentences = [_escape(run, laws)]
    if status in _REPELLED:
        sentences.append(f"{_stability(run, laws)} The flow, the limit of small steps, converges.")
    elif status not in _TONES and phases.t1 is not None:
        fall = power_of_fall(run) if powers else ""
        sentences.append(f"{_convergence(run, laws)} {fall}".rstrip())
        if phases.t2 is not None:
            sentences.append(_tail(run))
    return sentences


def solver_time(run: Run) -> str:
    """'10,000,000 steps in 1,000 dimensions, solved in 2 ms.'"""
    step = run.trajectory.step
    done = (
        f"The flow up to $t = {tex(last_time(run))}$" if step is None else count(step[-1], "step")
    )
    return f"{done} in {run.setup.dimension:,} dimensions, solved in {duration(run.seconds)}."


def chart_description(run: Run, named: Collection[str] = ("I", "II", "III")) -> str:
    """The chart in plain text, for a reader who does not see it.

    Args:
        run: the run.
        named: the phases that are shown, whose ends are told.
    """
    phases = run.phases
    times = (("I", "T1", phases.t1), ("II", "T1 prime", phases.t1_prime), ("II", "T2", phases.t2))
    ends = "; ".join(
        f"{name} {'not reached' if time is None else number(time)}"
        for phase, name, time in times
        if phase in named
    )
    return "Against time: mean squared error; u and s; loss, 1 - u and 1 - s." + (
        f" {ends}." if ends else ""
    )


def moment(run: Run, time: float) -> str:
    """'t = 0.72 (step 72)'; for the flow without a step."""
    at = f"$t = {tex(time)}$"
    return at if run.trajectory.step_size is None else f"{at} ({step_at(run, time)})"


def step_at(run: Run, time: float) -> str:
    """'step 72': the first step at or after a time of gradient descent."""
    return step_name(math.ceil(time / run.setup.step_size - 1e-6))


def step_name(step: int) -> str:
    """'step 72', 'step 1,230,000'."""
    return f"step {step:,}" if step < 1_000_000 else f"step {number(step)}"


def last_time(run: Run) -> float:
    """The time at which the record ends."""
    return float(run.trajectory.time[-1])


def _escape(run: Run, laws: Laws) -> str:
    delta = f"$\\delta = {exact(run.setup.delta)}$"
    expected = laws.escape_time
    if run.phases.t1 is None:
        if expected is None:
            return _no_overlap()
        return (
            f"**I, escape.** By the end $u$ has not reached {delta}. "
            f"The linear theory expects it at {_expected(run, expected)}"
        )
    says = "" if expected is None else f"; the linear theory says {moment(run, expected)}"
    return (
        f"**I, escape.** $u$ first reaches {delta} at {moment(run, run.phases.t1)}{says}. "
        f"In a long escape $u$ grows at the rate $\\rho = {tex(laws.escape_rate)}$."
    )


def _on_sphere(run: Run, rest: SphereRest, powers: bool) -> list[str]:
    """The story of a student of fixed norm."""
    delta, t1 = f"$\\delta = {exact(run.setup.delta)}$", run.phases.t1
    if t1 is None:
        why = ", nor can it on this sphere" if rest.u < run.setup.delta else ""
        first = f"**I, escape.** By the end $u$ has not reached {delta}{why}."
    else:
        first = f"**I, escape.** $u$ first reaches {delta} at {moment(run, t1)}."
    ends = ", ".join(
        f"${symbol} = {tex(float(values[-1]))}$"
        for symbol, values in (
            ("u", run.trajectory.u),
            ("s", run.trajectory.s),
            ("L", run.trajectory.loss),
        )
    )
    theirs = f"$u = {tex(rest.u)}$, $s = {tex(rest.s)}$, $L = {tex(rest.loss)}$"
    where = f"at {theirs}" if not rest.is_teacher else f"at $w^\\star$, {theirs}"
    second = (
        f"**Fixed norm.** The run stays on the sphere $\\lVert w\\rVert = "
        f"{exact(run.setup.start_norm)}$, which the teacher is{' not' * (not rest.is_teacher)} "
        f"on. By theory, with nothing fitted, it comes to rest {where}, from about "
        f"$t = {tex(rest.exponential_from)}$ on exponentially; at its end it is at {ends}."
    )
    if powers:
        second += f" {NO_LAW_ON_SPHERE}"
    return [first, second]


def _convergence(run: Run, laws: Laws) -> str:
    band = f"within $\\varepsilon = {exact(run.setup.epsilon)}$ of 1"
    expected = laws.convergence_time
    if run.phases.t2 is None:
        if expected is None:
            why = f" {_stability(run, laws)}" if laws.repels(run.trajectory) else ""
            return f"**II, convergence.** By the end $u$ and $s$ are not {band} for good.{why}"
        return (
            f"**II, convergence.** By the end $u$ and $s$ are not {band} for good. "
            f"The law expects it at {_expected(run, expected)}"
        )
    says = "" if expected is None else f"; the law says {moment(run, expected)}"
    return (
        f"**II, convergence.** $u$ and $s$ are {band} from {moment(run, run.phases.t2)} on{says}."
        f"{_no_law(laws)}"
    )


def power_of_fall(run: Run) -> str:
    """By what power of t 1 − u falls, measured and in the limit; '' where that is not known."""
    if run.phases.t2 is None:
        return ""
    fitted, theory = (reading(run.exponents, "1-u", column) for column in ("fitted", "theory"))
    if math.isnan(fitted):
        return ""
    text = f"$1-u$ falls like $t^{{{tex(fitted, 2)}}}$"
    if math.isnan(theory):
        return f"{text}."
    return f"{text}; theory has $t^{{{tex(theory, 2)}}}$ in the limit."


def _no_law(laws: Laws) -> str:
    """Why the laws are not drawn, if none is; else ''."""
    return "" if laws.late.size else f" No law is drawn: {laws.why_not('one_minus_u')}."


def _tail(run: Run) -> str:
    loss = float(run.trajectory.loss[-1])
    if run.trajectory.status is Status.CONVERGED or loss <= 0:
        return "**III, spectral tail.** The run has reached the teacher to rounding precision."
    slowest = 8 * float(run.problem.eigenvalues.min())
    rate = "8\\lambda_d^{1-p}" if run.setup.preconditioner else "8\\lambda_d"
    return (
        f"**III, spectral tail.** At the end the loss is ${tex(loss, 2)}$, yet {_mse_left(run)} "
        "of the MSE is left: the loss weighs each direction by its eigenvalue, the MSE weighs all "
        f"alike, and the last is learned at the rate ${rate} = {tex(slowest, 2)}$."
    )


def _stability(run: Run, laws: Laws) -> str:
    return (
        f"The step size $\\eta = {tex(run.setup.step_size)}$ is past the stability limit "
        f"$2/\\lambda_{{\\max}} = {tex(laws.stability_limit)}$ of the Hessian at $w^\\star$, "
        "so the minimum repels the run."
    )


def _no_overlap() -> str:
    return "The start has no overlap with the teacher, so no horizon would do; another seed would."


def _expected(run: Run, time: float) -> str:
    """A moment that the run should have got to: what would take it there."""
    if time <= last_time(run):
        return f"{moment(run, time)}, which this run does not follow."
    return f"{moment(run, time)}: {_longer(run, time)}"


def _longer(run: Run, time: float) -> str:
    """What it takes to get to `time`, and whether it is offered."""
    if run.setup.method == "flow":
        needed, bound, what = time, PARAMETERS["horizon"].high, "a horizon of {}"
    else:
        needed, bound = time / run.setup.step_size, PARAMETERS["steps"].high
        what = "about {} steps of this size"
    if needed > bound:
        return f"{what.format(_upwards(needed))}, more than is offered here."
    return f"{what.format(_upwards(needed))} would do."


def _upwards(value: float) -> str:
    """Two digits, rounded up: enough is wanted."""
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return number(math.ceil(value / unit) * unit, 2)


def _mse_left(run: Run) -> str:
    """What is left of the starting MSE, as a share in words."""
    share = float(run.trajectory.mse[-1] / run.trajectory.mse[0])
    if share >= 0.995:
        return "more than 99%"
    return "nothing" if share < 1e-12 else f"{number(100 * share, 2)}%"
