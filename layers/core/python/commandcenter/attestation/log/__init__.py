"""The transparency log: what was attested, in one order that nobody can change unseen (C2SP tlog-tiles)."""
