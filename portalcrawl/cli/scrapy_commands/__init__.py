"""Scrapy's own commands where they have to say more plainly what was asked wrongly."""
