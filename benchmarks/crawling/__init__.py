"""The parts of ``benchmarks.crawl``: the portal, its server, the contestants, the measuring."""
