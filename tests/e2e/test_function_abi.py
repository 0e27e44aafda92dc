# SPDX-License-Identifier: Apache-2.0
"""Another language than ours: an SDK in C, written from docs/function-abi.md alone (tests/function_abi), and apps that use it."""
import json
import subprocess
import unittest

import harness
from harness import ROOT, Server
from test_streams import Events

SOURCES = ROOT / "tests/function_abi"
ENDPOINTS = {"default": {"type": "graphql", "path": "/graphql", "auth": "none", "introspection": True}}
COMPILE = ["clang-19", "--target=wasm32", "-std=c23", "-O2", "-Wall", "-Wextra", "-Werror", "-nostdlib", "-mbulk-memory",
           "-Wl,--no-entry"]


def leb128(number):
    digits = bytearray()
    while number >= 128:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes([*digits, number])


def custom_section(name, content):
    body = leb128(len(name)) + name.encode() + content
    return b"\0" + leb128(len(body)) + body


def compile_to(wasm, source):
    subprocess.run([*COMPILE, "-o", wasm, SOURCES / f"{source}.c"], check=True)
    with wasm.open("ab") as module:
        module.write(custom_section("modus_metadata_version", b"\x02"))
        module.write(custom_section("modus_metadata", (SOURCES / f"{source}.json").read_bytes()))


class InC(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        provider = cls.enterClassContext(harness.openai_server())
        app = cls.enterClassContext(harness.folder())
        compile_to(app / "app.wasm", "app")
        (app / "modus.json").write_text(json.dumps({
            "endpoints": ENDPOINTS,
            "models": {"llm": {"sourceModel": "gpt-4o-mini", "connection": "provider", "path": "v1/chat/completions"}},
            "connections": {"provider": {"type": "http", "baseUrl": provider,
                                         "headers": {"Authorization": "Bearer {{KEY}}"}}}}))
        cls.provider = provider
        cls.server = cls.enterClassContext(Server(
            "serve", app, "--jsonlogs", env={"MODUS_PROVIDER_KEY": "test-key", "MODUS_APP_PASSWORD": "swordfish"}))

    def test_text_and_a_default(self):
        self.assertEqual(self.server.data('{ sayHello a: sayHello(name: "Zoë") }'), {"sayHello": "Hello, World", "a": "Hello, Zoë"})

    def test_records_lists_maps_and_null(self):
        asked = """query($items: [ItemInput!]!) { summarize(items: $items) { total dearest { name price amount } prices { key value } } }"""
        items = [{"name": "pen", "price": 1.5, "amount": 4}, {"name": "book", "price": 20}]
        self.assertEqual(self.server.data(asked, {"items": items})["summarize"], {
            "total": 26, "dearest": {"name": "book", "price": 20, "amount": None},
            "prices": [{"key": "book", "value": 20}, {"key": "pen", "value": 1.5}]})
        self.assertEqual(self.server.data(asked, {"items": []})["summarize"], {"total": 0, "dearest": None, "prices": []})

    def test_several_results_and_errors(self):
        self.assertEqual(self.server.data("{ divide(a: 7, b: 2) { quotient remainder } }")["divide"], {"quotient": 3, "remainder": 1})
        self.assertEqual(self.server.errors("{ divide(a: 7, b: 0) { quotient } }"), "division by zero")
        self.assertIn("overflow", self.server.errors("{ divide(a: -2147483648, b: -1) { quotient } }"))

    def test_an_instant(self):
        self.assertEqual(self.server.data('{ nextDay(of: "2026-02-28T23:30:00.5-02:00") }'), {"nextDay": "2026-03-02T01:30:00.5Z"})

    def test_nothing(self):
        self.assertEqual(self.server.data("{ doNothing }"), {"doNothing": None})

    def test_a_model(self):
        answer = json.loads(self.server.data('{ ask(question: "Why?") }')["ask"])
        self.assertIn("Why?", answer["choices"][0]["message"]["content"])

    def test_a_secret_and_the_log(self):
        self.assertEqual(self.server.data('{ secretLength(name: "PASSWORD") }'), {"secretLength": 9})
        self.server.wait_for('"level":"warn",.*"text":"looking"')
        response = self.server.ask('{ secretLength(name: "NONE") }')
        self.assertIn("MODUS_APP_NONE", response["errors"][0]["message"])
        self.assertIn("there is no such secret", [error["message"] for error in response["errors"]])

    def test_http(self):
        response = self.server.data("query($url: String!) { statusOf(url: $url) { status } }", {"url": self.provider + "/nowhere"})
        self.assertEqual(response["statusOf"], {"status": 404})

    def test_a_stream(self):
        with Events(self.server.port, "subscription { countdown(from: 3) }") as events:
            self.assertEqual([response["data"]["countdown"] for response in events.responses()], [3, 2, 1])

    def test_the_schema(self):
        about = self.server.data('{ __type(name: "Item") { description fields { name } } }')["__type"]
        self.assertEqual(about, {"description": "What one buys.", "fields": [{"name": n} for n in ("name", "price", "amount")]})


class ModulesInC(unittest.TestCase):
    def test_one_calls_another(self):
        with harness.folder() as app:
            compile_to(app / "shop.wasm", "app")
            compile_to(app / "caller.wasm", "caller")
            (app / "modus.json").write_text(json.dumps({
                "endpoints": ENDPOINTS, "modules": {"shop": "./shop", "caller": {"path": "./caller", "calls": ["shop"]}}}))
            with Server("serve", app) as server:
                self.assertEqual(server.data("{ share(total: 7, people: 2) }"), {"share": 3})
                self.assertEqual(server.errors("{ share(total: 7, people: 0) }"), "shop.divide failed: division by zero")


if __name__ == "__main__":
    unittest.main()
