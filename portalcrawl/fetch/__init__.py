"""How pages are fetched: politely, within limits, nowhere private, and kept as they were served."""
