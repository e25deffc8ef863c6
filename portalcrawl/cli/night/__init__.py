"""``portalcrawl nightly``: a file for each thing that a night does; ``course`` is its sequence."""
