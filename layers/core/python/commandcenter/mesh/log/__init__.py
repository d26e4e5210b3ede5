"""The log of the bus: every event of the hub, numbered without gaps, kept for two weeks."""
