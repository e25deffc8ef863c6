"""Proving an archive: that what is stored is whole, and is what it was when it was stored.

``proving.check`` goes through every kind of proof, ``repairing.repair`` makes anew what can be
derived. ``database``, ``contents``, ``captures`` and ``derivations`` hold the proofs by subject.
"""
