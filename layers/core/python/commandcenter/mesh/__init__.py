"""The mesh: subjects, the CloudEvents envelope and the bus that carries it."""
