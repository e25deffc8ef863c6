"""Drupal 7 to 10: ``/node/<n>`` beside its alias.

Only the extraction profile so far.
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="drupal",
    title=(
        "h1.page-title",
        "h1#page-title",
        "#page-title",
        "h1.title",
        ".block-page-title-block h1",
        ".page-header",
    ),
    body=(
        ".node--view-mode-full .field--name-body",
        ".node-full .field-name-body",
        "article .field--name-body",
        ".node .field-name-body",
        "article.node .field-name-body",
        ".field-name-body",
        ".field--name-body",
    ),
    lead=(".field--name-field-lead", ".field-name-field-lead", ".field-name-field-summary"),
    date=(".node__meta time", ".node .submitted", ".submitted", ".field--name-field-date"),
    drop=("ul.links", ".node__links", "#comments", ".rdf-meta", ".field-name-field-tags"),
    title_suffix=r"\s*[|–-]\s*(?:Cổng|Trang|Sở)\b[^|]*$",
)
"""From the node templates of Drupal core (7: ``node.tpl.php`` and the field module; 10: Olivero's
``node.html.twig``). The body class serves blocks too, so the one in the node goes first."""
