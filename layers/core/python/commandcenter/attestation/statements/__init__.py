"""What is said of audits: in-toto statements and their predicates, the same bytes for the same audit."""
