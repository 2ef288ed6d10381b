"""What Streamlit's theme cannot say: room kept free, so that nothing moves as numbers change."""

from __future__ import annotations

import streamlit as st

from ui.charts.frame import LEFT, RIGHT
from ui.charts.phases import NARROW_NAMES
from ui.view import View

_NARROW = ", ".join(f'.annotation[data-index="{index}"]' for index in NARROW_NAMES)
_WIDE = ", ".join(f'.annotation[data-index="{index - 3}"]' for index in NARROW_NAMES)

# The headline keeps the height of its longest version, on a desktop and on a phone.
_CSS = f"""
<style>
.stMainBlockContainer {{ padding: 3.75rem 3rem 3rem 3rem; max-width: 100rem; }}
.st-key-headline {{ min-height: 5.9rem; }}
.st-key-look {{ min-height: 3.7rem; margin-top: -0.75rem; }}
.st-key-paper_headline {{ min-height: 3.5rem; }}
/* Streamlit's own colours for these are too pale for WCAG's 4.5 : 1. */
[data-testid="stButtonGroup"] [data-selected="true"] {{ color: inherit !important; }}
[data-testid="stCaptionContainer"] {{ color: inherit; opacity: 0.85; }}
.stButton kbd, .stCode .token {{ color: inherit !important; opacity: 1 !important; }}
.stCode .keyword {{ font-weight: 600; }}
/* What follows a drag is not greyed while the next picture of it is on its way. */
.stElementContainer:has(.live-chart, .live-text, .live-slider) {{ opacity: 1 !important; }}
.stMainBlockContainer h1 {{ padding: 0 0 0.4rem; font-size: 1.75rem; }}
.st-key-toolbar {{ row-gap: 0.5rem; }}
/* As many in a row as there is room for. */
.st-key-sliders > * {{ flex: 1 1 12rem; }}
/* Along the picture's time axis: its thumb, 18 px wide, goes half a width inside either end. */
.st-key-cursor {{ padding: 0 {RIGHT - 9}px 0 {LEFT - 9}px; }}
.st-key-reading {{ min-height: 3.2rem; }}
.st-key-run :is({_NARROW}) {{ display: none; }}
@media (max-width: 1000px) {{
  .st-key-run :is({_WIDE}) {{ display: none; }}
  .st-key-run :is({_NARROW}) {{ display: inline; }}
}}
@media (max-width: 1100px) {{
  .st-key-headline {{ min-height: 6.4rem; }}
  .st-key-look {{ min-height: 5.1rem; }}
  .st-key-paper_headline {{ min-height: 6.8rem; }}
  .st-key-reading {{ min-height: 5rem; }}
}}
@media (max-width: 640px) {{
  .stMainBlockContainer {{ padding-left: 0.75rem; padding-right: 0.75rem; }}
  .st-key-headline {{ min-height: 8.6rem; }}
  .st-key-look {{ min-height: 7.7rem; }}
}}
</style>
"""


# A lecture has no chrome: what is left is large. Everything but the charts is measured in rem.
_LECTURE_CSS = """
<style>
html { font-size: clamp(18px, min(2.4vh, 2vw), 64px); }
/* A presenter's keys are for the page: a slider that was dragged does not keep them. */
:root { --page-has-keys: yes; }
.stSidebar, .stAppHeader { display: none; }
.stMainBlockContainer { padding: 0.5rem 1.5rem; max-width: none; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.5rem; }
.st-key-lecture { min-height: 7.9rem; }
/* All text as dark as any, and none small. */
.live-text .remark, [data-testid="stCaptionContainer"] {
  color: inherit; opacity: 1; font-size: 1rem;
}
</style>
"""
# What is embedded has the margins of the page around it.
_BARE_CSS = """
<style>
.stSidebar, .stAppHeader { display: none; }
.stMainBlockContainer { padding: 0.5rem 0.5rem 0; max-width: none; }
.st-key-headline { min-height: 5.4rem; }
</style>
"""


def style_page(view: View) -> None:
    """Apply the page's few rules; takes up no room."""
    bare = _BARE_CSS if view.show != "all" else ""
    st.html(_CSS + (_LECTURE_CSS if view.in_lecture else bare))
