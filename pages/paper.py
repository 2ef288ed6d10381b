"""Does the paper hold? Its figures, solved again with its parameters, and what was found."""

from ui import page
from ui.comparing import compare
from ui.components import live_text
from ui.page import Scene
from ui.paper import FIGURES, sheet
from ui.text.typeset import to_html
from ui.toolbar import Tool
from ui.view import Key


def content(scene: Scene) -> None:
    view = scene.view
    figure = FIGURES[view.figure]
    ghosts = compare.ghosts(view)
    reading = figure.read(scene, ghosts)
    if view.show != "chart":
        if view.offers(Key.FIGURE):
            sheet.chooser(view)
        if view.in_full and view.controls is None:
            sheet.parameters(view)
        live_text(f'<p class="said">{to_html(reading.headline)}</p>', key="paper_headline")
    scene.draw(reading.picture, key=figure.key, alt=reading.alt)
    if not view.in_full:
        return
    live_text(sheet.findings(reading), key="findings")
    compare.pinned(scene.run, ghosts, "paper")
    sheet.about(figure, view)
    sheet.equation(view.setup.seed)


page.show(
    "paper",
    content,
    chart=lambda view: FIGURES[view.figure].key,
    tools=(Tool.TIME_AXIS, Tool.PIN),
    title="Does the paper hold?",
    stability=sheet.stability_limit,
    own=(Key.FIGURE,),
)
