"""From a page to an Article: pure functions, no I/O, no Scrapy, no database."""
