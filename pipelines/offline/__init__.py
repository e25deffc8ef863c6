"""Reading pages from WARC records, without Scrapy and without the network.

``jobs`` is what a worker does, ``pool`` runs workers and keeps the order, ``importing`` takes in
the WARC files of others, ``rereading`` reads the archive's own captures again.
"""
