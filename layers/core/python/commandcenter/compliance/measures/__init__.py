"""Facts that are measured: read from the graph of a project, attested by nobody."""
