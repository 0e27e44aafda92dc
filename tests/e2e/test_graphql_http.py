# SPDX-License-Identifier: Apache-2.0
"""GraphQL over HTTP: media types, statuses, methods, batches, documents that are named instead of sent."""
import contextlib
import hashlib
import json
import unittest
import urllib.parse

import harness
from harness import Server

JSON, GRAPHQL = "application/json", "application/graphql-response+json"
HELLO = {"query": "{ hello }"}


def endpoint(**grants):
    return lambda manifest: manifest["endpoints"]["default"].update(grants)


class Client:
    """Asks one server."""

    def __init__(self, server):
        self.server = server

    def send(self, body, method="POST", query="", **headers):
        """(status, text, headers)."""
        body = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return harness.http(method, self.server.url("/graphql" + query), body, headers=named)

    def get(self, method="GET", headers=None, **parameters):
        return harness.http(method, self.server.url("/graphql?" + urllib.parse.urlencode(parameters)), headers=headers)

    def errors(self, body, status=200):
        """[(message, code)] of a refusal."""
        found, text, _ = self.send(body)
        assert found == status, (found, text)
        return [(error["message"], error.get("extensions", {}).get("code")) for error in json.loads(text)["errors"]]


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app("types"), "--jsonlogs")
        cls.client = Client(cls.server)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_the_answer_is_of_the_type_that_is_accepted(self):
        for accept, type in (("*/*", JSON), (JSON, JSON), ("application/*", JSON), (GRAPHQL, GRAPHQL),
                             (f"{JSON};q=0.9, {GRAPHQL}", GRAPHQL), (f"{JSON}, {GRAPHQL};q=0.9", JSON),
                             ("text/html, */*;q=0.1", JSON), (f"{GRAPHQL};charset=utf-8", GRAPHQL)):
            status, text, headers = self.client.send(HELLO, Accept=accept)
            self.assertEqual((status, headers["Content-Type"].split(";")[0]), (200, type), accept)
            self.assertEqual(json.loads(text)["data"], {"hello": "Hello!"})
        for accept in ("text/html", f"{JSON};q=0", "image/*"):
            status, text, _ = self.client.send(HELLO, Accept=accept)
            self.assertEqual(status, 406)
            self.assertIn(f'"Accept: {accept}": there are application/json', text)

    def test_the_status_tells_what_the_accepted_type_lets_it_tell(self):
        for query, status in (("{", 400), ("{ nope }", 400), ("{ hello } fragment F on X { y }", 400),
                              ("{ throwError }", 200), ("{ hello }", 200)):
            self.assertEqual(self.client.send({"query": query}, Accept=GRAPHQL)[0], status, query)
            self.assertEqual(self.client.send({"query": query}, Accept=JSON)[0], 200, query)

    def test_bodies_that_say_they_are_json_or_say_nothing_are_read(self):
        for type in (JSON, "application/json; charset=UTF-8", "Application/JSON;charset=\"utf-8\"", GRAPHQL,
                     "application/x-www-form-urlencoded", ""):
            self.assertEqual(self.client.send(HELLO, Content_Type=type)[0], 200, type)
        for type in ("text/plain", "application/graphql", "multipart/form-data; boundary=x",
                     "application/json; charset=utf-16"):
            status, text, _ = self.client.send(HELLO, Content_Type=type)
            self.assertEqual(status, 415)
            self.assertIn(f'"{type}" is not understood: send JSON in UTF-8', text)

    def test_what_is_no_request_is_told_why(self):
        for body, why in ((b"", "The body is empty"), (b"{", "The body is not valid JSON: line 1"),
                          (b"1", "The body must be a JSON object"), (b"{}", "The body has no string"),
                          (b'{"query":"","variables":[]}', '"variables" must be an object')):
            status, text, _ = self.client.send(body)
            self.assertEqual(status, 400)
            self.assertTrue(text.startswith("Failed to parse GraphQL request. " + why), text)
        status, text, _ = self.client.get()
        self.assertEqual(status, 400)
        self.assertIn("The URL has no \"query\"", text)

    def test_queries_in_urls(self):
        status, text, _ = self.client.get(query="query Q($n: Int!) { divide(a: $n, b: 1) }", operationName="Q",
                                          variables='{"n": 42}', extensions="{}")
        self.assertEqual(status, 200, text)
        self.assertEqual(json.loads(text)["data"], {"divide": 42})
        self.assertEqual(self.client.get("HEAD", query="{ hello }")[:2], (200, ""))
        status, text, headers = self.client.get(query="mutation { __typename }")
        self.assertEqual((status, headers["Allow"]), (405, "POST"))

    def test_methods(self):
        self.assertEqual(self.client.send(HELLO, "PATCH")[:2], (405, "Method not allowed"))
        status, _, headers = self.client.send(None, "OPTIONS", Origin="http://x", Access_Control_Request_Method="PUT")
        self.assertEqual(status, 204)
        self.assertIn("PUT", headers["Access-Control-Allow-Methods"])
        self.assertEqual(self.client.send(HELLO)[2]["Access-Control-Allow-Origin"], "*")

    def test_batches_are_off_until_they_are_wanted(self):
        (message, code), = self.client.errors([HELLO], status=400)
        self.assertEqual(code, "BATCHING_DISABLED")
        self.assertIn("set endpoints.default.batch in modus.json", message)

    def test_a_single_operation_over_each_stream(self):
        status, text, headers = self.client.send(HELLO, Accept="text/event-stream")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/event-stream"))
        self.assertRegex(text, r'^event: next\ndata: {"data":{"hello":"Hello!"},.*}\n\nevent: complete\ndata: \n\n$')
        status, text, headers = self.client.send(HELLO, Accept="multipart/mixed")
        self.assertEqual(headers["Content-Type"], 'multipart/mixed; boundary="-"')
        self.assertRegex(text, r'^---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{"data":.*}\r\n-----\r\n$')

    def test_automatic_persisted_queries(self):
        query = "{ divide(a: 84, b: 2) }"
        hash = hashlib.sha256(query.encode()).hexdigest()
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}}
        self.assertEqual(self.client.errors(named), [("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")])
        (message, code), = self.client.errors({**named, "query": query + " "})
        self.assertEqual(code, "PERSISTED_QUERY_HASH_MISMATCH")
        self.assertTrue(message.startswith("provided sha does not match query"))
        self.client.errors({**named, "query": query + " "})
        self.assertEqual(self.client.errors(named)[0][1], "PERSISTED_QUERY_NOT_FOUND")
        for request in ({**named, "query": query}, named):
            self.assertEqual(json.loads(self.client.send(request)[1])["data"], {"divide": 42})
        status, text, _ = self.client.get(extensions=json.dumps(named["extensions"]))
        self.assertEqual(json.loads(text)["data"], {"divide": 42})
        self.assertEqual(self.client.errors({"documentId": hash})[0][1], "PERSISTED_QUERY_NOT_SUPPORTED")
        wrong = {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash}}}
        self.assertEqual(self.client.send(wrong)[0], 400)

    def test_only_what_is_valid_is_persisted(self):
        query = "{ nope }"
        named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(query.encode()).hexdigest()}}}
        self.assertIn("Cannot query field", self.client.errors({**named, "query": query})[0][0])
        self.assertEqual(self.client.errors(named)[0][1], "PERSISTED_QUERY_NOT_FOUND")


