"""Audits in the formats of others: SARIF, OSCAL and JUnit."""
