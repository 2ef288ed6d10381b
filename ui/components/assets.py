"""The components' scripts and styles, served as files that a browser loads once.

Streamlit serves files only for components that a manifest declares; ours is written here instead of
in an installed package. Plotly itself comes out of the installed plotly package, so its version is
the pinned one.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from ui.components.packing import pack

PACKAGE = "phasescape"
# Each component is a script of its name, and a style sheet if there is something to see.
SCRIPTS = {
    "slider": "slider.css",
    "chart": "chart.css",
    "text": "text.css",
    "picture": "picture.css",
    "ticker": None,
}

# What travels with every update. A script given as a file would be asked for by a new <script>
# element at every update; a module is imported once.
_LOADER = """
const script = new URL("_stcore/bidi-components/SCRIPT", document.baseURI);
export default async (component) => (await import(script)).default(component);
"""

_HERE = Path(__file__).parent
_PLOTLY = Path(plotly.__file__).parent


def mount(component: str, *, key: str, data: Any, height: int | str, **changed: Any) -> None:
    """Draw a component of `SCRIPTS`; `on_NAME_change=callback` declares what it may report.

    Args:
        component: which.
        key: its identity on the page; its reports are at this key of the session state.
        data: what its script is given, packed: nested dicts and lists of JSON values and arrays.
        height: in pixels, or "content".
    """
    _declare(get_bidi_component_manager())
    # As bytes: in a dict Streamlit looks for data frames, and writes its JSON twice.
    _renderer(component)(key=key, data=pack(data), height=height, **changed)


@functools.cache
def _renderer(component: str) -> Callable[..., Any]:
    return st.components.v2.component(
        f"{PACKAGE}.{component}",
        js=_LOADER.replace("SCRIPT", f"{PACKAGE}.{component}/{component}.js"),
        css=SCRIPTS[component],
        # Plotly puts its style sheet into the document's head, and the theme's fonts are there too.
        isolate_styles=False,
    )


def _declare(manager: BidiComponentManager) -> None:
    """Tell a runtime where the files are; each test of a page has a runtime of its own."""
    if manager.get_component_asset_root(f"{PACKAGE}.plotly") is not None:
        return
    ours = [ComponentConfig(name, "static") for name in SCRIPTS]
    manager.register_from_manifest(ComponentManifest(PACKAGE, "1", ours), _HERE)
    library = [ComponentConfig("plotly", "package_data")]
    manager.register_from_manifest(ComponentManifest(PACKAGE, "1", library), _PLOTLY)
