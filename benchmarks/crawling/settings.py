"""A Scrapy project with nothing but the defaults, for the spiders of the comparison."""

BOT_NAME = "comparison"
