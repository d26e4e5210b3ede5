"""The `commandcenter` command."""
