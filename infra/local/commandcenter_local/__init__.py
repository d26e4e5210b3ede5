"""Run hubs on this machine: the local AWS engine, and the real SAM CLI that builds and deploys into it.

It imports only the standard library, so that it also works before the project's own environment is complete.
"""

from commandcenter_local.errors import LocalStackError
from commandcenter_local.stack import Hub, LocalStack

__all__ = ["Hub", "LocalStack", "LocalStackError"]
