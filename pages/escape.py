"""Escape: how u leaves the start, at which rates it can, and how T₁ depends on seed, d and a."""

import streamlit as st

from ui import compute, controls, page
from ui.comparing import compare
from ui.components import live_text
from ui.escape import page as escape_page
from ui.escape import words as escape_words
from ui.escape.cuts import ORDERS, cut_of
from ui.escape.cuts_figure import cut_figure, departures_figure
from ui.escape.figure import HEIGHTS, LOW_HEIGHTS, escape_figure
from ui.escape.secular_figure import secular_figure
from ui.escape.times import SWEEP_SEEDS
from ui.escape.times_figure import OVER_DECAY, OVER_DIMENSION, seeds_figure, sweep_figure
from ui.page import Scene
from ui.text import report
from ui.toolbar import Tool
from ui.view import Key
from ui.workers import progress_of

QUANTILES = f"10, 50, 90% of {SWEEP_SEEDS} seeds"


def content(scene: Scene) -> None:
    view, run = scene.view, scene.run
    ghosts = compare.ghosts(view)
    escape = escape_page.escape(view.setup)
    if view.show != "chart":
        live_text(report.said(escape_words.headline(run, escape)), key="headline")
    heights = LOW_HEIGHTS if view.in_lecture else HEIGHTS
    figure = escape_figure(run, escape, palette=scene.palette, ghosts=ghosts, heights=heights)
    scene.draw(figure, key="run", alt=escape_words.description(run, escape))
    if not view.in_full:
        return
    compare.pinned(run, ghosts, "escape")
    texts = [*rates_and_times(scene), hierarchy(scene)]
    live_text(report.paragraphs([*texts, *escape_words.READING]), key="report")


def rates_and_times(scene: Scene) -> list[str]:
    """Four charts, and what there is to say of them."""
    run, palette = scene.run, scene.palette
    escape, equation = escape_page.escape(run.setup), escape_page.secular(run.setup)
    found = escape_page.times(run.setup)
    seeds = escape_page.value(found.seeds) or ()
    over_d, over_a = escape_page.value(found.dimension), escape_page.value(found.decay)
    said = [escape_words.seeds(seeds), escape_words.growth_with_dimension(over_d, run.setup.decay)]
    live_text(progress(found), key="progress")
    left, right = st.columns(2)
    with left:
        figure = secular_figure(equation, escape.reached, palette=palette)
        scene.draw(figure, key="secular", alt=escape_words.roots(equation))
    with right:
        remark = report.waiting(progress_of(found.seeds), "runs", escape_words.beside_seeds(seeds))
        figure = seeds_figure(seeds, remark=remark, palette=palette)
        scene.draw(figure, key="seeds", alt=f"T1 of each seed against its prediction. {said[0]}")
    left, right = st.columns(2)
    with left:
        figure = sweep_figure(
            over_d, OVER_DIMENSION, present=run.setup.dimension, t1=run.phases.t1,
            remark=report.waiting(progress_of(found.dimension), "runs", QUANTILES),
            slope=escape.slope, palette=palette,
        )  # fmt: skip
        scene.draw(figure, key="dimension", alt=f"T1 against the dimension. {said[1]}")
    with right:
        figure = sweep_figure(
            over_a, OVER_DECAY, present=run.setup.decay, t1=run.phases.t1,
            remark=report.waiting(progress_of(found.decay), "runs", QUANTILES), palette=palette,
        )  # fmt: skip
        scene.draw(figure, key="decay", alt="T1 against the decay exponent, over seeds.")
    return said


def progress(found: escape_page.Times) -> str:
    """How far the runs beside the page are."""
    jobs = [job for job in (found.seeds, found.dimension, found.decay) if job is not None]
    if len(jobs) < 3:
        return '<p class="remark">Runs over seeds, <i>d</i> and <i>a</i>: when the hand rests.</p>'
    done, total = sum(job.done for job in jobs), sum(job.total for job in jobs)
    return (
        report.progress(done, total, "runs over seeds, <i>d</i> and <i>a</i> solved")
        or f'<p class="remark">All {total:,} runs over seeds, <i>d</i> and <i>a</i> are solved.</p>'
    )


def hierarchy(scene: Scene) -> str:
    """The cut hierarchy with its controls, and what there is to say of it."""
    view, palette = scene.view, scene.palette
    departures = escape_page.departures(view.setup)
    cut = cut_of(compute.problem(view.setup), departures, view.order, view.closure)
    text = f"<h3>The infinite hierarchy</h3>{report.paragraphs([escape_words.CUTTING])}"
    live_text(text, key="cutting")
    left, right = st.columns(2, vertical_alignment="bottom")
    if view.offers(Key.ORDER):
        with left:
            controls.number_slider(Key.ORDER, ORDERS)
    if view.offers(Key.CLOSURE):
        with right:
            controls.choice(Key.CLOSURE)
    said = escape_words.cutting(departures, cut)
    left, right = st.columns(2)
    with left:
        scene.draw(cut_figure(departures, cut, palette=palette), key="cut", alt=said)
    with right:
        figure = departures_figure(departures, cut, palette=palette)
        scene.draw(figure, key="departures", alt="When each cut leaves the exact flow.")
    return said


page.show(
    "escape",
    content,
    chart="run",
    tools=(Tool.PIN,),
    title="How fast does it find the teacher?",
    own=(Key.ORDER, Key.CLOSURE),
)
