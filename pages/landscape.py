"""Landscape: the loss over u and s, the run's way through it, and the curvature it meets."""

from dataclasses import replace

import streamlit as st

from ui import page
from ui.comparing import compare
from ui.components import live_text
from ui.cursor import read_at
from ui.landscape import numbers as landscape
from ui.landscape import words as landscape_words
from ui.landscape.curvature_figure import along_figure
from ui.landscape.figure import plane_figure
from ui.landscape.spectrum_figure import spectrum_figure
from ui.page import Scene
from ui.text import report
from ui.time_cursor import time_slider
from ui.toolbar import Tool
from ui.view import Key


def content(scene: Scene) -> None:
    run, laws, palette = scene.run, scene.laws, scene.palette
    # The page always has a cursor: where the visitor puts none, at a time worth looking at.
    view = replace(scene.view, cursor=scene.view.cursor or landscape.sensible_time(run))
    ghosts = compare.ghosts(view)
    reading = read_at(run, laws, view.cursor)
    found = landscape.landscape_of(view.setup, reading)

    def plane() -> None:
        repelled = view.setup.method == "gd" and view.setup.step_size >= laws.stability_limit
        figure = plane_figure(
            run, found, reading, repelled=repelled, palette=palette, ghosts=ghosts
        )
        scene.draw(figure, key="plane", alt=landscape_words.description(run, found))

    def spectrum() -> None:
        figure = spectrum_figure(found, dimension=view.setup.dimension, palette=palette)
        scene.draw(figure, key="spectrum", alt=landscape_words.SPECTRUM)

    def along() -> None:
        # Between the plane and the curves: the hand is at it, the eyes are on either.
        time_slider(view, run)
        figure = along_figure(
            run, found, laws, reading, time_axis=view.time_axis, palette=palette, ghosts=ghosts
        )
        scene.draw(figure, key="run", alt=landscape_words.ALONG)

    if view.show != "chart":
        live_text(report.said(landscape_words.headline(run, found)), key="headline")
    if view.show != "all":
        plane()
        return
    left, right = st.columns([1, 1] if view.in_lecture else [5, 3])
    with left:
        plane()
    if view.in_lecture:
        with right:
            along()
        return
    with right:
        spectrum()
    along()
    live_text(report.paragraphs([landscape_words.slope(run, found)]), key="reading")
    compare.pinned(run, ghosts, "landscape")
    story = report.paragraphs(landscape_words.HOW_TO_READ)
    live_text(f"<h3>How to read this</h3>{story}", key="report")


page.show(
    "landscape",
    content,
    chart="plane",
    tools=(Tool.TIME_AXIS, Tool.PIN),
    title="What does the loss look like?",
    own=(Key.CURSOR,),
)
