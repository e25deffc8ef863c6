"""Searching the archive: the same answers from SQLite and PostgreSQL.

``language`` reads what somebody typed, ``finding`` asks the index, ``highlights`` marks the words
in the original text. What differs between the databases is in ``db.dialects``.
"""
