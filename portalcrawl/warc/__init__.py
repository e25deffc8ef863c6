"""WARC files: written, indexed, read and mended. No Scrapy and no database in here.

``writer`` keeps what was asked and answered, ``cdxj`` says where it stands, ``reader`` reads the
WARC files of anyone, ``mending`` sets right what a killed run left behind.
"""

#: The folder of the WARC files inside the archive folder.
FOLDER = "warc"
