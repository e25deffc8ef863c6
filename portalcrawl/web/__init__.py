"""The read-only site: pages for people, the same as JSON and CSV for machines."""
