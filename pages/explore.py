"""Explore: one run, its three phases, its exponents, and what theory says of each."""

import streamlit as st

from ui import compute, controls, state, tables, words
from ui.charts.run import run_figure
from ui.show import page_palette, show_chart
from ui.state import Key
from ui.style import say, style_page


def main() -> None:
    style_page()
    view = state.open_view("explore")
    solved = compute.solution(view.setup)
    run, laws = solved.run, solved.laws
    controls.sidebar(view, laws.stability_limit)

    if complaint := state.complaint(view):
        st.warning(words.plain(complaint), icon=":material/link_off:")
    top, axis = st.columns([5, 2], vertical_alignment="center")
    with top.container(key="headline"):
        say(words.headline(run))
    with axis:
        controls.choice(Key.TIME_AXIS, label_visibility="collapsed")

    figure = run_figure(run, laws, time_axis=view.time_axis, palette=page_palette())
    show_chart(figure, key="run", alt=words.chart_description(run))
    st.caption(words.solver_time(run))

    with st.container(key="story"):
        for sentence in words.story(run, laws):
            st.markdown(sentence)

    for column, (label, value, remark) in zip(st.columns(3), tables.phase_times(run), strict=True):
        column.metric(label, value, remark, delta_color="off", delta_arrow="off", border=True)

    st.subheader("Exponents, fitted and predicted", anchor=False)
    with st.container(key="exponents"):
        st.table(tables.exponent_table(run), border="horizontal", hide_index=True)
    st.caption(tables.LEGEND)
    state.publish(view)


main()
