"""One hub: where the parts are put together, and the use cases that join several packages."""
