"""The report of a night, for people (HTML, text) and machines (JSON, Prometheus). No I/O."""
