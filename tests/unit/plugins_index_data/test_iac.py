"""Templates become services, endpoints and queues, with who takes from and sends to which."""

import json
from typing import Any

import pytest
import yaml

from commandcenter.indexing.documents import load_yaml

from .conftest import ROOT, Index

SAM = """
AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Parameters:
  Runtime: {Type: String, Default: python3.13}
Globals:
  Function: {Runtime: !Ref Runtime, Timeout: 10, CodeUri: functions/shared}
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders.fifo
      FifoQueue: true
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Dead: {Type: AWS::SQS::Queue}
  Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Sub "${AWS::StackName}-bus"}}
  Take:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: functions/take
      Handler: app.handler
      MemorySize: 256
      Events:
        Post: {Type: Api, Properties: {Path: "/orders/{id}", Method: post}}
        All: {Type: HttpApi}
        Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
      Policies:
        - SQSSendMessagePolicy: {QueueName: !GetAtt Orders.QueueName}
        - Statement: [{Effect: Allow, Action: [events:PutEvents], Resource: !GetAtt Bus.Arn}]
        - LambdaInvokePolicy: {FunctionName: !Ref Fill}
        - AWSLambdaBasicExecutionRole
  Fill:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src.fill.handler
      FunctionName: fill
      Events:
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
        Else: {Type: SQS, Properties: {Queue: "arn:aws:sqs:eu-west-1:123456789012:partner-feed"}}
        Bus: {Type: EventBridgeRule, Properties: {EventBusName: !Ref Bus, Pattern: {source: [x]}}}
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: m.asl.json, DefinitionSubstitutions: {Fill: !GetAtt Fill.Arn}}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layers}}
"""


def test_a_sam_template(index: Index) -> None:
    found = index(
        {
            "template.yaml": SAM,
            "functions/take/app.py": "",
            "functions/shared/src/fill.py": "",
            "functions/take/main.go": "",
        },
        "index-iac",
    )
    assert found.findings() == []
    assert found.keys("service") == ["service:Fill", "service:Machine", "service:Take"]
    assert found.keys("queue") == ["queue:Bus", "queue:Dead", "queue:orders.fifo", "queue:partner-feed"]
    assert found.keys("endpoint") == ["endpoint:ANY $default", "endpoint:POST /orders/{id}"]
    assert found.edges("service:Take", "implements") == found.keys("endpoint")
    assert found.edges("service:Fill", "dependsOn") == ["queue:Bus", "queue:orders.fifo", "queue:partner-feed"]
    assert found.edges("queue:orders.fifo", "producedBy") == ["service:Take"]
    assert found.edges("queue:Bus", "producedBy") == ["service:Take"]
    assert found.edges("queue:Dead", "producedBy") == ["queue:orders.fifo", "service:Fill"]
    assert found.edges("service:Take", "calls") == found.edges("service:Machine", "calls") == ["service:Fill"]
    assert found.edges("file:functions/take/app.py", "implements") == ["service:Take"]
    assert found.edges("file:functions/shared/src/fill.py", "implements") == ["service:Fill"]
    assert found.props("service:Take")["aws"] == {
        "kind": "function", "type": "AWS::Serverless::Function", "runtime": "python3.13", "handler": "app.handler",
        "memory": 256, "timeout": 10, "schedules": ["rate(1 day)"], "logical_id": "Take", "declared_in": ["template.yaml"],
    }  # fmt: skip
    assert found.props("queue:orders.fifo")["aws"] == {
        "kind": "sqs", "type": "AWS::SQS::Queue", "name": "orders.fifo", "fifo": True, "logical_id": "Orders",
        "declared_in": ["template.yaml"],
    }  # fmt: skip
    assert found.props("queue:partner-feed") == {"arn": "arn:aws:sqs:eu-west-1:123456789012:partner-feed"}
    assert found.props("file:template.yaml")["template"]["format"] == "sam"
    assert found.props("file:template.yaml")["template"]["resources"]["AWS::SQS::Queue"] == 2


