"""Running the site: the server, its patience, and its end."""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from portalcrawl.errors import Fault
from portalcrawl.web.limits import Limits

#: Seconds in which answers under way may be finished when the server is told to stop.
_LAST_ANSWERS = 3
#: Seconds that a connection may stay open without a request.
_BETWEEN_REQUESTS = 15
#: Seconds after which a thread that computes lets others go on. Python's own 5 ms add up for one
#: that comes back from the database again and again, which has computed without Python.
_TURN = 0.0005
_HEAD = 32 * 1024
"""Bytes of the head of a request: the address and all headers."""


def listening(host: str, port: int) -> socket.socket:
    """The socket that the server takes connections from; port 0 is any that is free.

    Raises Fault, in one line, where the address is not of this machine or the port is in use.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        number = error.errno or 0
        what = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise Fault(f"cannot listen on {host}:{port}: {what}; try another --port") from error


def server(
    app: ASGIApp,
    limits: Limits,
    *,
    trusted_proxies: tuple[str, ...] = (),
    log_requests: bool = False,
    when_ready: Callable[[], None] = lambda: None,
) -> uvicorn.Server:
    """A server that has not begun yet.

    Whom a request comes from is believed of ``trusted_proxies`` (addresses or networks) alone.
    """
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=_protocol(limits),
        ws="none",
        lifespan="off",
        log_level="info" if log_requests else "error",
        access_log=log_requests,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=_BETWEEN_REQUESTS,
        timeout_graceful_shutdown=_LAST_ANSWERS,
        h11_max_incomplete_event_size=_HEAD,
    )
    return _Server(config, when_ready)


def run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl-C. Answers under way are finished, but not waited for for long.

    A second signal ends it at once.
    """
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()  # of what is there by now nothing becomes garbage; to look through it takes 40 ms
    with suppress(KeyboardInterrupt):  # uvicorn hands the signal on once all is done
        server.run(sockets=[listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()


class _Hasty(H11Protocol):
    """uvicorn's protocol, for clients that have to send and to take within some time.

    The head of a request has to be there then, and of an answer something has to be taken.
    """

    limits: Limits
    _patience: asyncio.TimerHandle | None = None
    _look: asyncio.TimerHandle | None = None
    _taken = 0

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._be_patient()
        self._look_again()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._lose_patience()
        elif self._patience is None:
            self._be_patient()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose_patience()
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        self._taken += 1
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        super().send_400_response(msg)
        if self.cycle is not None:
            # The head was fine and the body is not: what answers the head comes too late.
            self.cycle.disconnected = True

    def _be_patient(self) -> None:
        self._patience = self.loop.call_later(self.limits.seconds_for_a_request, self._give_up)

    def _lose_patience(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()

    def _look_again(self) -> None:
        seen = self._taken, self.transport.get_write_buffer_size()
        self._look = self.loop.call_later(self.limits.seconds_of_silence, self._end_if_deaf, *seen)

    def _end_if_deaf(self, taken: int, left: int) -> None:
        if left and (taken, left) == (self._taken, self.transport.get_write_buffer_size()):
            # Closing would wait until all is taken.
            self.transport.abort()
        else:
            self._look_again()


def _protocol(limits: Limits) -> type[asyncio.Protocol]:
    return type("Hasty", (_Hasty,), {"limits": limits})
