"""The sheet behind the button "Share": what a visitor can take away from a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from core.parameters import ParameterError, Setup
from ui import state
from ui.sharing import embed
from ui.sharing.export import file_stem, setup_from_json, setup_json
from ui.sharing.files import Files
from ui.text.words import plain
from ui.view import CONTROLLED, Key, View, parameter

_TABS = ("Link", "Embed", "Picture", "Data", "Code")
# Where the declared label is not enough beside others.
_LABELS = {
    Key.PINS: "Pin",
    Key.SPREAD: "Other seeds",
    Key.COLOURS: "Values of the colours",
    Key.FACETS: "Values of the panels",
}
_LEVELS = {"chart": "Chart", "main": "Chart and sliders", "all": "Whole page"}
# Pixels. The width is the same for all tabs, so that nothing moves between them.
_WIDTH = 560
_CODE_HEIGHT = 360
# The smallest bound that Streamlit knows; what is read of a file is bounded again.
_UPLOAD_MEGABYTES = 1
_REFUSAL = "share:refusal"


def share_sheet(
    chosen: View,
    setup: Setup,
    files: Callable[[], Files],
    *,
    page: str,
    picture: Callable[[], None],
    chart_height: int | None = None,
    offered: Sequence[Key] = CONTROLLED,
) -> None:
    """A button that opens the link, the embedding, pictures, data and code of what a page shows.

    Nothing of it is made while it is closed, and no file before it is asked for. Who has opened a
    link with few controls can pass it on, but not with more of them.

    Args:
        chosen: all that is chosen, which is what the link carries.
        setup: the run that the page shows.
        files: what is taken along from the page.
        page: its name, to tell the sheets of different pages apart.
        picture: draws the buttons that save the page's chart as a picture.
        chart_height: that of the chart in pixels, where it is known.
        offered: the keys of the controls that there are on the page.
    """
    sheet = st.popover("Share", icon=":material/ios_share:", key=f"{page}_share", on_change="rerun")
    if not sheet.open:
        st.session_state.pop(_REFUSAL, None)
        return
    address = st.context.url or ""
    stem = file_stem(setup)
    link, embedding, pictures, data, code = sheet.container(width=_WIDTH).tabs(_TABS)
    with link:
        _link(chosen, address, page, offered)
    with embedding:
        _embedding(chosen, address, page, offered, chart_height)
    with pictures:
        picture()
    with data:
        _data(files(), setup, stem, page)
        if chosen.controls is None:
            _opening(page)
    with code:
        _code(files().script(), stem, page)


def _link(view: View, address: str, page: str, offered: Sequence[Key]) -> None:
    offering = _offering(view, f"{page}_share_link_controls", offered)
    st.code(embed.page_link(address, offering), language=None, wrap_lines=True)
    st.caption("Opens this page exactly as it is now, with the controls that are chosen above.")


def _offering(view: View, key: str, offered: Sequence[Key]) -> View:
    """The view as others get it: with those controls that are chosen for them."""
    if view.controls is not None:
        return view
    chosen = st.pills(
        "Controls that others get",
        offered,
        selection_mode="multi",
        default=offered,
        format_func=lambda key: _LABELS.get(key) or parameter(key).label,
        key=key,
    )
    return replace(view, controls=None if len(chosen) == len(offered) else tuple(chosen))


def _embedding(
    view: View, address: str, page: str, offered: Sequence[Key], chart_height: int | None
) -> None:
    show = st.segmented_control(
        "How much of the page",
        list(embed.HEIGHTS),
        format_func=_LEVELS.__getitem__,
        required=True,
        default="chart",
        key=f"{page}_share_embed",
    )
    offering = view if show == "chart" else _offering(view, f"{page}_share_embed_controls", offered)
    code = embed.embed_code(address, offering, show, chart_height)
    st.code(code, language="html", wrap_lines=True)
    st.caption("HTML for a page of your own: a course, a blog, slides.")


def _data(files: Files, setup: Setup, stem: str, page: str) -> None:
    with st.container(horizontal=True):
        for file in files.data:
            _download(file.label, file.content, f"{stem}{file.ending}", file.kind, page)
        _download(
            "Setup (JSON)", partial(setup_json, setup), f"{stem}.json", "application/json", page
        )


def _opening(page: str) -> None:
    st.file_uploader(
        "Open a setup that was saved here",
        type="json",
        max_upload_size=_UPLOAD_MEGABYTES,
        key=f"{page}_share_open",
        on_change=_open_setup,
        args=(f"{page}_share_open",),
    )
    if refusal := st.session_state.get(_REFUSAL):
        st.error(plain(refusal), icon=":material/error:")


def _code(script: str, stem: str, page: str) -> None:
    # Scrolled by its container: a code block by itself cannot be with the keyboard.
    with st.container(height=_CODE_HEIGHT, border=False):
        st.code(script, language="python", wrap_lines=True)
    _download("Script (Python)", lambda: script, f"{stem}.py", "text/x-python", page)


def _download(label: str, content: Callable[[], str], name: str, kind: str, page: str) -> None:
    """A button for a file that is made when it is asked for, without a run of the page."""
    st.download_button(
        label,
        content,
        name,
        kind,
        key=f"{page}_share_{label.split()[0].lower()}",
        on_click="ignore",
        icon=":material/download:",
    )


def _open_setup(key: str) -> None:
    """Show the setup of an uploaded file; of one that has none, say why."""
    st.session_state.pop(_REFUSAL, None)
    file = st.session_state[key]
    if file is None:
        return
    try:
        setup = setup_from_json(file.getvalue())
    except ParameterError as error:
        st.session_state[_REFUSAL] = str(error)
    else:
        state.choose_view(replace(state.current(), setup=setup))
