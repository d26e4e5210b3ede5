"""Ids, time, canonical JSON, Merkle trees, errors, settings and pages: what every other package stands on."""
