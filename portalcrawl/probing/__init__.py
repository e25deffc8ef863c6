"""What a portal is, told from a few of its pages: pure functions, no requests.

``inquire`` asks for pages and is given the answers; who fetches them is the caller's business.
"""
