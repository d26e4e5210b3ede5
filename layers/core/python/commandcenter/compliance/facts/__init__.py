"""Fact sheets of projects, assembled from the ledger: what was measured, what is attested, and where each fact comes from."""