class Grants(unittest.TestCase):
    @contextlib.contextmanager
    def client(self, files=(), **grants):
        with harness.changed_app("types", endpoint(**grants)) as build:
            for name, content in files:
                (build / name).parent.mkdir(exist_ok=True)
                (build / name).write_text(content)
            with Server("serve", build) as server:
                yield Client(server)

    def test_batches(self):
        with self.client(batch=3) as client:
            status, text, headers = client.send(
                [{"query": "{ divide(a: 4, b: 2) }"}, {"query": "{ nope }"}, HELLO], Accept=GRAPHQL)
            self.assertEqual((status, headers["Content-Type"]), (200, JSON))
            first, second, third = json.loads(text)
            self.assertEqual((first["data"], third["data"]), ({"divide": 2}, {"hello": "Hello!"}))
            self.assertIn("Cannot query field", second["errors"][0]["message"])
            (message, code), = client.errors([HELLO] * 4, status=400)
            self.assertEqual(code, "BATCH_TOO_LARGE")
            self.assertIn("4 requests, more than the limit of 3", message)
            self.assertIn("Request 1 of the list: The body has no string", client.send([HELLO, {}])[1])
            self.assertIn("The list is empty", client.send([])[1])
            subscription = {"query": 'subscription { agentEvent(agentId: "x") { name } }'}
            self.assertIn("cannot be part of a batch", json.loads(client.send([subscription])[1])[0]["errors"][0]["message"])
            self.assertEqual(client.send(HELLO)[0], 200)

    def test_parts_of_an_answer(self):
        query = {"query": "{ hello ... @defer { sleep(milliseconds: 300) } }"}
        with self.client(incremental=True) as client:
            for accept in ("multipart/mixed", f"multipart/mixed;deferSpec=20220824, {JSON}", "text/event-stream"):
                text = client.send(query, Accept=accept)[1]
                first, second = [json.loads(line.removeprefix("data: ")) for line in text.splitlines() if '":' in line]
                self.assertEqual((first["data"], first["hasNext"]), ({"hello": "Hello!"}, True))
                self.assertEqual((second["incremental"][0]["data"], second["hasNext"]), ({"sleep": 0}, False))
                self.assertEqual("pending" in first, "deferSpec" not in accept)
            for accept in (JSON, "*/*", GRAPHQL):
                whole = json.loads(client.send(query, Accept=accept)[1])
                self.assertEqual((whole["data"], "hasNext" in whole), ({"hello": "Hello!", "sleep": 0}, False))
        with self.client() as client:
            self.assertIn('Unknown directive "@defer"', client.errors(query)[0][0])

    def test_persisted_queries_can_be_switched_off(self):
        with self.client(persistedQueries="off") as client:
            named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
            self.assertEqual(client.errors(named),
                             [("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")])
            self.assertEqual(client.send({**named, **HELLO})[0], 200)

    def test_trusted_documents(self):
        documents = json.dumps({"abc": "query Add($n: Int!) { divide(a: $n, b: 1) }"})
        grants = {"persistedQueries": "trusted", "trustedDocuments": "clients/queries.json"}
        with self.client([("clients/queries.json", documents)], **grants) as client:
            for name in ({"documentId": "abc"}, {"id": "abc"}, {"documentId": "sha256:abc"},
                         {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}}):
                text = client.send({**name, "variables": {"n": 2}})[1]
                self.assertEqual(json.loads(text)["data"], {"divide": 2})
            (message, code), = client.errors(HELLO)
            self.assertEqual(code, "DOCUMENT_NOT_TRUSTED")
            self.assertIn('send the name of one as "documentId"', message)
            (message, code), = client.errors({"documentId": "other"})
            self.assertEqual(code, "DOCUMENT_NOT_TRUSTED")
            self.assertIn('The document "other" is not among the trusted documents', message)

    def test_a_trusted_document_must_be_valid(self):
        manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": [
            {"id": "a", "name": "A", "type": "query", "body": "query A { hello }"},
            {"id": "b", "name": "B", "type": "query", "body": "query B {\n  nope\n}"}]}
        grants = endpoint(persistedQueries="trusted", trustedDocuments="queries.json")
        with harness.changed_app("types", grants) as build:
            (build / "queries.json").write_text(json.dumps(manifest))
            finished = harness.run("serve", build, "--port", "0")
            self.assertEqual(finished.returncode, 1)
            self.assertIn('queries.json: the document "b" is not valid: Cannot query field "nope" on type "Query". '
                          "(line 2, column 3)", finished.stderr)


