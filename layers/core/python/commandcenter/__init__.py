"""CommandCenter: a federated command hub over many software projects."""

__version__ = "0.1.0"
