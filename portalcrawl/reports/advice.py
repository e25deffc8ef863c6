"""What a person does about a portal: one sentence or two for each state.

What is to be typed stands between backticks.
"""

from __future__ import annotations

from portalcrawl.health.state import Health, State

_BY_STATE: dict[State, str] = {
    "ok": "Nothing.",
    "silent": (
        "Open the portal. Where it has newer articles than the archive, its listing has moved:"
        " `portalcrawl probe {home}`. Where it has none, there is nothing to do."
    ),
    "degraded": (
        "Hold a few of its newest articles in the archive against the portal. What is missing in"
        " all of them is a changed layout: correct its declaration, then"
        " `portalcrawl reprocess --portal {host} --again`."
    ),
    "layout changed": (
        "Ask the portal what it is now, `portalcrawl probe {home}`, and correct its declaration;"
        " then `portalcrawl reprocess --portal {host} --again` reads what was captured meanwhile."
    ),
    "blocked": (
        "Open the portal in a browser. Where people can read it, write to its administrator and"
        " name your contact address; do not crawl it faster or from elsewhere."
    ),
    "unreachable": (
        "Open the portal in a browser, on another network as well. Where it answers, this machine"
        " or its network is kept out; where it does not, there is nothing to do but wait."
    ),
    "gone": (
        "Look for the address it has moved to. End its declaration with `until`, and declare the"
        " new one: `portalcrawl probe ADDRESS`."
    ),
}
_BY_CAUSE: dict[tuple[State, str], str] = {
    ("unreachable", "dns"): (
        "Its name is not known any more. Look for the address it has moved to, and declare that"
        " one: `portalcrawl probe ADDRESS`. Where other names fail as well, look at this machine's"
        " resolver."
    ),
    ("unreachable", "tls"): (
        "Open the portal in a browser. Where that warns of the certificate, wait for a new one, or"
        " declare `tls`: `old` for a server that only speaks old ciphers, `unverified` for a"
        " certificate that nobody will mend."
    ),
    ("unreachable", "redirect"): (
        "Open the portal in a browser and see where it leads. Declare the address it leads to:"
        " `portalcrawl probe ADDRESS`."
    ),
    ("blocked", "robots"): (
        "Its robots.txt forbids what its declaration asks for. Respect it; write to its"
        " administrator and ask for an exception."
    ),
}


def advice(health: Health, home: str) -> str:
    """What to do about a portal in this state, whose home page is ``home``."""
    known = _BY_CAUSE.get((health.state, health.cause or ""), _BY_STATE[health.state])
    return known.replace("{home}", home).replace("{host}", health.host)
