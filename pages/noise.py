"""Noise: online SGD, its replicas, and the equations that foretell them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import controls, page, state
from ui.background import Job, begin_anew
from ui.charts.panels import HEIGHTS, LOW_HEIGHTS
from ui.components import live_text, look_again
from ui.noise import words
from ui.noise.divergence import divergence_of, sizes_of
from ui.noise.divergence_figure import divergence_figure
from ui.noise.figure import noise_figure
from ui.noise.numbers import expected
from ui.noise.replicas import WHOLE, Replicas, exponents_of, plan, replicas_of
from ui.page import Scene
from ui.sharing.noise_files import noise_files
from ui.shown import SAMPLES
from ui.text import report
from ui.toolbar import Tool
from ui.view import Key, View

# Seconds between two looks at the replicas.
_PATIENCE = 0.25
# What runs beside the page.
WORKS = ("replicas", "exponents", "divergence")


def content(scene: Scene) -> None:
    view = scene.view
    setup, noise = view.setup, view.noise
    known = expected(setup, noise)
    job = replicas_of(setup, noise, view.replicas, view.samples)
    scan = divergence_of(setup, noise) if view.in_full else None
    # Asked before it is read what they have come to, or the last of it might never be shown.
    waiting = any(each is not None and not each.finished for each in (job, scan))
    fits = exponents_of(setup, job) if view.in_full else None
    if waiting or (fits is not None and not fits.finished):
        look_again(_PATIENCE, key="noise")
    jobs = [each for each in (job, fits, scan) if each is not None]
    found = job.value if job is not None else None

    said = words.headline(setup, noise, known, found)
    if view.show != "chart":
        live_text(report.said(said), key="headline")
    figure = noise_figure(
        known,
        found.ensemble if found is not None else None,
        time_axis=view.time_axis,
        palette=scene.palette,
        heights=LOW_HEIGHTS if view.in_lecture else HEIGHTS,
    )
    scene.draw(figure, key="noise", alt=f"MSE, u and s, and loss over time. {said.text}")
    if not view.in_full:
        return
    running(scene, job, jobs)
    points = (scan.value if scan is not None else None) or ()
    sizes = sizes_of(setup, noise)
    lost = words.divergence(points, len(sizes), known)
    share = divergence_figure(
        points,
        (sizes[0], sizes[-1]),
        step_size=setup.step_size,
        limit=known.stability_limit,
        palette=scene.palette,
    )
    scene.draw(share, key="share", alt=lost)
    fitted = fits.value if fits is not None else None
    table = (
        f"<h3>Exponents, one slope a run</h3>"
        f"{report.table(words.COLUMNS, words.exponent_rows(fitted))}"
        if fitted is not None
        else ""
    )
    texts = [
        words.floor(setup, noise, known),
        lost,
        *words.HOW_TO_READ,
    ]
    live_text(report.paragraphs(texts) + table, key="report")


def running(scene: Scene, job: Job[Replicas | None] | None, jobs: Sequence[Job[Any]]) -> None:
    """How far the replicas are, and a button that ends all work or begins it anew."""
    view = scene.view
    left, right = st.columns([4, 1], vertical_alignment="center")
    done = job.done if job is not None else 0
    over = job is not None and job.finished
    with left:
        said = words.work(plan(view.setup, view.replicas), job, view.samples)
        progress = "" if over else report.progress(done // 10, WHOLE // 10, "% of the steps taken")
        live_text(report.paragraphs([said]) + progress, key="work")
    with right:
        if job is None or not all(each.finished for each in jobs):
            st.button("Stop", key="noise_stop", disabled=job is None, on_click=_stop, args=(jobs,))
        elif any(each.halted for each in jobs):
            st.button("Run again", key="noise_again", on_click=_begin_anew)
        elif view.offers(Key.SAMPLES):
            st.button("Other samples", key="noise_others", on_click=_next_samples, args=(view,))


def _stop(jobs: Sequence[Job[Any]]) -> None:
    for job in jobs:
        if not job.finished:
            job.halt()


def _begin_anew() -> None:
    for name in WORKS:
        begin_anew(name)


def _next_samples(view: View) -> None:
    state.choose(Key.SAMPLES, (view.samples + 1) % (int(SAMPLES.high) + 1))


page.show(
    "noise",
    content,
    chart="noise",
    tools=(Tool.TIME_AXIS,),
    title="What does one sample at a time do?",
    method="gd",
    own=(Key.SAMPLES,),
    files=noise_files,
    sliders={Key.NOISE: controls.evenly(Key.NOISE), Key.REPLICAS: controls.REPLICA_COUNTS},
    stability=lambda view: expected(view.setup, view.noise).stability_limit,
)