def test_json_and_yaml_of_the_same_template_say_the_same(index: Index) -> None:
    """The short forms of intrinsic functions mean their long forms."""

    def long(tag: str, value: Any) -> Any:
        if tag == "!GetAtt":
            return {"Fn::GetAtt": value.split(".")}
        return {"Ref": value} if tag == "!Ref" else {f"Fn::{tag[1:]}": value}

    written = json.dumps(load_yaml(SAM.encode(), long))
    first, second = index({"t.yaml": SAM}, "index-iac"), index({"t.json": written}, "index-iac")
    keys = [key for key in first.nodes if not key.startswith(("file:", "project:"))]
    for key in keys:
        assert first.nodes[key].edges == second.nodes[key].edges
        assert str(first.props(key)) == str(second.props(key)).replace("t.json", "t.yaml")
    assert len(keys) == 9


PLAIN = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Carts: {Type: AWS::ApiGateway::Resource, Properties: {ParentId: !GetAtt Api.RootResourceId, PathPart: carts}}
  Cart: {Type: AWS::ApiGateway::Resource, Properties: {ParentId: !Ref Carts, PathPart: "{id}", RestApiId: !Ref Api}}
  GetCart:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      ResourceId: !Ref Cart
      RestApiId: !Ref Api
      Integration: {Uri: !Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Show.Arn}/invocations"}
  Show: {Type: AWS::Lambda::Function, Properties: {Handler: index.handler, Code: {ZipFile: "x"}}}
  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: http}}
  Link: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Http, IntegrationUri: !GetAtt Show.Arn}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Http, RouteKey: GET /v2, Target: !Sub "integrations/${Link}"}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: news}}
  Inbox: {Type: AWS::SQS::Queue}
  Subscribe: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref Topic, Endpoint: !GetAtt Inbox.Arn, Protocol: sqs}}
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Inbox.Arn, FunctionName: !Ref Show}}
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Id: a, Arn: !GetAtt Show.Arn}]}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: carts, StreamSpecification: {StreamViewType: NEW_IMAGE}}
  Body:
    Type: AWS::Serverless::Api
    Properties:
      DefinitionBody:
        openapi: 3.0.1
        paths: {/ping: {get: {x-amazon-apigateway-integration: {uri: !Sub "${Show.Arn}"}}, parameters: []}}
"""


def test_plain_cloudformation(index: Index) -> None:
    found = index({"infra/api.yml": PLAIN}, "index-iac")
    assert found.findings() == []
    assert found.edges("service:infra/Show", "implements") == [
        "endpoint:GET /carts/{id}",
        "endpoint:GET /ping",
        "endpoint:GET /v2",
    ]
    assert found.edges("service:infra/Show", "dependsOn") == ["queue:infra/Inbox"]
    assert found.edges("queue:infra/Inbox", "dependsOn") == ["queue:news"]
    assert found.props("service:infra/Show")["aws"]["schedules"] == ["rate(5 minutes)"]
    assert found.props("queue:carts")["aws"]["kind"] == "dynamodb-stream"
    assert found.props("service:infra/Api")["aws"]["kind"] == "api"


def test_templates_that_use_the_same_logical_id_do_not_mix(index: Index) -> None:
    text = "Resources: {Run: {Type: AWS::Lambda::Function, Properties: {Handler: %s.main}}}"
    found = index({"a/t.yaml": text % "a", "b/t.yaml": text % "b", "b/u.yaml": text % "c"}, "index-iac")
    assert found.keys("service") == ["service:a/Run", "service:b/Run", "service:b/Run (u.yaml)"]
    assert found.findings() == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Resources: {A: {Type: AWS::SQS::Queue", "not YAML"),
        ("Resources: {A: {Type: AWS::Lambda::Function, Properties: []}}", "not an array at /Resources/A/Properties"),
        ("Resources: {A: {Type: AWS::Serverless::Function, Properties: {Events: {E: 3}}}}",
         "at /Resources/A/Properties/Events/E"),
    ],
)  # fmt: skip
def test_broken_templates_are_findings(index: Index, text: str, reason: str) -> None:
    found = index({"t.yaml": text, "ok.yaml": "Resources: {Q: {Type: AWS::SQS::Queue}}"}, "index-iac")
    assert any(reason in finding for finding in found.findings())
    assert "queue:Q" in found.nodes


@pytest.mark.parametrize(
    "text",
    ["a: 1", "Resources: AWS::", '{"Resources": {"A": {"Type": 3}}, "x": "AWS::"}', "Resources: [AWS::X]", "# AWS:: Resources\n[",
     "Resources: {'Fn::ForEach::Loop': [x, [1], {'A${x}': {Type: AWS::SQS::Queue}}]}"],
)  # fmt: skip
def test_documents_that_are_no_templates_say_nothing(index: Index, text: str) -> None:
    found = index({"t.yaml": text}, "index-iac")
    assert found.keys("service") == found.keys("queue") == []


def test_outputs_of_nested_stacks_lead_to_their_resources(index: Index) -> None:
    parent = """
