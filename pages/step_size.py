"""Step size: where each ends up, and a run of descent beside the flow."""

import streamlit as st

from ui import controls, page, state
from ui.comparing import compare
from ui.components import live_text
from ui.page import Scene
from ui.step_size import words as step_words
from ui.step_size.flow_figure import HEIGHTS, LOW_HEIGHTS, beside_flow_figure
from ui.step_size.numbers import beside_flow
from ui.step_size.orbits import TOTAL, orbits_of
from ui.step_size.orbits_figure import orbit_figure
from ui.text import report
from ui.text.words import Sentence, Tone
from ui.toolbar import Tool
from ui.view import Key, View


def content(scene: Scene) -> None:
    view = scene.view
    run, laws = scene.run, scene.laws
    beside = beside_flow(run.setup)
    ghosts = compare.ghosts(view)
    done, diagram = orbits_of(view.setup)

    def orbits() -> None:
        figure = orbit_figure(
            diagram,
            run.trajectory,
            laws.stability_limit,
            quantity=view.orbit,
            palette=scene.palette,
        )
        alt = step_words.orbit_description(diagram, laws.stability_limit)
        scene.draw(figure, key="orbits", alt=alt)

    def curves() -> None:
        figure = beside_flow_figure(
            run,
            beside,
            laws,
            time_axis=view.time_axis,
            palette=scene.palette,
            ghosts=ghosts,
            heights=LOW_HEIGHTS if view.in_lecture else HEIGHTS,
        )
        scene.draw(figure, key="run", alt=step_words.flow_description(run))

    if view.show != "chart":
        _headline(view, step_words.headline(run, beside, laws))
    if view.show != "all":
        orbits()
        return
    if view.in_lecture:
        left, right = st.columns(2)
        with left:
            orbits()
        with right:
            curves()
        return
    if view.offers(Key.ORBIT):
        controls.choice(Key.ORBIT, label_visibility="collapsed")
    orbits()
    progress = report.progress(done, TOTAL, "step sizes done")
    said = report.paragraphs([step_words.diagram(diagram)])
    live_text(f"{said}{progress}", key="reading")
    curves()
    compare.pinned(run, ghosts, "step_size")
    story = report.paragraphs([step_words.edge(run, beside), *step_words.HOW_TO_READ])
    live_text(f"<h3>How to read this</h3>{story}", key="report")


def _headline(view: View, said: Sentence) -> None:
    """The sentence; under the flow why there is one of descent, and the way to it."""
    flow = view.setup.method == "flow"
    note = report.said(Sentence(step_words.FLOW, Tone.NOTE)) if flow else ""
    live_text(note + report.said(said), key="headline")
    if (
        flow
        and view.in_full
        and view.offers(Key.METHOD)
        and st.button("Switch to descent", on_click=state.choose, args=(Key.METHOD, "gd"))
    ):
        # The method's control in the sidebar is not drawn again with what is live.
        st.rerun()


page.show(
    "step_size",
    content,
    chart="orbits",
    tools=(Tool.TIME_AXIS, Tool.PIN),
    title="What does a finite step do?",
    # A step size is what this is about: under the flow the last one of descent is shown.
    by_steps=True,
    own=(Key.ORBIT,),
)
