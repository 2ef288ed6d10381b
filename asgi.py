"""The server: the Streamlit app behind uvicorn, with the solver compiled as soon as it starts.

    python asgi.py                                  # HOST and PORT from the environment
    uvicorn asgi:app --ws websockets-sansio         # or under a server of one's own

`streamlit run app.py` works too. What this file adds: the compilation begins before the first
visitor comes, `/health` tells whether it is done, responses carry security headers, and small
messages leave at once (uvicorn opens its sockets without Nagle's algorithm), which is what a
dragged slider waits for.
"""

import os

# Visitors are served side by side: threads within one linear algebra call would only be in each
# other's way. Read when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from ui import warmup

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = "8501"

# No X-Frame-Options and no frame-ancestors: a dashboard embedded in a lecture's page is a feature.
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # The address holds a visitor's whole setup.
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """ASGI middleware that adds the headers to every response that does not set them itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


async def health(_: Request) -> JSONResponse:
    """Answer 200 as soon as the server is up, with `ready` once the solver is; 503 if it failed."""
    state = warmup.state()
    return JSONResponse(
        {"status": state.status, "ready": state.ready},
        status_code=503 if state.status is warmup.Status.FAILED else 200,
        headers={"Cache-Control": "no-store"},
    )


@asynccontextmanager
async def lifespan(_: App) -> AsyncIterator[dict[str, Any] | None]:
    """Start compiling in the background, so that the server answers meanwhile."""
    # Streamlit takes a folder pages/ for a navigation of its own until app.py has made one: a first
    # visitor who comes by a link to a page would get that page without app.py.
    PagesManager.uses_pages_directory = False
    warmup.start()
    yield None


app = App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=[Route("/health", health)],
    middleware=[Middleware(SecurityHeaders)],
)


class Server(uvicorn.Server):
    """A server that says where it is once it really listens there (with port 0, the one it got)."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        if host in ("0.0.0.0", "::"):  # noqa: S104 (compared with, not bound)
            host = "localhost"
        print(f"Phasescape is at http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)


def main() -> None:
    """Serve until interrupted."""
    host = os.environ.get("HOST") or DEFAULT_HOST
    port = os.environ.get("PORT") or DEFAULT_PORT
    if not (port.isascii() and port.isdecimal() and int(port) <= 65535):
        sys.exit(f"PORT has to be a number from 0 (any free port) to 65535, not {port!r}.")
    config = uvicorn.Config(
        app,
        host=host,
        port=int(port),
        log_config=None,  # Streamlit sets uvicorn's loggers up, by [logger] in its config.toml.
        access_log=False,
        lifespan="on",  # A server that cannot start the app ends, and says why.
        # As `streamlit run` has them: a sleepy phone gets half a minute to answer, and small
        # messages are not compressed, which would cost more than it saves.
        ws="websockets-sansio",
        ws_ping_interval=30,
        ws_ping_timeout=30,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=5,
    )
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one stops it.
        Server(config).run()


if __name__ == "__main__":
    main()
