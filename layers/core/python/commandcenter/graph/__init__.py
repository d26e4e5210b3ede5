"""The graph of a project and of the ecosystem: entities, deltas, readers, links between projects, identifiers."""
