"""The way of one page through a crawl: extract, check, store. One job per file."""
