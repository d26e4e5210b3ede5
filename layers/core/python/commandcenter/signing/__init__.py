"""Signatures: signers by URI, DSSE envelopes, published key sets and signed HTTP requests."""
