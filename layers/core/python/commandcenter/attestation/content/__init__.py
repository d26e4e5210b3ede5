"""Content addressing: names that are hashes of what they name, and the stores that keep things under them."""
