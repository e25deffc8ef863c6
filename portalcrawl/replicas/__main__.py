"""``python -m portalcrawl.replicas``: serve all five until interrupted."""

from __future__ import annotations

import json
import signal
import threading

import click

from portalcrawl.replicas import serve_all


class _PortTaken(click.ClickException):
    exit_code = 2


@click.command()
@click.option(
    "--port",
    default=8801,
    show_default=True,
    type=click.IntRange(1, 65531),
    help="Port of the first of the five.",
)
def main(port: int) -> None:
    """Serve the five replica portals on 127.0.0.1 until interrupted."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    try:
        with serve_all(base_port=port) as origins:
            for host, origin in origins.items():
                click.echo(f"{host:<24} {origin}/")
            click.echo(f"REPLICAS={json.dumps(origins)}")
            stop.wait()
    except OSError as error:
        raise _PortTaken(f"port {port} and the four after it: {error.strerror}") from error


if __name__ == "__main__":
    main(prog_name="python -m portalcrawl.replicas")
