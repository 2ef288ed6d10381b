"""A lecture's picture, built up step by step, with something to predict before each step.

| step | what it adds |
|---|---|
| 0 | the axes and where the run starts |
| 1 | the curves |
| 2, 3, 4 | phases I, II and III |
| 5 | the laws |
| 6 | the table of exponents, and what lies behind and on the curves |

No step tells what is asked at it or later; what has to be read off the curves is on them before.
"""

from __future__ import annotations

from core import theory
from core.parameters import FIXED_NORM
from core.run import Run
from core.trajectory import Status
from ui.charts.parts import Parts
from ui.cursor import read_at
from ui.laws import Laws
from ui.shown import REVEAL
from ui.text import words
from ui.text.numbers import exact, number, tex, tex_count

LAST = int(REVEAL.high)

# Two powers that one could not tell apart on the picture.
_TOO_CLOSE = 0.1
_PHASES = ("I", "II", "III")
_FIRST_PHASE, _THIRD_PHASE, _LAWS = 2, 4, 5


def parts_at(step: int) -> Parts:
    """What of the picture is shown at a step."""
    return Parts(
        curves=step >= 1,
        others=step >= LAST,
        phases=_PHASES[: max(step - _FIRST_PHASE + 1, 0)],
        laws=step >= _LAWS,
        exponents=step >= LAST,
    )


def told_at(step: int, run: Run, laws: Laws) -> str:
    """What the last step has shown, in Markdown; '' at the start."""
    if step == 0:
        return ""
    if step == 1:
        return f"**The curves.** {words.solver_time(run)}"
    if step < _LAWS:
        story = words.story(run, laws, powers=False)
        told = story[step - _FIRST_PHASE] if step - _FIRST_PHASE < len(story) else _NOTHING_MORE
        return f"{told} {_left_at_t2(run, laws)}".rstrip() if step == _THIRD_PHASE else told
    if step == _LAWS:
        return f"**Laws.** {_law(run, laws)}"
    told = "**Exponents.** Fitted over their windows, beside theory and law."
    return f"{told} {words.power_of_fall(run)}".rstrip()


def question_at(step: int, run: Run) -> str:
    """What to predict before the next step, in Markdown; '' at the last."""
    return "" if step >= LAST else _QUESTIONS[step](run)


_NOTHING_MORE = "This run has no such phase."


def _left_at_t2(run: Run, laws: Laws) -> str:
    """The answer to what `_tail` asks."""
    if not _has_a_tail(run) or run.phases.t2 is None:
        return ""
    share = read_at(run, laws, run.phases.t2).mse / float(run.trajectory.mse[0])
    return f"At $T_2$ it was {number(100 * share)}% of the MSE that the run started with."


def _law(run: Run, laws: Laws) -> str:
    if laws.rest is not None:
        return words.NO_LAW_ON_SPHERE
    if not laws.late.size:
        return f"None holds here: {laws.why_not('one_minus_u')}."
    power = _power(run)
    limit = f" In the limit $1-u$, $1-s$ and the loss fall like $t^{{-{tex(power, 2)}}}$."
    return "Dashed: what theory says of this very problem, with no constant fitted." + (
        limit if power > 0 else ""
    )


def _power(run: Run) -> float:
    """By what power of 1/t theory lets 1 − u, 1 − s and the loss fall in the limit."""
    setup = run.setup
    return -theory.convergence_exponent(setup.decay, setup.teacher_decay, setup.preconditioner)


def _settles(run: Run) -> bool:
    return run.trajectory.status in (Status.FINISHED, Status.CONVERGED)


def _has_a_tail(run: Run) -> bool:
    free = run.setup.student != FIXED_NORM
    return free and _settles(run) and run.phases.t2 is not None


def _curves(run: Run) -> str:
    setup = run.setup
    steps = (
        f"${tex_count(setup.steps)}$ steps"
        if setup.method == "gd"
        else f"time up to ${tex(setup.horizon)}$"
    )
    return (
        f"Gradient descent from a random start, $a = {exact(setup.decay)}$, "
        f"$d = {tex_count(setup.dimension)}$, {steps}. Sketch the three curves before you see "
        "them: what falls at once, what has to wait?"
    )


def _escape(run: Run) -> str:
    overlap = tex(abs(float(run.trajectory.u[0])), 2)
    if run.phases.t1 == 0:
        return (
            f"At first $u = {overlap}$, which is past ${exact(run.setup.delta)}$ already. "
            "Is there anything to escape from?"
        )
    return (
        f"At first $u = {overlap}$: the start knows next to nothing of the teacher. "
        f"When will $u$ reach ${exact(run.setup.delta)}$? "
        "Would a steeper spectrum take more time or less?"
    )


def _convergence(run: Run) -> str:
    if run.setup.student == FIXED_NORM:
        return "The student keeps the norm of its start. Can $s$ reach 1? Where does it end?"
    if not _settles(run):
        return "Will this run find the teacher at all?"
    return (
        f"Will $u$ and $s$ come within ${exact(run.setup.epsilon)}$ of 1 as fast as they left the "
        "start, or slower? What holds them up?"
    )


def _tail(run: Run) -> str:
    if not _has_a_tail(run):
        return "Is there a third phase, in which what is left gets learned?"
    return (
        "Now $u$ and $s$ say that the teacher is found. How much of the MSE is left at that "
        "moment: a tenth, a half, nearly all?"
    )


def _laws(run: Run) -> str:
    power = _power(run)
    ask = "By what power of $t$ do $1-u$, $1-s$ and the loss fall"
    if not power > 0 or not _has_a_tail(run):
        return f"{ask}, if by any?"
    # The true one between two others, in an order that does not give it away.
    wrong = 2.0 if abs(power - 1) < _TOO_CLOSE else 1.0
    choices = [f"$t^{{-{tex(other, 2)}}}$" for other in sorted((power, power / 2, wrong))]
    return f"{ask}: like {choices[0]}, like {choices[1]} or like {choices[2]}?"


def _exponents(run: Run) -> str:
    return (
        "Lay a ruler along the loss: what slope do you read off? "
        "Will the measured exponent be above or below that of the limit $d \\to \\infty$?"
    )


_QUESTIONS = (_curves, _escape, _convergence, _tail, _laws, _exponents)
