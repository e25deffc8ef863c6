"""A fleet of replicas, one for each province, and nights over it."""
