"""The hubs this hub is linked to, the keys it trusts of them, and how far each has been served."""
