"""What Streamlit's theme cannot say: room kept free, so that nothing moves as numbers change."""

from __future__ import annotations

import streamlit as st

from ui.charts.phases import NARROW_NAMES

_NARROW = ", ".join(f'.annotation[data-index="{index}"]' for index in NARROW_NAMES)
_WIDE = ", ".join(f'.annotation[data-index="{index - 3}"]' for index in NARROW_NAMES)

# The headline keeps the height of its longest version, on a desktop and on a phone.
_CSS = f"""
<style>
.stMainBlockContainer {{ padding: 3.75rem 3rem 3rem 3rem; max-width: 100rem; }}
.st-key-headline {{ min-height: 5.4rem; justify-content: center; }}
.st-key-run :is({_NARROW}) {{ display: none; }}
@media (max-width: 1000px) {{
  .st-key-run :is({_WIDE}) {{ display: none; }}
  .st-key-run :is({_NARROW}) {{ display: inline; }}
}}
@media (max-width: 1100px) {{
  .st-key-headline {{ min-height: 7rem; }}
}}
@media (max-width: 640px) {{
  .stMainBlockContainer {{ padding-left: 0.75rem; padding-right: 0.75rem; }}
}}
</style>
"""


def style_page() -> None:
    """Apply the page's few rules; takes up no room."""
    st.html(_CSS)
