"""The CMS families: one module each, pure, and what they share for reading listings."""
