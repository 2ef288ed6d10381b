"""Text that follows a drag."""

from __future__ import annotations

from ui.components.assets import mount


def live_text(html: str, *, key: str) -> None:
    """Show HTML made by `ui.text.typeset` and `ui.text.report`, never by a visitor.

    It costs a page much less than Markdown or a table does, which matters ten times a second.
    """
    mount("text", key=key, data={"html": html}, height="content")