Resources:
  Data: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: infra/data.yaml}}
  Away: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.org/t.yaml}}
  Publish:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Stream: {Type: DynamoDB, Properties: {Stream: !GetAtt Data.Outputs.Stream}}
        Inbox: {Type: SQS, Properties: {Queue: !Sub "${Data.Outputs.Inbox}"}}
        Unknown: {Type: SQS, Properties: {Queue: !GetAtt Data.Outputs.Nothing}}
        Away: {Type: SQS, Properties: {Queue: !GetAtt Away.Outputs.Inbox}}
"""
    child = """
Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {StreamSpecification: {StreamViewType: NEW_IMAGE}}}
  Inbox: {Type: AWS::SQS::Queue}
Outputs: {Stream: {Value: !GetAtt Table.StreamArn}, Inbox: {Value: !GetAtt Inbox.Arn}, Name: {Value: x}}
"""
    found = index({"template.yaml": parent, "infra/data.yaml": child}, "index-iac")
    assert found.edges("service:Publish", "dependsOn") == ["queue:infra/Inbox", "queue:infra/Table"]
    assert found.findings() == []


def test_templates_of_tests_and_examples_describe_no_service(index: Index) -> None:
    found = index({"tests/data/t.yaml": SAM, "examples/t.yaml": SAM}, "index-iac")
    assert found.keys("service") == found.keys("endpoint") == found.keys("queue") == []
    assert found.props("file:tests/data/t.yaml")["template"]["format"] == "sam"


def test_circles_end(index: Index) -> None:
    text = """
Resources:
  A: {Type: AWS::ApiGateway::Resource, Properties: {ParentId: !Ref B, PathPart: a}}
  B: {Type: AWS::ApiGateway::Resource, Properties: {ParentId: !Ref A, PathPart: b}}
  M: {Type: AWS::ApiGateway::Method, Properties: {HttpMethod: GET, ResourceId: !Ref A}}
"""
    assert len(index({"t.yaml": text}, "index-iac").keys("endpoint")) == 1


def test_the_template_of_this_repository(index: Index) -> None:
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(ROOT.glob("functions/*/app.py"))}
    for path in (ROOT / "template.yaml", *(ROOT / "infra").glob("*.yaml")):
        files[path.relative_to(ROOT).as_posix()] = path.read_bytes()
    found = index(files, "index-iac")
    assert found.findings() == []
    functions = [key for key in found.keys("service") if found.props(key)["aws"]["kind"] == "function"]
    implementing = {key for path in files for key in found.edges(f"file:{path}", "implements")}
    assert len(functions) > 5
    assert implementing == set(functions)
    assert len(found.keys("endpoint")) > 5
    streams = [key for key in found.keys("queue") if found.props(key)["kind"] == "dynamodb-stream"]
    takers = {end for key in functions for end in found.edges(key, "dependsOn")}
    assert len(streams) == 1
    assert takers.issuperset(streams)


def test_the_manifest_lists_what_the_code_claims(plugins: Any) -> None:
    plugin = plugins["index-iac"]
    claims = yaml.safe_load((plugin.folder / "plugin.yaml").read_text())["contributes"]["claims"]
    assert all(plugin.create().claims(f"a/b{claim[1:]}") for claim in claims)
    assert not plugin.create().claims("a.py")
