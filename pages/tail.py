"""What is left to learn? The MSE from T₂ on, its drop, and the front that learns the modes."""

import math
from dataclasses import replace

import streamlit as st

from core import theory
from ui import page
from ui.comparing import compare
from ui.components import live_text
from ui.cursor import read_at
from ui.page import Scene
from ui.sharing.phase_files import tail_files
from ui.tail import drop_figure as drop
from ui.tail import figure as tail
from ui.tail import front_figure as front
from ui.tail import words as tail_words
from ui.tail.numbers import learned_at, place_to_read, settles, unlearned_at
from ui.tail.work import frozen_of, tail_of
from ui.text import report
from ui.time_cursor import time_slider
from ui.toolbar import Tool
from ui.view import Key


def content(scene: Scene) -> None:
    view, run, laws, low = scene.view, scene.run, scene.laws, scene.view.in_lecture
    setup, ghosts = run.setup, compare.ghosts(view)
    followed, frozen = tail_of(setup), frozen_of(setup)
    reading = read_at(run, laws, view.cursor or place_to_read(run))
    learned = learned_at(followed, reading.time)
    if view.show != "chart":
        said = tail_words.headline(run, laws, followed, reading, learned)
        live_text(report.said(said), key="headline")

    descriptions = tail_words.descriptions(run, followed, reading, learned)
    figure = tail.tail_figure(
        run,
        laws,
        followed,
        frozen,
        reading,
        palette=scene.palette,
        ghosts=ghosts,
        height=tail.LOW_HEIGHT if low else tail.HEIGHT,
    )
    scene.draw(figure, key="run", alt=descriptions[0])
    if view.show == "chart":
        return
    time_slider(replace(view, cursor=reading.time, time_axis="log"), run)
    if view.show == "main":
        return
    left, right = st.columns(2)
    with left:
        figure = _front(scene, reading.time, front.LOW_HEIGHT if low else front.HEIGHT)
        scene.draw(figure, key="front", alt=descriptions[1])
    with right:
        figure = drop.drop_figure(
            run,
            followed,
            frozen,
            palette=scene.palette,
            behind=[tail_of(ghost.run.setup) for ghost in ghosts],
            height=drop.LOW_HEIGHT if low else drop.HEIGHT,
        )
        scene.draw(figure, key="drop", alt=descriptions[2])
    if not view.in_full:
        return
    compare.pinned(run, ghosts, "tail")
    texts = (tail_words.slope(run, laws), tail_words.on_the_law(run, laws), *tail_words.HOW_TO_READ)
    live_text(f'<div class="story">{report.paragraphs(texts)}</div>', key="report")


def _front(scene: Scene, time: float, height: int) -> front.Json:
    run, laws, setup = scene.run, scene.laws, scene.run.setup
    followed, between = tail_of(setup), settles(run)
    holds = tail_words.law_holds(laws, time)
    step_size = run.trajectory.step_size
    law = theory.mode_fall(followed.eigenvalues, time, step_size=step_size) if holds else None
    place = float(
        theory.learning_front(
            setup.decay, setup.dimension, time, preconditioner=setup.preconditioner
        )
    )
    return front.front_figure(
        run,
        followed,
        unlearned_at(followed, time, between=between),
        unlearned_at(followed, time / 10, between=between),
        law,
        tail_words.of_the_law(laws, time),
        place if holds and math.isfinite(place) else None,
        palette=scene.palette,
        height=height,
    )


page.show(
    "tail",
    content,
    chart="run",
    tools=(Tool.PIN,),
    title="What is left to learn?",
    own=(Key.CURSOR,),
    files=tail_files,
)
