"""The five sites, one file each."""
