"""Explore: one run, its three phases, its exponents, and what theory says of each."""

from ui import page, presets, reveal
from ui.charts.panels import HEIGHTS, LOW_HEIGHTS
from ui.charts.run import run_figure
from ui.comparing import compare
from ui.comparing.seed_spread import spread_of, spread_report
from ui.components import live_text
from ui.page import Scene
from ui.text import report, words
from ui.time_cursor import cursor_slider
from ui.toolbar import Tool


def content(scene: Scene) -> None:
    view, run, laws = scene.view, scene.run, scene.laws
    ghosts = compare.ghosts(view)
    spread = spread_of(view)
    parts = reveal.parts_at(view.reveal)
    if view.show != "chart" and not view.in_lecture:
        live_text(report.headline(run), key="headline")
    if view.in_full:
        live_text(report.remark(presets.look_for(view)), key="look")
    figure = run_figure(
        run,
        laws,
        time_axis=view.time_axis,
        palette=scene.palette,
        ghosts=ghosts,
        spread=spread,
        cursor=view.cursor or None,
        parts=parts,
        heights=LOW_HEIGHTS if view.in_lecture else HEIGHTS,
    )
    scene.draw(figure, key="run", alt=words.chart_description(run, parts.phases))
    if parts.others and view.show != "chart":
        cursor_slider(view, scene.solution)
    if view.in_lecture and parts.exponents:
        live_text(report.exponents(run), key="report")
    if not view.in_full:
        return
    compare.pinned(run, ghosts, "explore")
    spread_report(spread)
    live_text(
        report.story(run, laws) + report.phase_times(run) + report.exponents(run), key="report"
    )


page.show("explore", content, chart="run", tools=tuple(Tool), revealed=True, any_student=True)
