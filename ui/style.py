"""What Streamlit's theme cannot say: room kept free, so that nothing moves as numbers change."""

from __future__ import annotations

import streamlit as st

from ui.charts.phases import NARROW_NAMES
from ui.words import Sentence, Tone

_NARROW = ", ".join(f'.annotation[data-index="{index}"]' for index in NARROW_NAMES)
_WIDE = ", ".join(f'.annotation[data-index="{index - 3}"]' for index in NARROW_NAMES)

# The headline and the story keep the height of their longest version, on a desktop and on a phone.
_CSS = f"""
<style>
.stMainBlockContainer {{ padding: 3.75rem 3rem 3rem 3rem; max-width: 100rem; }}
.st-key-headline {{ min-height: 5.4rem; justify-content: center; }}
.st-key-headline p {{ font-size: 1.1rem; line-height: 1.45; }}
.stMain .katex {{ font-size: 1.05em; white-space: nowrap; }}
.st-key-story {{ min-height: 9rem; }}
.limit-mark {{ position: relative; height: 1.6rem; margin: -1.9rem 6px 0; line-height: 1; }}
.limit-mark div, .limit-mark span {{ position: absolute; white-space: nowrap; }}
.limit-mark span:first-child {{ font-size: 1.5rem; top: -0.3rem; transform: translateX(-50%); }}
.limit-mark span:last-child {{ font-size: 0.8rem; top: 1rem; }}
.st-key-exponents [data-testid="stTable"] {{ overflow-x: auto; }}
.st-key-exponents table {{ min-width: 50rem; width: 100%; }}
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
  .st-key-story {{ min-height: 12rem; }}
}}
</style>
"""


def style_page() -> None:
    """Apply the page's few rules; takes up no room."""
    st.html(_CSS)


def say(sentence: Sentence) -> None:
    """Show a sentence as loudly as its tone asks."""
    if sentence.tone is Tone.WARNING:
        st.warning(sentence.text, icon=":material/warning:")
    elif sentence.tone is Tone.NOTE:
        st.info(sentence.text, icon=":material/info:")
    else:
        st.markdown(sentence.text)
