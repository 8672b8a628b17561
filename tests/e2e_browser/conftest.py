"""A browser for the run, and screens for whoever asks; each test's pages are closed and checked when it ends."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    ViewportSize,
    async_playwright,
    expect,
)
from starlette.routing import Mount

from hub.web import screens
from tests.e2e_browser.screens import CHROMIUM, COUNT_TAPS, DESK, LAUNCH, TABLET, WALL, CrewScreen, ErBoard
from tests.world import HubProcess

expect.set_options(timeout=30_000)  # a machine that is shared draws a page in seconds

EXPECTED_NOISE = ("ERR_", "WebSocket connection to", "Failed to load resource")
"""What Chromium itself writes when a test cuts the network; everything else on the console is a fault of ours."""


@pytest.fixture(scope="module")
async def hub(
    new_database: Callable[[], Awaitable[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HubProcess]:
    """A hub for each file: browsers take the tokens of callers over, and leave requests that wait."""
    folder, settings = tmp_path_factory.mktemp("hub-browser"), {"KYUKYU_HEARTBEAT_S": "1"}
    process = HubProcess(await new_database(), folder, settings).enrol().start()
    yield process
    process.stop()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def shelf() -> AsyncIterator[str]:
    """Where the pages stand, with the headers that the hub gives them, and no hub behind them."""
    app = FastAPI(openapi_url=None)
    app.include_router(screens.routes())
    app.router.routes.append(Mount("/static", screens.Static()))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as door:
        serving = asyncio.create_task(server.serve(sockets=[door]))
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        await serving


class NewPage(Protocol):
    """Opens an empty page in a browser profile of its own."""

    def __call__(self, size: ViewportSize, *, is_touched: bool = False, is_night: bool = False) -> Awaitable[Page]:
        """Returns the page."""
        ...


@pytest.fixture
async def new_page(chromium: Browser) -> AsyncIterator[NewPage]:
    """Opens pages; afterwards none of them may have complained or reached for another host."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    strangers: list[str] = []

    def hears(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(noise in message.text for noise in EXPECTED_NOISE):
            complaints.append(message.text)

    def asks(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "tel:")):
            strangers.append(request.url)

    async def make(size: ViewportSize, *, is_touched: bool = False, is_night: bool = False) -> Page:
        context = await chromium.new_context(
            viewport=size,
            has_touch=is_touched,
            color_scheme="dark" if is_night else "light",
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        contexts.append(context)
        await context.add_init_script(COUNT_TAPS)
        page = await context.new_page()
        page.on("console", hears)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asks)
        return page

    yield make
    for context in contexts:
        await context.close()
    assert complaints == []
    assert strangers == []


@pytest.fixture
def new_crew(new_page: NewPage) -> Callable[[], Awaitable[CrewScreen]]:
    """Makes tablets."""

    async def make() -> CrewScreen:
        return CrewScreen(await new_page(TABLET, is_touched=True))

    return make


@pytest.fixture
def new_board(new_page: NewPage) -> Callable[..., Awaitable[ErBoard]]:
    """Makes boards, at a desk or on a wall."""

    async def make(*, wall: bool = False) -> ErBoard:
        return ErBoard(await new_page(WALL if wall else DESK))

    return make
