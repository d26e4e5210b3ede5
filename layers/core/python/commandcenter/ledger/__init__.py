"""Commits, heads, snapshots, as-of, diff, proofs and replay: the history every other package reads and writes."""
