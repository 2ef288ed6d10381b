"""A visitor without a browser: Streamlit's own messages over a websocket, for many at a time.

Sends what the page's script in a browser sends while a live slider is dragged, and reads what comes
back far enough to know which value the chart shows.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

# Seconds: a server that has not answered by then is broken.
PATIENCE = 60.0


class Visitor:
    """One open page.

        async with Visitor(url, "seed=3") as visitor:
            await visitor.open()
            seconds = await visitor.move("a", 2.5)

    Attributes:
        sliders: the data of the live sliders on the page, by their keys.
        pages: what stands for each page in a message, by its name in the address.
    """

    def __init__(self, url: str, query: str = "") -> None:
        self.sliders: dict[str, dict[str, Any]] = {}
        self.pages: dict[str, str] = {}
        self._url = url
        self._query = query
        self._page = ""
        self._fragment = ""
        self._widgets: dict[str, WidgetState] = {}
        self._slider_ids: dict[str, str] = {}
        self._shown = -1.0
        self._cached = ""
        self._running = False
        self._began = time.perf_counter()

    async def __aenter__(self) -> Self:
        self._socket: ClientConnection = await connect(
            f"ws://{urlsplit(self._url).netloc}/_stcore/stream",
            subprotocols=["streamlit"],
            compression=None,
            proxy=None,
            max_size=None,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._socket.close()

    async def open(self) -> None:
        """Ask for the page, and return when its script has ended."""
        await self._socket.send(self._rerun().SerializeToString())
        self._running = True
        await self._read_until(lambda: not self._running)

    async def go(self, page: str) -> None:
        """Open the page of a name, by way of the first one."""
        await self.open()
        self._page = self.pages[page]
        await self.open()

    async def look(self) -> None:
        """Run the live part again, as the ticker of a page that waits does."""
        message = self._rerun()
        message.rerun_script.fragment_id = self._fragment
        await self._socket.send(message.SerializeToString())
        self._running = True
        await self._read_until(lambda: not self._running)

    async def move(self, slider: str, value: float, *, final: bool = False) -> float:
        """Move a live slider; the seconds until the chart came that shows the value."""
        begin = time.perf_counter()
        # As `performance.now()`, and as it does it grows.
        seq = 1000 * (begin - self._began)
        state = self._widgets[slider] = WidgetState(id=self._slider_ids[slider])
        report = {"moved": {"value": value, "seq": seq, "final": final}}
        state.json_value = json.dumps(report, separators=(",", ":"))
        message = self._rerun()
        message.rerun_script.fragment_id = self._fragment
        await self._socket.send(message.SerializeToString())
        await self._read_until(lambda: self._shown >= seq)
        return time.perf_counter() - begin

    def _rerun(self) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._query
        state.page_script_hash = self._page
        state.widget_states.widgets.extend(self._widgets.values())
        if self._cached:
            state.cached_message_hashes.append(self._cached)
        context = state.context_info
        context.timezone, context.timezone_offset, context.locale = "UTC", 0, "en-US"
        context.url, context.is_embedded, context.color_scheme = self._url, False, "light"
        return message

    async def _read_until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not done():
                received = await self._socket.recv()
                assert isinstance(received, bytes)
                self._take(ForwardMsg.FromString(received))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page = message.navigation.page_script_hash
            for page in message.navigation.app_pages:
                self.pages[page.url_pathname] = page.page_script_hash
        elif kind == "script_finished":
            self._running = False
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            if message.metadata.cacheable:
                self._cached = message.hash
            self._take_element(message)

    def _take_element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                raise RuntimeError(f"The page shows an error: {element.exception.message}")
            case "bidi_component":
                component = element.bidi_component
                if component.component_name.endswith(".slider"):
                    data = head_of(component.bytes)
                    key = component.id.rpartition(":")[2]
                    self.sliders[key] = data
                    self._slider_ids[key] = component.id
                elif component.component_name.endswith(".chart"):
                    self._fragment = message.delta.fragment_id
                    self._shown = head_of(component.bytes)["seq"]
            # Values that come from the session are sent back, as a browser does.
            case "button_group" if element.button_group.set_value:
                group = element.button_group
                state = self._widgets[group.id] = WidgetState(id=group.id)
                state.string_array_value.data.extend(group.raw_values)
            case "number_input" if element.number_input.set_value:
                field = element.number_input
                self._widgets[field.id] = WidgetState(id=field.id, int_value=int(field.value))


def head_of(packed: bytes) -> dict[str, Any]:
    """What a component was given, with its arrays left out (ui/components/packing.py)."""
    end = 4 + int.from_bytes(packed[:4], "little")
    head: dict[str, Any] = json.loads(packed[4:end])
    return head
