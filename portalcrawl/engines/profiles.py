"""Every extraction profile by its name."""

from __future__ import annotations

from portalcrawl.engines import (
    dotnetnuke,
    drupal,
    joomla,
    liferay,
    mojoportal,
    newspaper,
    nukeviet,
    publish_upload,
    sharepoint,
    vnportal,
    webforms,
    wordpress,
)
from portalcrawl.extraction.profile import Profile

PROFILES: dict[str, Profile] = {
    each.PROFILE.name: each.PROFILE
    for each in (
        dotnetnuke,
        drupal,
        joomla,
        liferay,
        mojoportal,
        newspaper,
        nukeviet,
        publish_upload,
        sharepoint,
        vnportal,
        webforms,
        wordpress,
    )
}
