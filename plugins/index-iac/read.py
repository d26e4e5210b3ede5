"""Run all readers over one template."""

from commandcenter.indexing.shapes import Wrong

from .endpoints import read_endpoints
from .facts import TemplateFacts
from .queues import read_consumers, read_producers, read_queues
from .services import read_calls, read_services
from .template import read_template


def read_facts(data: bytes, path: str, wrong: Wrong) -> TemplateFacts | None:
    """Read a template, or return None for a document that is none; raises DocumentError when it is malformed."""
    template = read_template(data, path, wrong)
    if template is None:
        return None
    facts = TemplateFacts(template)
    read_services(facts, path.rpartition("/")[0])
    read_queues(facts)
    for read in (read_calls, read_consumers, read_producers, read_endpoints):
        read(facts)
    return facts
