"""Run all readers over one template."""

import posixpath

from commandcenter.indexing.shapes import Wrong

from .endpoints import read_endpoints
from .facts import TemplateFacts
from .queues import read_consumers, read_producers, read_queues
from .services import read_calls, read_services
from .template import literal, read_template, references


def read_facts(data: bytes, path: str, wrong: Wrong) -> TemplateFacts | None:
    """Read a template, or return None for a document that is none; raises DocumentError when it is malformed."""
    template = read_template(data, path, wrong)
    if template is None:
        return None
    facts = TemplateFacts(template)
    read_services(facts, path.rpartition("/")[0])
    read_queues(facts)
    read_stacks(facts, path.rpartition("/")[0])
    for read in (read_calls, read_consumers, read_producers, read_endpoints):
        read(facts)
    return facts


def read_stacks(facts: TemplateFacts, folder: str) -> None:
    """Find the templates of nested stacks in the tree, and what this template's outputs tell."""
    for kind, key in (("AWS::CloudFormation::Stack", "TemplateURL"), ("AWS::Serverless::Application", "Location")):
        for resource in facts.template.of_type(kind):
            place = literal(resource.properties.get(key), 300)
            if place and not place.startswith(("http", "s3:")):
                facts.stacks[resource.id] = posixpath.normpath(posixpath.join(folder, place))
    for name, output in facts.template.document.get("Outputs").items():
        ends = [facts.end(each) for each in references(output.value)]
        if ends and ends[0] is not None:
            facts.outputs[name] = ends[0]
