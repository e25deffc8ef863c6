"""The configuration: one TOML file, checked, under the environment. Pure but for reading the file.

``portalcrawl.settings`` reads it once for a process: see ``CONFIG`` there.
"""

from portalcrawl.config.reading import (
    Loaded,
    Origin,
    as_environment,
    load,
    misspelt_variables,
)
from portalcrawl.config.shape import Config

__all__ = [
    "Config",
    "Loaded",
    "Origin",
    "as_environment",
    "load",
    "misspelt_variables",
]
