# SPDX-License-Identifier: Apache-2.0
"""Requests made to hurt are answered or refused, and the server serves on. bench/workloads/adversarial.py has the figures."""
import json
import unittest

import adversarial
import harness
from harness import Server


def chain(count, body):
    """`count` fragments on Query, each made by `body` from the name of the next."""
    names = [f"F{i}" for i in range(count + 1)]
    parts = [f"fragment {a} on Query {{ {body(b)} }}" for a, b in zip(names, names[1:])]
    return f"{{ ...F0 }} {' '.join(parts)} fragment F{count} on Query {{ hello }}"


# What is sent, and the code of the refusal; none: it is answered.
DOCUMENTS = {
    "10,000 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(10_000)) + "}", "TOO_MANY_TOKENS"),
    "3,000 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(3_000)) + "}", "TOO_MANY_ALIASES"),
    "300 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(300)) + "}", "TOO_MANY_ROOT_FIELDS"),
    "one field 7,000 times": ("{" + "hello " * 7_000 + "}", None),
    "100,000 nested braces": ("{a" * 100_000 + "}" * 100_000, "QUERY_TOO_LONG"),
    "80,000 nested braces": ("{a" * 80_000 + "}" * 80_000, "QUERY_TOO_DEEP"),
    "a chain of 2,000 fragments": (chain(2_000, lambda f: f"...{f}"), "TOO_MANY_TOKENS"),
    "a chain of 1,000 fragments": (chain(1_000, lambda f: f"...{f}"), "QUERY_TOO_DEEP"),
    "a cycle of fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        "GRAPHQL_VALIDATION_FAILED"),
    "a cycle below fields": (
        "{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T } fields { type { ...T ofType { ...T } } } }",
        "GRAPHQL_VALIDATION_FAILED"),
    "2^40 spreads": (chain(40, lambda f: f"...{f} ... on Query {{ ...{f} }}"), "QUERY_TOO_DEEP"),
    "2^30 spreads, less deep": (chain(30, lambda f: f"...{f} ... on Query {{ ...{f} }}"), "QUERY_TOO_COMPLEX"),
    "2^30 merged fields": (
        "{ __schema { queryType { ...F0 } } }" + " ".join(
            f"fragment F{i} on __Type {{ ofType {{ ...F{i + 1} }} ofType {{ ...F{i + 1} name }} }}" for i in range(30))
        + "fragment F30 on __Type { name }", "QUERY_TOO_COMPLEX"),
    "a string literal of 1 MB": ('{ sayHello(name: "' + "x" * (1 << 20) + '") }', "QUERY_TOO_LONG"),
    "a string literal of 200 KB": ('{ sayHello(name: "' + "\\u0041" * 33_000 + '") }', None),
    "a block string of 200 KB": ('{ sayHello(name: """' + "\n  x" * 50_000 + '""") }', None),
    "deep input objects": ("{ fullName(person: " + "{friend: " * 20_000 + "1" + "}" * 20_000 + ") }", "QUERY_TOO_DEEP"),
    "deep lists": ("{ echoMatrix(rows: " + "[" * 60_000 + "]" * 60_000 + ") }", "QUERY_TOO_DEEP"),
    "a wide list": ("{ sum(values: [" + "1 " * 14_000 + "]) }", None),
    "2,400 directives": ("{ hello " + "@skip(if: false) " * 2_400 + "}", "TOO_MANY_TOKENS"),
    "2,000 variables": ("query(" + " ".join(f"$v{i}: Int" for i in range(2_000)) + ") { hello }",
                        "GRAPHQL_VALIDATION_FAILED"),
    "1,000 unknown fields": ("{" + " ".join(f"helo{i}" for i in range(1_000)) + "}", "GRAPHQL_VALIDATION_FAILED"),
    "lists in lists of introspection": (
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
        "QUERY_TOO_COMPLEX"),
}


class Adversarial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("types"), "--jsonlogs", env={"MODUS_ENV": "dev"})

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def ask(self, query, variables=None):
        body = json.dumps({"query": query, "variables": variables}).encode()
        return json.loads(harness.http("POST", self.server.url(), body)[1])

    def check(self, code, query, variables=None):
        answer = self.ask(query, variables)
        if code is None:
            self.assertNotIn("errors", answer)
        else:
            self.assertEqual(answer["errors"][0]["extensions"]["code"], code, answer["errors"][0])

    def test_documents(self):
        for name, (query, code) in DOCUMENTS.items():
            with self.subTest(name):
                self.check(code, query)

    def test_variables(self):
        deep = "x"
        for _ in range(200):
            deep = {"friend": deep}
        person = "query($p: PersonInput!) { fullName(person: $p) }"
        self.check("BAD_USER_INPUT", person, {"p": deep})
        self.check("BAD_USER_INPUT", person, {"p": {f"k{i}": i for i in range(50_000)}})
        self.check("BAD_USER_INPUT", person, {"p": [[]] * 100_000})
        self.check("VARIABLES_TOO_LARGE", "query($n: String!) { sayHello(name: $n) }", {"n": "x" * (5 << 20)})
        self.check(None, "{ hello }", {"unused": deep})

    def test_every_request_is_answered(self):
        for name, body in adversarial.requests().items():
            with self.subTest(name):
                status, text, _ = harness.http("POST", self.server.url(), body.encode())
                self.assertIn(status, (200, 400, 413), text[:200])
                self.assertTrue(text)
                self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def test_many_different_documents(self):
        for i in range(100):
            self.check(None, "{" + "hello " * 6_000 + f"x{i}: hello }}")


if __name__ == "__main__":
    unittest.main()
