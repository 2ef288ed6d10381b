"""Steeper spectrum: better or worse? Times, loss and MSE as functions of a, and the best a."""

from ui import page
from ui.charts.ghosts import Ghost
from ui.comparing import compare
from ui.components import live_text
from ui.page import Scene
from ui.sharing.trade_off_files import trade_off_files
from ui.text import report
from ui.toolbar import Tool
from ui.trade_off import best_figure as best
from ui.trade_off import figure as trade_off
from ui.trade_off import words as trade_off_words
from ui.trade_off.budget import Budget, budget_of, offered
from ui.trade_off.numbers import DECAYS
from ui.trade_off.slider import KEYS, budget_slider
from ui.trade_off.work import Known, pinned_trade_offs, trade_off_of, wait_for
from ui.view import Key


def content(scene: Scene) -> None:
    view = scene.view
    known, budget = trade_off_of(view.setup), budget_of(view)
    pinned, waiting = pinned_trade_offs(view, budget)
    ghosts = compare.ghosts(view)
    if view.show != "chart":
        outcomes = () if known.earlier else known.outcomes
        said = trade_off_words.headline(outcomes, budget, view.setup)
        live_text(report.said(said), key="headline")
        if any(map(view.offers, KEYS)):
            budget_slider(budget)
    figure = trade_off.trade_off_figure(
        known.outcomes,
        budget,
        view.setup.decay,
        palette=scene.palette,
        pale=known.earlier,
        pinned=pinned,
        ghosts=ghosts,
        heights=trade_off.LOW_HEIGHTS if view.in_lecture else trade_off.HEIGHTS,
    )
    alt = trade_off_words.description(known.outcomes, budget)
    scene.draw(figure, key="trade_off", alt=alt)
    if view.show == "all":
        _below(scene, known, budget, ghosts)
    wait_for(known.waiting or waiting)


def _below(scene: Scene, known: Known, budget: Budget, ghosts: list[Ghost]) -> None:
    """How far it is, the best a, and what there is to read."""
    view = scene.view
    progress = report.progress(known.done, len(DECAYS), "values of a solved")
    live_text(progress or '<p class="remark">All runs are solved.</p>', key="progress")
    figure = best.best_figure(
        known.outcomes,
        budget,
        view.setup.decay,
        offered(view.setup),
        palette=scene.palette,
        pale=known.earlier,
        height=best.LOW_HEIGHT if view.in_lecture else best.HEIGHT,
    )
    scene.draw(figure, key="best", alt=trade_off_words.best_description(budget))
    if view.in_full:
        compare.pinned(scene.run, ghosts, "trade_off")
        story = report.paragraphs(trade_off_words.HOW_TO_READ)
        live_text(f'<div class="story">{story}</div>', key="report")


page.show(
    "trade_off",
    content,
    chart="trade_off",
    tools=(Tool.PIN,),
    title="Steeper spectrum: better or worse?",
    own=KEYS,
    without=(Key.STEPS, Key.HORIZON),
    files=trade_off_files,
)
