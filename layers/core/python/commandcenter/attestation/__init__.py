"""Proof that others can check: statements about audits, signed, logged, pinned and registered."""
