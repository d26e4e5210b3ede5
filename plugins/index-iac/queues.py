"""Queues, topics, buses and streams: who consumes them and who sends to them."""

from typing import Any

from commandcenter.indexing.shapes import Shape

from .facts import End, TemplateFacts
from .services import SERVICES, policies
from .template import literal

QUEUES = {
    "AWS::SQS::Queue": ("sqs", "QueueName"),
    "AWS::SNS::Topic": ("sns", "TopicName"),
    "AWS::Events::EventBus": ("event-bus", "Name"),
    "AWS::Kinesis::Stream": ("kinesis", "Name"),
    "AWS::DynamoDB::Table": ("dynamodb-stream", "TableName"),
}
"""Type -> (kind, property with the name)."""
EVENTS = {
    "SQS": "Queue", "SNS": "Topic", "Kinesis": "Stream", "DynamoDB": "Stream", "EventBridgeRule": "EventBusName",
    "CloudWatchEvent": "EventBusName",
}  # fmt: skip
"""Type of a SAM event -> its property with the source."""
SENDING = (
    ("SQSSendMessagePolicy", "sqs:SendMessage"),
    ("SNSPublishMessagePolicy", "sns:Publish"),
    ("EventBridgePutEventsPolicy", "events:PutEvents"),
    ("KinesisCrudPolicy", "kinesis:PutRecord"),
)
_SCHEDULES = ("Schedule", "ScheduleV2")


def read_queues(facts: TemplateFacts) -> None:
    """Find what carries messages."""
    for resource in facts.template.of_type(*QUEUES):
        kind, key = QUEUES[resource.type]
        said = resource.properties
        if kind == "dynamodb-stream" and not isinstance(said.get("StreamSpecification").value, dict):
            continue
        props: dict[str, Any] = {"kind": kind, "type": resource.type, "name": literal(said.get(key))}
        if said.get("FifoQueue").value is True or said.get("FifoTopic").value is True:
            props["fifo"] = True
        facts.queues[resource.id] = {key: value for key, value in props.items() if value != ""}


def read_consumers(facts: TemplateFacts) -> None:
    """Find who takes messages: SAM events, event source mappings, subscriptions, rules."""
    for resource in facts.template.of_type(*SERVICES):
        for event in resource.properties.get("Events").values():
            _read_event(facts, resource.id, event)
    for resource in facts.template.of_type("AWS::Lambda::EventSourceMapping"):
        _consume(facts, resource.properties.get("FunctionName").value, resource.properties.get("EventSourceArn").value)
    for resource in facts.template.of_type("AWS::SNS::Subscription"):
        _consume(facts, resource.properties.get("Endpoint").value, resource.properties.get("TopicArn").value)
    for resource in facts.template.of_type("AWS::SNS::Topic"):
        for subscription in resource.properties.get("Subscription").rows():
            _consume(facts, subscription.get("Endpoint").value, {"Ref": resource.id})
    for resource in facts.template.of_type("AWS::Events::Rule", "AWS::Scheduler::Schedule", "AWS::Pipes::Pipe"):
        _read_rule(facts, resource.properties)


def _read_event(facts: TemplateFacts, service: str, event: Shape) -> None:
    kind, said = event.get("Type").text(), event.get("Properties")
    if kind in _SCHEDULES:
        _schedule(facts, service, literal(said.get("Schedule")) or literal(said.get("ScheduleExpression")))
    elif kind in EVENTS:
        _consume(facts, {"Ref": service}, said.get(EVENTS[kind]).value)


def _read_rule(facts: TemplateFacts, said: Shape) -> None:
    """Read a rule, schedule or pipe: the source, and one target or several."""
    source = said.get("EventBusName").value or said.get("Source").value
    target, targets = said.get("Target").value, said.get("Targets").value
    ends = [target, *(targets if isinstance(targets, list) else [])]
    for end in filter(None, ends):
        _consume(facts, end.get("Arn", end) if isinstance(end, dict) else end, source)
        for service in facts.ends(end, "service"):
            _schedule(facts, service.name, literal(said.get("ScheduleExpression")))


def _schedule(facts: TemplateFacts, service: str, expression: str) -> None:
    if expression:
        known = facts.services[service].setdefault("schedules", [])
        known += [expression] if expression not in known else []


def _consume(facts: TemplateFacts, consumer: Any, source: Any) -> None:
    """Link the services, or else queues, that `consumer` refers to, with the queues that `source` does."""
    if isinstance(source, str) and not source.startswith("arn:"):
        source = {"Ref": source}  # the plain name of a bus, perhaps of this template
    takers = facts.ends(consumer, "service") or [end for end in facts.ends(consumer, "queue") if end.kind == "queue"]
    for taker in takers:
        for queue in facts.ends(source, "queue"):
            facts.add_edge(taker, "dependsOn", queue)


def read_producers(facts: TemplateFacts) -> None:
    """Find who sends: policies that allow it, destinations, and queues whose dead letters go elsewhere."""
    for resource in facts.template.of_type(*SERVICES):
        said = resource.properties
        sent = [value for template, action in SENDING for value in policies(said, template, action)]
        sent += [said.get("DeadLetterQueue").value, said.get("DeadLetterConfig").value]
        invoked = said.get("EventInvokeConfig").value
        sent.append(invoked.get("DestinationConfig") if isinstance(invoked, dict) else None)
        for queue in facts.ends(sent, "queue"):
            facts.add_edge(queue, "producedBy", End("service", resource.id))
    for resource in facts.template.of_type("AWS::SQS::Queue"):
        for queue in facts.ends(resource.properties.get("RedrivePolicy").value, "queue"):
            facts.add_edge(queue, "producedBy", End("queue", resource.id))
