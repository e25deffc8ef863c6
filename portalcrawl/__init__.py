"""An archive of the news that Viet Nam's provincial portals publish."""
