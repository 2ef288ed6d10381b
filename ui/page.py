"""What every page has around its charts: style, sidebar, tools, the live part, the link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.parameters import FREE, Setup
from core.run import Run
from ui import background, compute, controls, lecture, presets, single_steps, state
from ui.components import Picture, drag, let_go, live_chart, live_text, place_ticker
from ui.laws import Laws
from ui.palette import Palette, of_high_contrast, on_paper
from ui.sharing.export import file_stem
from ui.sharing.files import Files, files_of_run
from ui.style import style_page
from ui.text import report, words
from ui.text.typeset import to_text
from ui.theme import page_palette
from ui.toolbar import Tool, toolbar
from ui.view import Key, View

# Session entry: the heights in pixels of the charts that the page drew last, by key.
_HEIGHTS = "page:heights"


@dataclass(frozen=True)
class Scene:
    """What the page of this name shows at the moment: what was chosen, and the solved run."""

    view: View
    solution: compute.Solution
    palette: Palette
    page: str

    @property
    def run(self) -> Run:
        return self.solution.run

    @property
    def laws(self) -> Laws:
        return self.solution.laws

    def draw(self, figure: dict[str, Any], *, key: str, alt: str) -> None:
        """Show a figure, large in a lecture; it can be saved where there are tools."""
        st.session_state.setdefault(_HEIGHTS, {})[key] = figure["layout"]["height"]
        picture = None
        if self.view.in_full:
            stem = f"{file_stem(self.view.setup)}-{self.page}-{key}"
            picture = Picture(stem, on_paper(self.palette))
        # Said in Markdown, as every sentence of a page; heard as plain text.
        live_chart(figure, key=key, alt=to_text(alt), picture=picture, large=self.view.in_lecture)


@dataclass(frozen=True)
class _Page:
    """The arguments of `show`."""

    name: str
    content: Callable[[Scene], None]
    chart: str | Callable[[View], str]
    tools: Collection[Tool]
    revealed: bool
    method: str | None
    stability: Callable[[View], float] | None
    any_student: bool
    by_steps: bool
    sliders: Mapping[Key, Sequence[float]]
    own: Collection[Key]
    without: Collection[Key]
    files: Callable[[View], Files] | None

    def seen(self, chosen: View) -> View:
        """The view with the method and the student that the page is about."""
        view = chosen
        if self.method is not None:
            view = replace(view, setup=replace(view.setup, method=self.method))
        if self.any_student:
            return view
        pins = tuple(pin for pin in view.pins if pin.student == FREE)
        return replace(view, setup=replace(view.setup, student=FREE), pins=pins)

    def solved(self, view: View) -> Setup:
        """The run that is shown."""
        return replace(view.setup, method="gd") if self.by_steps else view.setup

    @property
    def controls(self) -> list[Key]:
        """The keys of all controls that there are on it."""
        run = controls.keys(method=self.method, any_student=self.any_student)
        its = [key for key in run if key not in self.without]
        return [*its, *self.sliders, *self.own, *(tool.value for tool in self.tools)]


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
    by_steps: bool = False,
    sliders: Mapping[Key, Sequence[float]] = MappingProxyType({}),
    own: Collection[Key] = (),
    without: Collection[Key] = (),
    files: Callable[[View], Files] | None = None,
) -> None:
    """Run a page.

    Args:
        page: its name, unlike that of every other page.
        content: draws what is its own, again for every move of a slider.
        chart: the key of its first chart, which is saved as a picture and embedded alone; it may
            depend on the view.
        tools: those that it has, beside examples, lecture and sharing.
        title: the question that it answers.
        revealed: whether a lecture builds its picture up in the steps of `ui.reveal`.
        method: the one that the page is about, "gd" or "flow"; None leaves it to the visitor, whose
            choice is kept for other pages either way.
        stability: the largest stable step size, if it is not that of gradient descent.
        any_student: whether it also shows a student of fixed norm; else that choice is kept for
            other pages, and the student is free.
        by_steps: whether it shows the run of steps where the flow is chosen, too.
        sliders: main sliders of its own, each with its stops.
        own: the keys of the further controls that `content` draws.
        without: main sliders that mean nothing here; what they have is kept for other pages.
        files: what is taken along from it, if that is not the run: its numbers and a script.
    """
    let_go(outside=controls.SELDOM)
    background.open_page()
    its = _Page(
        page, content, chart, tools, revealed, method, stability, any_student, by_steps, sliders,
        own, without, files,
    )  # fmt: skip
    chosen = state.open_view(page)
    view = its.seen(chosen)
    style_page(view)
    if title and view.show != "chart":
        st.title(title, anchor=False)
    if view.in_full:
        if method is None:
            with st.sidebar:
                controls.method(view)
        _tools(its, chosen)
    # What Explore says of an example in its own place: it stands here while it is one, and its
    # room stays until the page is run again.
    looked = view.in_full and not revealed and presets.is_another(view)
    _live(its, _frame(view, tools), looked)
    if view.in_full:
        with st.sidebar:
            controls.seed(view)
            controls.more(view, any_student=any_student)
    background.leave_others()


def _tools(page: _Page, chosen: View) -> None:
    view = page.seen(chosen)
    setup = page.solved(view)

    def files() -> Files:
        return page.files(view) if page.files else files_of_run(compute.solution(setup))

    toolbar(
        chosen,
        lambda view: replace(page.seen(view), setup=page.solved(page.seen(view))),
        page=page.name,
        tools=page.tools,
        chart=page.chart if isinstance(page.chart, str) else page.chart(view),
        heights=st.session_state.get(_HEIGHTS, {}),
        offered=page.controls,
        files=files,
    )


@st.fragment
def _live(page: _Page, frame: tuple[bool | str, ...], looked: bool) -> None:
    chosen = state.current()
    view = page.seen(chosen)
    if _frame(view, page.tools) != frame:
        # What is around the live part has to change too.
        st.rerun()
    with single_steps.hurried(page.solved(view), moving=not drag().final):
        _draw(page, chosen, looked)
    if drag().final:
        state.publish(chosen)
    place_ticker()


def _draw(page: _Page, chosen: View, looked: bool) -> None:
    """The live part."""
    view = page.seen(chosen)
    st.session_state[_HEIGHTS] = {}
    solved = compute.solution(page.solved(view))
    limit = solved.laws.stability_limit if page.stability is None else page.stability(view)
    if not view.in_lecture:
        _sliders(page, view, limit)
    if complaint := state.complaint(chosen):
        st.warning(words.plain(complaint), icon=":material/link_off:")
    if looked:
        live_text(report.remark(presets.look_for(view)), key="look")
    if view.in_lecture and page.revealed:
        lecture.bar(view, solved)
    colors = page_palette()
    if view.in_lecture:
        colors = of_high_contrast(colors)
    page.content(Scene(view, solved, colors, page.name))
    if view.in_lecture:
        _sliders(page, view, limit)
        if not page.revealed:
            lecture.leave_button()


def _frame(view: View, tools: Collection[Tool]) -> tuple[bool | str, ...]:
    """What decides on what there is around the live part."""
    cursor = Tool.CURSOR in tools and view.cursor > 0
    return view.in_lecture, view.show, view.figure, view.lab.hypothesis, cursor


def _sliders(page: _Page, view: View, stability_limit: float) -> None:
    """In the sidebar; in a row where there is none."""
    if view.show == "chart":
        return
    own: list[Callable[[], None]] = [
        partial(controls.number_slider, key, stops)
        for key, stops in page.sliders.items()
        if view.offers(key)
    ]
    sliders = [*controls.main_sliders(view, stability_limit, page.without), *own]
    if view.in_full:
        with st.sidebar:
            for draw in sliders:
                draw()
    elif sliders:
        with st.container(horizontal=True, key="sliders", gap="medium"):
            for draw in sliders:
                draw()
