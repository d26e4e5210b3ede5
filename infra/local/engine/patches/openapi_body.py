"""Import what an OpenAPI `Body` of a REST API says beyond its paths.

Gap: of the `Body` that SAM writes into the template the engine keeps paths, authorizers, API-key requirements and the
address of integrations. It drops request validators, models, required parameters, gateway responses, binary media
types, ANY methods, and the templates and responses of integrations (CORS preflight).
Patch point: `_import_rest_api` of `services.apigateway_v1`, which enforces all of these once they are stored.
"""

from __future__ import annotations

import json
from typing import Any

from patching import engine_module, patch_point

ANY_METHOD = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
VALIDATOR = "x-amazon-apigateway-request-validator"
INTEGRATION_SETTINGS = (
    "requestTemplates",
    "requestParameters",
    "passthroughBehavior",
    "credentials",
    "contentHandling",
    "timeoutInMillis",
)
PARAMETER_LOCATIONS = {"query": "querystring", "header": "header", "path": "path"}
Json = dict[str, Any]


def apply() -> None:
    gateway = engine_module("services.apigateway_v1")
    import_stock = patch_point(gateway, "_import_rest_api", ("spec", "base_data"))
    patch_point(gateway, "_import_operation", ("api_id", "resource_id", "http_method", "operation", "scheme_map"))
    patch_point(gateway, "_put_integration_response", ("api_id", "resource_id", "http_method", "status_code", "data"))
    for name in ("_create_model", "_create_request_validator"):
        patch_point(gateway, name, ("api_id", "data"))
    patch_point(gateway, "_put_gateway_response", ("api_id", "response_type", "data"))

    def import_whole(spec: Json, base_data: Json | None = None) -> str:
        api = str(import_stock(spec, base_data))
        ImportedApi(gateway, api, spec).complete()
        return api

    gateway._import_rest_api = import_whole


class ImportedApi:
    """One REST API that the engine imported, and the document it came from."""

    def __init__(self, gateway: Any, api: str, spec: Json) -> None:
        self.gateway, self.api, self.spec = gateway, api, spec
        self.validators: dict[str, str] = {}

    def complete(self) -> None:
        self.add_models()
        self.add_validators()
        self.add_gateway_responses()
        if types := self.spec.get("x-amazon-apigateway-binary-media-types"):
            self.gateway._rest_apis[self.api]["binaryMediaTypes"] = types
        for path, item in (self.spec.get("paths") or {}).items():
            self.complete_path(path, item)

    def add_models(self) -> None:
        """Store each schema as a model that holds all others, so that references between schemas resolve."""
        schemas = self.spec.get("definitions") or (self.spec.get("components") or {}).get("schemas") or {}
        rooted = json.loads(json.dumps(schemas).replace("#/components/schemas/", "#/definitions/"))
        for name, schema in rooted.items():
            model = {"name": name, "schema": json.dumps(schema | {"definitions": rooted})}
            self.gateway._create_model(self.api, model)

    def add_validators(self) -> None:
        for name, validator in (self.spec.get("x-amazon-apigateway-request-validators") or {}).items():
            created = self.gateway._create_request_validator(self.api, {"name": name, **validator})
            self.validators[name] = json.loads(created[2])["id"]

    def add_gateway_responses(self) -> None:
        for kind, response in (self.spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
            self.gateway._put_gateway_response(self.api, kind, response)

    def complete_path(self, path: str, item: Json) -> None:
        resources = self.gateway._resources[self.api]
        if ANY_METHOD in item:
            self.gateway._import_path_item(self.api, path, {})
        resource = next((key for key, value in resources.items() if value["path"] == path), None)
        if resource is None:
            return
        if ANY_METHOD in item:
            self.add_any_method(resource, item[ANY_METHOD])
        for name, operation in item.items():
            method = "ANY" if name == ANY_METHOD else name.upper()
            stored = resources[resource]["resourceMethods"].get(method)
            if stored is not None:
                self.complete_request(stored, operation or {})
                self.complete_integration(resource, stored, operation or {})

    def add_any_method(self, resource: str, operation: Json) -> None:
        self.gateway._import_operation(self.api, resource, "ANY", operation, self.schemes(), self.spec.get("security"))

    def schemes(self) -> Json:
        """Name the authorization of each security scheme, from the authorizers that the engine has made of them."""
        made = {each["name"]: each for each in self.gateway._authorizers_v1.get(self.api, {}).values()}
        mapping: Json = {}
        for name, scheme in self.gateway._security_schemes(self.spec).items():
            if name in made:
                kind = "COGNITO_USER_POOLS" if made[name]["type"] == "COGNITO_USER_POOLS" else "CUSTOM"
                mapping[name] = {"authorizationType": kind, "authorizerId": made[name]["id"]}
            elif str(scheme.get("x-amazon-apigateway-authtype", "")).lower() == "awssigv4":
                mapping[name] = {"authorizationType": "AWS_IAM"}
            elif scheme.get("type") == "apiKey":
                mapping[name] = {"apiKeyRequired": True}
        return mapping

    def complete_request(self, stored: Json, operation: Json) -> None:
        stored["requestValidatorId"] = self.validators.get(operation.get(VALIDATOR) or self.spec.get(VALIDATOR, ""))
        stored["requestParameters"] = {
            f"method.request.{PARAMETER_LOCATIONS[each['in']]}.{each['name']}": bool(each.get("required"))
            for each in operation.get("parameters") or []
            if each.get("in") in PARAMETER_LOCATIONS
        }
        if reference := body_reference(operation):
            stored["requestModels"] = {"application/json": reference.rsplit("/", 1)[-1]}

    def complete_integration(self, resource: str, stored: Json, operation: Json) -> None:
        declared, integration = operation.get(INTEGRATION) or {}, stored.get("methodIntegration")
        if not integration:
            return
        integration.update({key: declared[key] for key in INTEGRATION_SETTINGS if declared.get(key) is not None})
        for pattern, response in (declared.get("responses") or {}).items():
            answer = response | {"selectionPattern": "" if pattern == "default" else pattern}
            status = str(response.get("statusCode", "200"))
            self.gateway._put_integration_response(self.api, resource, stored["httpMethod"], status, answer)


def body_reference(operation: Json) -> str | None:
    """Return the schema that the operation names for its JSON body, in OpenAPI 2 or 3."""
    content = (operation.get("requestBody") or {}).get("content") or {}
    schemas = [each.get("schema") or {} for each in operation.get("parameters") or [] if each.get("in") == "body"]
    schemas.append((content.get("application/json") or {}).get("schema") or {})
    return next((schema["$ref"] for schema in schemas if "$ref" in schema), None)
