"""Lab: a hypothesis, the runs that answer it, and the answer."""

import streamlit as st

from ui import page
from ui.background import Job, begin_anew
from ui.components import live_text, look_again
from ui.lab import question, rows, words
from ui.lab.figure import lab_figure
from ui.lab.results import Found
from ui.lab.work import Known, known_of, run_it
from ui.page import Scene
from ui.text import report
from ui.text.typeset import to_html
from ui.view import Key

# A part of the page has no button that begins what takes long.
NOTHING_YET = "The runs of this question are not solved yet; the whole page is where they begin."
# Seconds between two looks at what has come.
_PATIENCE = 0.25


def content(scene: Scene) -> None:
    view = scene.view
    if view.in_full and view.offers(Key.HYPOTHESIS):
        question.chooser()
    known = known_of(view.setup, view.lab, view.noise)
    said, reasons = words.answer(known.plan, known.found if not known.earlier else None)
    if view.show != "chart":
        live_text(report.paragraphs([words.believed(view)]), key="lab_believed")
        live_text(f'<p class="answer">{to_html(said)}</p>{words.reasons(reasons)}', key="headline")
    if view.in_full:
        question.question(view)
    if known.plan.refusal:
        live_text(words.refusal(known.plan), key="lab_refusal")
    elif view.in_full:
        work(known)
    shown = known.shown
    if shown is not None:
        plan, found = shown
        figure = lab_figure(
            plan,
            found.values,
            found.groups,
            palette=scene.palette,
            pale=known.earlier,
            low=view.in_lecture,
        )
        scene.draw(
            figure, key="lab_chart", alt=f"{words.statement(view)}. {said}. {' '.join(reasons)}"
        )
    elif not view.in_full and not known.plan.refusal:
        live_text(report.paragraphs([NOTHING_YET]), key="lab_nothing")
    if view.in_full and shown is not None:
        details(known)
    if view.in_full:
        rows.files(known.plan, None if known.earlier else known.found, words.statement(view))
    if known.waiting:
        look_again(_PATIENCE, key="lab")


def work(known: Known) -> None:
    """What it costs, how far it is, and a button that starts or ends it."""
    plan, job = known.plan, known.job
    left, right = st.columns([4, 1], vertical_alignment="center")
    with left:
        live_text(words.progress(known), key="lab_work")
    with right:
        if job is not None and job.finished:
            # Once all runs are there, the same ones again would be the same.
            if job.done < job.total:
                st.button("Run again", key="lab_again", on_click=begin_anew, args=("lab",))
        elif job is not None:
            st.button("Stop", key="lab_stop", on_click=_stop, args=(job,))
        else:
            st.button("Run", key="lab_run", on_click=run_it, args=(plan,))


def _stop(job: Job[Found]) -> None:
    job.halt()


def details(known: Known) -> None:
    """The fitted numbers, the models beside one another, how to read it, and the runs."""
    plan, found = known.shown or (known.plan, None)
    live_text(words.details(plan, found), key="report")
    if found is not None and not known.waiting and not known.earlier:
        rows.runs_table(plan, found)


page.show(
    "lab",
    content,
    chart="lab_chart",
    any_student=True,
    tools=(),
    title="What do you believe?",
    own=question.KEYS,
)
