"""Presence: which hubs are there now. Kept outside the ledger: it is true for a minute and a half."""
