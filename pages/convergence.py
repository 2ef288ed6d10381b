"""Convergence: 1 − u, 1 − s and the loss beside their laws, T₂ against ε, the Volterra equation."""

import streamlit as st

from ui import page
from ui.comparing import compare
from ui.components import live_text
from ui.convergence import page as convergence_page
from ui.convergence import words as convergence_words
from ui.convergence.epsilon_figure import epsilon_figure
from ui.convergence.figure import HEIGHTS, LOW_HEIGHTS, convergence_figure
from ui.convergence.meshes import needed
from ui.convergence.meshes_figure import volterra_figure
from ui.page import Scene
from ui.sharing.phase_files import convergence_files
from ui.text import report
from ui.toolbar import Tool
from ui.workers import progress_of


def content(scene: Scene) -> None:
    view, run, laws, palette = scene.view, scene.run, scene.laws, scene.palette
    ghosts = compare.ghosts(view)
    found = convergence_page.convergence(view.setup)
    if view.show != "chart":
        live_text(report.said(convergence_words.headline(run, laws, found)), key="headline")
    heights = LOW_HEIGHTS if view.in_lecture else HEIGHTS
    figure = convergence_figure(run, laws, found, palette=palette, ghosts=ghosts, heights=heights)
    scene.draw(figure, key="run", alt=convergence_words.description(run, found))
    if not view.in_full:
        return
    compare.pinned(run, ghosts, "convergence")
    times = convergence_page.times(view.setup)
    job = convergence_page.volterra(view.setup)
    meshes = (None if job is None else job.value) or ()
    said = [convergence_words.times(times), convergence_words.meshes(meshes)]
    live_text(progress(progress_of(job)), key="progress")
    left, right = st.columns(2)
    with left:
        figure = epsilon_figure(times, view.setup.epsilon, run.phases.t2, palette=palette)
        scene.draw(figure, key="epsilon", alt=f"T2 against epsilon. {said[0]}")
    with right:
        figure = volterra_figure(
            meshes,
            needed(view.setup).horizon,
            remark=report.waiting(progress_of(job), "meshes", "darker: twice as many intervals"),
            palette=palette,
        )
        scene.draw(figure, key="volterra", alt=f"u by two solvers. {said[1]}")
    live_text(report.paragraphs([*said, *convergence_words.READING]), key="report")


def progress(solved: tuple[int, int] | None) -> str:
    """How far the Volterra equation is."""
    if solved is None:
        return report.remark("Meshes of the Volterra equation: when the hand rests.")
    bar = report.progress(*solved, "meshes of the Volterra equation solved")
    return bar or report.remark(f"All {solved[1]} meshes of the Volterra equation are solved.")


page.show(
    "convergence",
    content,
    chart="run",
    tools=(Tool.PIN,),
    title="Why is it slow?",
    files=convergence_files,
)
