"""Backups: whole copies of an archive, each in a folder of its own, and the way back.

``database`` copies the database and ``files`` the rest, ``contents`` is what a backup says of
itself, ``shelf`` the folder in which backups stand. ``writing`` and ``restoring`` use them.
"""
