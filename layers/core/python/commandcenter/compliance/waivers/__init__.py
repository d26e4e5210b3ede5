"""Waivers: a person asks, another one agrees, and failing controls are excused for a while; never counted as passed."""
