"""Steeper spectrum: better or worse? Times, loss and MSE as functions of a, and the best a."""

from ui import controls, page
from ui.components import live_text
from ui.page import Scene
from ui.sharing.trade_off_files import trade_off_files
from ui.text import report
from ui.trade_off import figure as trade_off
from ui.trade_off import words as trade_off_words
from ui.trade_off.numbers import DECAYS
from ui.trade_off.work import Known, trade_off_of, wait_for
from ui.view import Key


def content(scene: Scene) -> None:
    known = trade_off_of(scene.view.setup)
    _show(scene, known)
    wait_for(known)


def _show(scene: Scene, known: Known) -> None:
    view, setup, low = scene.view, scene.view.setup, scene.view.in_lecture
    outcomes, pale = known.outcomes, known.earlier
    if view.show != "chart":
        said = trade_off_words.headline(() if pale else outcomes, view.budget, setup)
        live_text(report.said(said), key="headline")
    if view.show != "chart" and view.offers(Key.BUDGET):
        controls.number_slider(Key.BUDGET, controls.per_decade(Key.BUDGET))
    figure = trade_off.trade_off_figure(
        outcomes,
        view.budget,
        setup.decay,
        palette=scene.palette,
        pale=pale,
        heights=trade_off.LOW_HEIGHTS if low else trade_off.HEIGHTS,
    )
    scene.draw(figure, key="trade_off", alt=trade_off_words.description(outcomes, view.budget))
    if view.show == "chart":
        return
    progress = report.progress(known.done, len(DECAYS), "values of a solved")
    live_text(progress or '<p class="remark">All runs are solved.</p>', key="progress")
    figure = trade_off.best_figure(
        outcomes,
        view.budget,
        setup.decay,
        setup.step_size if setup.method == "gd" else None,
        palette=scene.palette,
        pale=pale,
        height=trade_off.LOW_BEST_HEIGHT if low else trade_off.BEST_HEIGHT,
    )
    scene.draw(figure, key="best", alt="The best decay exponent against the budget of time.")
    if view.in_full:
        story = report.paragraphs(trade_off_words.HOW_TO_READ)
        live_text(f'<div class="story">{story}</div>', key="report")


page.show(
    "trade_off",
    content,
    chart="trade_off",
    tools=(),
    title="Steeper spectrum: better or worse?",
    own=(Key.BUDGET,),
    files=trade_off_files,
)
