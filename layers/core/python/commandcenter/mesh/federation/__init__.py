"""What crosses from hub to hub: events signed one by one, laws on what may leave and enter, fan-out commands."""
