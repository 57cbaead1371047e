#!/usr/bin/env python3
"""Judge the bot's request bodies by Discord's own OpenAPI schema.

    judge_bodies.py BODIES.jsonl [OPENAPI.json]
    judge_bodies.py --self-test [OPENAPI.json]

Each line of the first file is {"method", "route", "body"}; the route is concrete or has placeholders and comes
without /api/v10. Every distinct body is judged once. The schema is the second argument, else $DISCORD_OPENAPI,
else ../shared/discord/openapi.json beside the repository. Without a schema nothing is judged, which fails when
CI=true and passes otherwise. Needs the package `jsonschema` (4.18 or newer, for `referencing`).

The published schema is first made stricter and mended:
 * objects are closed, so that a misspelt field is found; documented fields it lacks are let in;
 * where it takes only one of number and string and Discord takes both (permissions, some ids), both pass;
 * limits that the documentation sets lower (content 2000, a modal's five parts, ...) are lowered.

Exit status: 0 all well, 1 findings or a schema that is missing in CI, 2 a call that makes no sense.
"""

import copy
import json
import os
import re
import sys
from pathlib import Path
from urllib.parse import quote

REPOSITORY = Path(__file__).resolve().parent.parent
BASE = "urn:discord"
SNOWFLAKE = {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$", "minimum": 0}

# Documented, and sent by serenity, though the schema does not have them.
EXTRA_FIELDS = {
    "ApplicationCommandUpdateRequest": {
        "nsfw": {"type": ["boolean", "null"]},
        "default_permission": {"type": ["boolean", "null"]},
    },
    "ComponentEmojiForRequest": {"animated": {"type": ["boolean", "null"]}},
    "FileUploadComponentForModalRequest": {"file_types": {"type": ["array", "null"], "maxItems": 10}},
}
# What serenity writes on every option of a command, whatever its type, when nobody set it.
OPTION_KEYS = (
    "autocomplete", "channel_types", "choices", "max_length", "max_value", "min_length", "min_value", "options",
)


def patched(document):
    """The schema as this judge uses it; the document given stays as it is."""
    document = copy.deepcopy(document)
    schemas = document["components"]["schemas"]
    for name, fields in EXTRA_FIELDS.items():
        schemas[name]["properties"].update(fields)
    for name, schema in schemas.items():
        close(schema)
        if name.endswith("SelectDefaultValue") or name == "MessageAttachmentRequest":
            schema["properties"]["id"] = SNOWFLAKE
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                close(body_schema(operation) or {})
    schemas["CreatePrivateChannelRequest"]["properties"]["recipient_id"] = SNOWFLAKE
    command = schemas["ApplicationCommandUpdateRequest"]["properties"]
    command["default_member_permissions"] = {"type": ["string", "integer", "null"], "pattern": "^[0-9]+$", "minimum": 0}
    for name in ("MessageCreateRequest", "MessageEditRequestPartial", "BaseCreateMessageCreateRequest"):
        schemas[name]["properties"]["content"]["maxLength"] = 2000
    schemas["ModalInteractionCallbackRequestData"]["properties"]["components"]["maxItems"] = 5
    schemas["ActionRowComponentForModalRequest"]["properties"]["components"]["maxItems"] = 1
    choice = schemas["ApplicationCommandOptionStringChoice"]["properties"]
    choice["value"].update(minLength=1, maxLength=100)
    schemas["PollMediaCreateRequest"]["properties"]["text"]["maxLength"] = 55
    return document


def close(schema):
    """Let an object have no fields but its own, here and in every schema written inside this one."""
    if isinstance(schema, list):
        for part in schema:
            close(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
        for part in schema.values():
            close(part)


def body_schema(operation):
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema")


def without_unset_keys(body):
    """A list of commands without the keys serenity writes on options for which nobody set them."""
    if isinstance(body, list):
        return [without_unset_keys(item) for item in body]
    if not isinstance(body, dict):
        return body
    unset = (None, False, [], {})
    return {
        key: without_unset_keys(value)
        for key, value in body.items()
        if not (key in OPTION_KEYS and any(value is empty or (value == empty and value != 0) for empty in unset))
    }


class Judge:
    """Holds the patched schema and finds the part of it that a request must fit."""

    def __init__(self, document):
        from jsonschema import Draft202012Validator
        from referencing import Registry, Resource
        from referencing.jsonschema import DRAFT202012

        self.document = patched(document)
        self.registry = Registry().with_resource(BASE, Resource(self.document, DRAFT202012))
        self.validator = Draft202012Validator
        self.validators = {}
        # Templates with fewer placeholders first: `@original` before `{message_id}`.
        templates = sorted(self.document["paths"], key=lambda template: template.count("{"))
        self.templates = [(template, template.split("/")) for template in templates]

    def template(self, route):
        """The schema's own name of a route that is concrete or has placeholders named by somebody else."""
        given = route.split("?")[0].removeprefix("/api/v10").split("/")
        for template, wanted in self.templates:
            if len(wanted) == len(given) and all(map(fits, wanted, given)):
                return template
        return None

    def judge(self, method, route, body):
        """What is wrong with one body, a line each; None if the schema says nothing about its route."""
        template = self.template(route)
        operation = self.document["paths"].get(template, {}).get(method.lower())
        if operation is None:
            return ["the schema knows no such route"]
        if body_schema(operation) is None:
            return None if body is None else ["the schema knows no body for this route"]
        if template.endswith("/commands"):
            body = without_unset_keys(body)
        errors = self.validator_of(template, method.lower()).iter_errors(body)
        return sorted({line for error in errors for line in explain(error)})

    def validator_of(self, template, method):
        key = (template, method)
        if key not in self.validators:
            name = quote(template.replace("~", "~0").replace("/", "~1"), safe="~@")
            pointer = f"/paths/{name}/{method}/requestBody/content/application~1json/schema"
            self.validators[key] = self.validator({"$ref": f"{BASE}#{pointer}"}, registry=self.registry)
        return self.validators[key]


def fits(wanted, given):
    if not wanted.startswith("{"):
        return wanted == given
    if given.startswith("{"):
        return True
    return bool(re.fullmatch(r"[0-9]+", given)) if wanted.endswith("_id}") else bool(given)


def explain(error):
    """The lines that tell what is wrong: of a union, only what the branch says that was meant."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    place = "".join(steps).removeprefix(".") or "body"
    if error.validator in ("oneOf", "anyOf") and error.context:
        branches = {}
        for inner in error.context:
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        meant = [found for found in branches.values() if not any(map(rules_out, found))]
        if meant:
            nearest = min(meant, key=len)
            return [line for inner in nearest for line in explain(inner)]
        kind = error.instance.get("type") if isinstance(error.instance, dict) else error.instance
        return [f"{place}: fits none of what may stand here, type {shortened(kind)}"]
    return [f"{place}: {shortened(error.message)}"]


def rules_out(error):
    """Whether this error shows that another branch of the union was meant."""
    own = len(error.relative_path)
    other_type = own == 1 and error.relative_path[0] == "type" and error.validator in ("enum", "const", "allOf")
    return other_type or (own == 0 and error.validator == "type")


def shortened(text):
    text = str(text)
    return text if len(text) <= 300 else f"{text[:140]} ... {text[-140:]}"


def judge_file(judge, path):
    """Judges every distinct body of the file, prints the findings and the count; returns the exit status."""
    seen, judged, passed_over, findings = set(), 0, 0, 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            sample = json.loads(line)
            method, route, body = sample["method"], sample["route"], sample["body"]
        except (ValueError, KeyError, TypeError) as error:
            print(f"{path}:{number}: not a body: {error}")
            findings += 1
            continue
        shape = re.sub(r"/(\d+|\{\w+\})(?=/|$)", "/_", route)
        key = (method, shape, json.dumps(body, sort_keys=True))
        if key in seen:
            continue
        seen.add(key)
        lines = judge.judge(method, route, body)
        if lines is None:
            passed_over += 1
            continue
        judged += 1
        for line in lines:
            findings += 1
            print(f"{path}:{number}: {method} {route}: {line}")
    print(f"Discord's schema judged {judged} distinct bodies, passed over {passed_over}: {findings} findings")
    if judged == 0:
        print("nothing was judged; that is no verdict")
        return 1
    return 1 if findings else 0


def self_test(judge):
    """Good bodies must pass and bad ones must be named; returns the exit status."""
    failures = 0
    if judge_file(judge, REPOSITORY / "tests/it/judge/good.jsonl") != 0:
        print("SELF-TEST: a good body was objected to")
        failures += 1
    for name, method, route, body, expected in BAD:
        lines = judge.judge(method, route, body) or []
        if not any(expected in line for line in lines):
            print(f"SELF-TEST: {name}: expected {expected!r}, got {lines}")
            failures += 1
    print(f"self-test: {len(BAD)} bad bodies, {failures} failures")
    return 1 if failures else 0


def bad_bodies():
    message = ("POST", "/channels/{channel_id}/messages")
    callback = ("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
    commands = ("PUT", "/applications/{application_id}/commands")

    def button(**change):
        inner = {"type": 2, "style": 1, "label": "l", "custom_id": "c", **change}
        return {"components": [{"type": 1, "components": [inner]}]}

    def modal(*parts):
        return {"type": 9, "data": {"custom_id": "m", "title": "t", "components": list(parts)}}

    def row(**change):
        return {"type": 1, "components": [{"type": 4, "custom_id": "i", "style": 1, "label": "l", **change}]}

    def command(**change):
        return [{"name": "setup", "description": "d", **change}]

    def option(**change):
        return command(options=[{"type": 3, "name": "o", "description": "d", **change}])

    place = "components[0].components[0]"
    return [
        ("2001 characters", *message, {"content": "a" * 2001}, "content: "),
        ("2001 in an answer", *callback, {"type": 4, "data": {"content": "a" * 2001}}, "data.content: "),
        ("a misspelt field", *message, {"contents": "a"}, "'contents'"),
        ("a misspelt field of a button", *message, button(custmo_id="c"), "'custmo_id'"),
        ("a label of 81", *message, button(label="l" * 81), f"{place}.label: "),
        ("a custom_id of 101", *message, button(custom_id="c" * 101), f"{place}.custom_id: "),
        ("a text input in a message", *message, {"components": [row()]}, f"{place}: fits none"),
        ("an embed's title of 257", *message, {"embeds": [{"title": "t" * 257}]}, "embeds[0].title: "),
        ("an unknown ping", *message, {"allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse[0]"),
        ("an id with letters", *message, {"sticker_ids": ["ada"]}, "sticker_ids[0]: "),
        ("a nonce of 26", *message, {"nonce": "n" * 26}, "nonce: "),
        ("a deferral with a stray field", *callback, {"type": 5, "data": {"ephemeral": True}}, "'ephemeral'"),
        ("an answer of type 77", *callback, {"type": 77}, "fits none"),
        ("six rows in a modal", *callback, modal(*[row()] * 6), "data.components: "),
        ("an input's label of 46", *callback, modal(row(label="l" * 46)), f"data.{place}.label: "),
        ("a button in a modal", *callback, modal(*button()["components"]), f"data.{place}"),
        ("26 choices", *callback, {"type": 8, "data": {"choices": [{"name": "n", "value": "v"}] * 26}}, "data.choices: "),
        ("words among numbers", *callback, {"type": 8, "data": {"choices": [{"name": "n", "value": v} for v in (1, "a")]}}, "value: "),
        ("a command's name of 33", *commands, command(name="n" * 33), "[0].name: "),
        ("an unknown field of a command", *commands, command(guild_only=True), "'guild_only'"),
        ("permissions in words", *commands, command(default_member_permissions="all"), "default_member_permissions: "),
        ("an option's type 12", *commands, option(type=12), "fits none"),
        ("a choice's value of 101", *commands, option(choices=[{"name": "n", "value": "v" * 101}]), "choices[0].value: "),
        ("lengths of a number", *commands, option(type=4, max_length=5), "'max_length'"),
        ("autocomplete of a switch", *commands, option(type=5, autocomplete=True), "'autocomplete'"),
        ("a route that is not there", "POST", "/channels/1/cards", {}, "no such route"),
        ("a body where none belongs", "POST", "/channels/1/typing", {"for": 3}, "no body"),
    ]


BAD = bad_bodies()


def main(arguments):
    testing = arguments[:1] == ["--self-test"]
    if not 1 <= len(arguments) <= 2 or (arguments[0].startswith("-") and not testing):
        print(__doc__)
        return 2
    beside = REPOSITORY.parent / "shared/discord/openapi.json"
    schema = Path(arguments[1] if len(arguments) == 2 else os.environ.get("DISCORD_OPENAPI") or beside)
    if not schema.is_file():
        print(f"No schema at {schema}: no body was judged. Give its path, or set DISCORD_OPENAPI.")
        return 1 if os.environ.get("CI") == "true" else 0
    bodies = Path(arguments[0])
    if not testing and not bodies.is_file():
        print(f"No bodies at {bodies}: run the tests first; they write it.")
        return 1
    judge = Judge(json.loads(schema.read_text(encoding="utf-8")))
    return self_test(judge) if testing else judge_file(judge, bodies)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
