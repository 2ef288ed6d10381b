"""Why is it so? The derivation to read, with the numbers of the present run put in."""

import streamlit as st

from ui import page
from ui.charts.panels import LOW_HEIGHTS
from ui.charts.run import run_figure
from ui.components import live_text
from ui.page import Scene
from ui.text import report, words
from ui.theory_text import SECTIONS, present
from ui.theory_text.questions import answers
from ui.theory_text.sheet import show_section
from ui.toolbar import Tool

CONTENTS = "\n".join(
    f"{place}. [{section.title}](#{section.key})" for place, section in enumerate(SECTIONS, 1)
)
INTRODUCTION = (
    "The derivation, in order. Numbers in brackets are the paper's equations "
    "([arXiv:2511.18661](https://arxiv.org/abs/2511.18661)); what is not in it is marked as ours. "
    "Under each part is the code that computes it, with the tests that check it; the lines with a "
    "bar are about the run of the sliders, whose picture stands here."
)


def content(scene: Scene) -> None:
    view, run = scene.view, scene.run
    if view.in_full:
        st.markdown(f"{INTRODUCTION}\n\n{CONTENTS}")
    if view.show != "chart":
        live_text(report.headline(run), key="headline")
    figure = run_figure(
        run,
        scene.laws,
        time_axis=view.time_axis,
        palette=scene.palette,
        heights=LOW_HEIGHTS,
    )
    scene.draw(figure, key="run", alt=words.chart_description(run))
    if not view.in_full:
        return
    now = present(view, scene.solution)
    for section in SECTIONS:
        show_section(section, now)
    live_text(answers(view), key="answers")


page.show("theory", content, chart="run", tools=(Tool.TIME_AXIS,), title="Why is it so?")
