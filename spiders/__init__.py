"""One spider per province, declared over engines, and the shared spider that drives them."""
