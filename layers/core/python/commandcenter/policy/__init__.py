"""The one judge: an OPA process beside the function, the bundle it runs and the client that asks it."""
