# SPDX-License-Identifier: Apache-2.0
"""What the tests of typed answers and of tools share: their app, and requests in every format."""
import json
import time
import unittest

import harness
from harness import Server

KEYS = {f"MODUS_{name}_API_KEY": "test-key" for name in ("OPENAI", "ANTHROPIC", "GEMINI", "CUSTOM")}
AWS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
ENVIRONMENT = {**KEYS, **AWS, "MODUS_ENV": "dev"}

WITH_TOOLS = ("openai", "responses", "anthropic", "gemini", "converse")
ALL = WITH_TOOLS + ("llama", "custom")


def script(*steps):
    """A text by which the provider knows what to do in each round (tests/providers/scripts.py)."""
    return "please act " + json.dumps(steps)


def texts_in(value):
    """All strings within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_in(part)


def request(model, text):
    """What a function would ask that model."""
    message = [{"role": "user", "content": text}]
    return json.dumps({
        "openai": {"model": "gpt-4o-mini", "messages": message},
        "local": {"model": "smollm2-135m-instruct", "messages": message, "temperature": 0, "max_tokens": 400},
        "custom": {"model": "x-large", "messages": message},
        "responses": {"model": "gpt-4o-mini", "input": text},
        "anthropic": {"model": "claude-sonnet-4-20250514", "max_tokens": 1024, "messages": message},
        "gemini": {"contents": [{"role": "user", "parts": [{"text": text}]}]},
        "converse": {"messages": [{"role": "user", "content": [{"text": text}]}]},
        "llama": {"prompt": text},
        "embeddings": {"model": "text-embedding-3-small", "input": text},
        "nobody": {"model": "x", "messages": message},
    }[model])


class TypedApp(unittest.TestCase):
    source = "tests/typed/app"

    @classmethod
    def setUpClass(cls):
        cls.address = cls.enterClassContext(harness.helper_server("tests/providers/server.py"))
        cls.build = cls.enterClassContext(harness.changed_app(
            cls.source, harness.with_providers_at(cls.address, "tests/typed/app")))
        cls.journal = cls.build.parent / "journal.jsonl"
        cls.server = cls.enterClassContext(
            Server("serve", cls.build, "--journal", str(cls.journal), env=ENVIRONMENT))

    def requests(self):
        """The bodies that the provider saw, oldest first."""
        return [seen["body"] for seen in json.loads(harness.http("GET", self.address + "requests")[1])]

    def call(self, function, model, *steps, server=None, fields="", **arguments):
        """The response to a call of a function with a scripted request to a model."""
        variables = {"model": model, "input": request(model, script(*steps)), **arguments}
        return self.ask(function, variables, server, fields)

    def ask(self, function, variables, server=None, fields=""):
        kinds = {"model": "String!", "input": "String!", "tools": "[String!]", "rounds": "Int"}
        declared = ", ".join(f"${name}: {kinds[name]}" for name in variables)
        given = ", ".join(f"{name}: ${name}" for name in variables)
        # Functions with names such as askText are queries, invoke is a mutation or query by the schema's own rules.
        return (server or self.server).ask(f"query({declared}) {{ {function}({given}) {fields} }}", variables)

    def value(self, function, model, *steps, **more):
        response = self.call(function, model, *steps, **more)
        self.assertNotIn("errors", response)
        return response["data"][function]

    def problem(self, function, model, *steps, **more):
        response = self.call(function, model, *steps, **more)
        return "\n".join(error["message"] for error in response.get("errors", []))

    def records(self, execution):
        """The journal's records of an execution that has asked a model, in the order of their numbers."""
        for _ in range(100):  # they are written soon
            lines = map(json.loads, self.journal.read_text().splitlines())
            found = sorted((line for line in lines if line["execution"] == execution), key=lambda line: line["seq"])
            if any(line["call"] == "modus_models.askModel" for line in found):
                return found
            time.sleep(0.1)
        raise AssertionError(f"the journal has no record of {execution} asking a model")
