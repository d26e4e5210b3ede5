"""From a source tree, a Git history or a report to facts of the graph."""
