"""The Alembic environment. Run it through ``db.schema`` or ``portalcrawl db upgrade``."""
