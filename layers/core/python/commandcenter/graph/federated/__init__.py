"""One graph over many hubs: what a hub shows of itself, how that travels, and how the parts are joined."""
