"""Questions to a hub in GraphQL: the SDL is the contract, and a caller sees the projects of its key only."""
