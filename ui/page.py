"""What every page has around its charts: style, sidebar, tools, the live part, the link."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from core.parameters import FREE
from core.run import Run
from ui import compute, controls, lecture, state
from ui.charts.enlarge import enlarged
from ui.components import drag, let_go, live_chart, place_ticker
from ui.laws import Laws
from ui.palette import Palette
from ui.style import style_page
from ui.text import words
from ui.theme import page_palette
from ui.toolbar import Tool, toolbar
from ui.view import View


@dataclass(frozen=True)
class Scene:
    """What a page shows at the moment: what was chosen, and the solved run."""

    view: View
    solution: compute.Solution
    palette: Palette

    @property
    def run(self) -> Run:
        return self.solution.run

    @property
    def laws(self) -> Laws:
        return self.solution.laws

    def draw(self, figure: dict[str, Any], *, key: str, alt: str) -> None:
        """Show a figure, enlarged for a lecture."""
        factor = lecture.ENLARGEMENT if self.view.in_lecture else 1.0
        live_chart(enlarged(figure, factor), key=key, alt=alt)


def show(
    page: str,
    content: Callable[[Scene], None],
    *,
    chart: str | Callable[[View], str],
    tools: Collection[Tool],
    title: str = "",
    revealed: bool = False,
    method: str | None = None,
    stability: Callable[[View], float] | None = None,
    any_student: bool = False,
) -> None:
    """Run a page.

    Args:
        page: its name, unlike that of every other page.
        content: draws what is its own, again for every move of a slider.
        chart: the key of the chart that is saved as a picture, which may depend on the view.
        tools: those that it has, beside examples, lecture and sharing.
        title: the question that it answers.
        revealed: whether a lecture builds its picture up in the steps of `ui.reveal`.
        method: the one that the page is about, "gd" or "flow"; None leaves it to the visitor, whose
            choice is kept for other pages either way.
        stability: the largest stable step size, if it is not that of gradient descent.
        any_student: whether it also shows a student of fixed norm; else that choice is kept for
            other pages, and the student is free.
    """
    let_go(outside=controls.SELDOM)
    view = _by(method, any_student, state.open_view(page))
    style_page(view)
    if title and view.show != "chart":
        st.title(title, anchor=False)
    if view.in_full:
        if method is None:
            with st.sidebar:
                controls.method(view)
        toolbar(view, page, chart if isinstance(chart, str) else chart(view), tools)
    _live(content, _frame(view), revealed, method, stability, any_student)
    if view.in_full:
        with st.sidebar:
            controls.seed(view)
            controls.more(view, any_student=any_student)


@st.fragment
def _live(
    content: Callable[[Scene], None],
    frame: tuple[bool, str, str, str],
    revealed: bool,
    method: str | None,
    stability: Callable[[View], float] | None,
    any_student: bool,
) -> None:
    chosen = state.current()
    view = _by(method, any_student, chosen)
    if _frame(view) != frame:
        # What is around the live part has to change too.
        st.rerun()
    solved = compute.solution(view.setup)
    limit = solved.laws.stability_limit if stability is None else stability(view)
    if not view.in_lecture:
        _sliders(view, limit)
    if complaint := state.complaint(chosen):
        st.warning(words.plain(complaint), icon=":material/link_off:")
    if view.in_lecture and revealed:
        lecture.bar(view, solved)
    content(Scene(view, solved, page_palette()))
    if view.in_lecture:
        _sliders(view, limit)
        if not revealed:
            lecture.leave_button()
    if drag().final:
        state.publish(chosen)
    place_ticker()


def _by(method: str | None, any_student: bool, view: View) -> View:
    """The view with the method and the student that a page is about."""
    if method is not None:
        view = replace(view, setup=replace(view.setup, method=method))
    if any_student:
        return view
    pins = tuple(pin for pin in view.pins if pin.student == FREE)
    return replace(view, setup=replace(view.setup, student=FREE), pins=pins)


def _frame(view: View) -> tuple[bool, str, str, str]:
    """What decides on what there is around the live part."""
    return view.in_lecture, view.show, view.figure, view.lab.hypothesis


def _sliders(view: View, stability_limit: float) -> None:
    """In the sidebar; in a row where there is none."""
    if view.show == "chart":
        return
    sliders = controls.main_sliders(view, stability_limit)
    if view.in_full:
        with st.sidebar:
            for draw in sliders:
                draw()
    elif sliders:
        with st.container(horizontal=True, key="sliders", gap="medium"):
            for draw in sliders:
                draw()
