"""Explore: one run, its three phases, its exponents, and what theory says of each."""

import streamlit as st

from ui import compute, controls, report, state, words
from ui.charts.run import run_figure
from ui.components import drag, live_chart, live_text
from ui.style import style_page
from ui.theme import page_palette
from ui.view import Key


def main() -> None:
    style_page()
    state.open_view("explore")
    with st.sidebar:
        controls.method()
    controls.choice(Key.TIME_AXIS, label_visibility="collapsed")
    page()
    with st.sidebar:
        controls.seed()
        controls.more()


@st.fragment
def page() -> None:
    view = state.current()
    solved = compute.solution(view.setup)
    run, laws = solved.run, solved.laws
    with st.sidebar:
        controls.live_sliders(view, laws.stability_limit)

    if complaint := state.complaint(view):
        st.warning(words.plain(complaint), icon=":material/link_off:")
    live_text(report.headline(run), key="headline")
    figure = run_figure(run, laws, time_axis=view.time_axis, palette=page_palette())
    live_chart(figure, key="run", alt=words.chart_description(run))
    live_text(
        report.story(run, laws) + report.phase_times(run) + report.exponents(run), key="report"
    )
    if drag().final:
        state.publish(view)


main()
