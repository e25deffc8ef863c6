"""What state a portal is in, judged from what its runs counted. Pure: no I/O, no clock.

``observed`` reads the counts of a run, ``classing`` compares a night with those before it.
"""
