"""``portalcrawl serve``: the archive as a site that is only read."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path

import click

from portalcrawl.cli.options import archive_option
from portalcrawl.cli.stopping import terminated_as_interrupted
from portalcrawl.settings import database_url
from portalcrawl.web.app import create_app
from portalcrawl.web.limits import Limits
from portalcrawl.web.serving import listening, run, server
from portalcrawl.web.site import open_site

_DEMO = Path("demo-archive")


class Network(click.ParamType[str]):
    """An address, or a network like ``10.0.0.0/8``."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text, where it names one; a usage error in one line where it does not."""
        try:
            ip_network(value, strict=False)
        except ValueError:
            self.fail(f"{value!r} is no address; write it like 10.0.0.5 or 10.0.0.0/8", param, ctx)
        return value


@click.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port; 0 is any that is free.",
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which the site may be asked, like archive.example.org; may be repeated."
    " Addresses and localhost always may.",
)
@click.option(
    "--trusted-proxy",
    "trusted_proxies",
    type=Network(),
    multiple=True,
    metavar="ADDRESS",
    help="A reverse proxy that says in X-Forwarded-For who asks; may be repeated.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0, 10_000),
    default=Limits().rate,
    show_default=True,
    help="Requests a second that one address may make; 0 is without a limit.",
)
@click.option(
    "--burst",
    type=click.IntRange(1, 100_000),
    default=Limits().burst,
    show_default=True,
    help="Requests that it may make at once.",
)
@click.option("--log-requests", is_flag=True, help="Print a line for each request.")
@click.pass_context
def serve(
    context: click.Context,
    archive: Path,
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...],
    trusted_proxies: tuple[str, ...],
    rate: float,
    burst: int,
    log_requests: bool,
) -> None:
    """Show the archive as a site: search, articles, versions, portals, downloads.

    Nothing can be written through it, and it serves while a crawl writes. It ends with Ctrl-C.
    """
    given = context.get_parameter_source("archive") is not click.core.ParameterSource.DEFAULT
    folder, is_demo = _chosen(archive, given=given)
    limits = Limits(rate=rate, burst=burst)
    site = open_site(database_url(folder), folder, limits)
    try:
        listener = listening(host, port)
        address = f"http://{_shown(host)}:{listener.getsockname()[1]}"
        what = f"the demo's archive, {folder}," if is_demo else f"the archive {folder}"
        with terminated_as_interrupted():
            run(
                server(
                    create_app(site, (*allowed_hosts, host)),
                    limits,
                    trusted_proxies=trusted_proxies,
                    log_requests=log_requests,
                    when_ready=lambda: click.echo(f"Serving {what} at {address} (Ctrl-C ends it)"),
                ),
                listener,
            )
    finally:
        site.close()


def _chosen(archive: Path, *, given: bool) -> tuple[Path, bool]:
    """The folder to serve: where none was named and none is there, that of the demo."""
    if not given and not archive.exists() and _DEMO.is_dir():
        return _DEMO, True
    return archive, False


def _shown(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        return "localhost"
    return f"[{host}]" if address.version == 6 else host