class TrustedDocumentsOfAnApp(unittest.TestCase):
    def test_they_go_with_the_build_and_dev_watches_them(self):
        with harness.folder() as tmp:
            app = harness.copy_app("streams", tmp / "app")
            harness.edit_json(app / "modus.json",
                              endpoint(persistedQueries="trusted", trustedDocuments="clients/queries.json"))
            finished = harness.run("build", app)
            self.assertEqual(finished.returncode, 1)
            self.assertIn("clients/queries.json, which modus.json names", finished.stderr)
            queries = app / "clients/queries.json"
            queries.parent.mkdir()
            queries.write_text('{"a": "{ countWords(text: \\"one two\\") }"}')
            with Server("dev", app) as server:
                client = Client(server)
                self.assertEqual(json.loads(client.send({"id": "a"})[1])["data"], {"countWords": 2})
                start = len(server.lines)
                queries.write_text('{"b": "{ countWords(text: \\"one\\") }"}')
                server.wait_for("new version", start=start)
                self.assertEqual(json.loads(client.send({"id": "b"})[1])["data"], {"countWords": 1})
                self.assertEqual(client.errors({"id": "a"})[0][1], "DOCUMENT_NOT_TRUSTED")
                self.visits(client)

    def visits(self, client):
        """In development, a browser is shown the explorer; whoever asks something gets its answer."""
        status, _, headers = client.get(headers={"Accept": "text/html"})
        self.assertEqual(status, 404)  # where the 307 leads until there is an explorer
        self.assertEqual(client.get(id="b")[0], 200)


if __name__ == "__main__":
    unittest.main()
