# SPDX-License-Identifier: Apache-2.0
"""Apps that use services through the host: HTTP, GraphQL, secrets, time; against a server of their formats."""
import base64
import datetime
import json
import re
import time
import unittest

import harness
from harness import Server


def point_to(address, keys):
    """Lets the connections of modus.json lead to the local server, with the limits given."""
    def change(manifest):
        text = json.dumps(manifest).replace("http://localhost:8787/", address)
        manifest.clear()
        manifest.update(json.loads(text), **keys)
    return change


class Service(unittest.TestCase):
    """A test case with a local service and an app that uses it."""
    app = None
    environment = {}
    keys = {}

    @classmethod
    def setUpClass(cls):
        cls.address = cls.enterClassContext(harness.services_server())
        cls.enterClassContext(cls.running())

    @classmethod
    def running(cls):
        build = cls.enterClassContext(cls.pointed_app())
        cls.server = Server("serve", build, "--jsonlogs", env=cls.environment)
        return cls.server

    @classmethod
    def pointed_app(cls):
        return harness.changed_app(cls.app, point_to(cls.address, cls.keys))


class Http(Service):
    app = "http"
    environment = {"MODUS_QUOTES_TOKEN": "test-token"}
    keys = {"limits": {"memoryBytes": 16 << 20}}

    @classmethod
    def pointed_app(cls):
        return pointed_http_app(cls.address, cls.keys, cls.app)

    def probe(self, method, path, headers=(), server=None):
        query = "query($m: String!, $p: String!, $h: [[String!]!]!) { probe(method: $m, path: $p, headers: $h) }"
        return (server or self.server).ask(query, {"m": method, "p": path, "h": [list(pair) for pair in headers]})

    def answer(self, method, path, headers=()):
        """(status line, headers as sent, body)"""
        response = self.probe(method, path, headers)
        self.assertNotIn("errors", response)
        first, *lines, body = response["data"]["probe"]
        return first, lines, body

    def failure(self, method, path):
        return "\n".join(error["message"] for error in self.probe(method, path)["errors"])

    def test_json_into_classes(self):
        self.assertEqual(self.server.data("{ quote(id: 1) { id author tags } }")["quote"],
                         {"id": 1, "author": "Ada Lovelace", "tags": ["mind"]})
        self.assertEqual(self.server.data('{ quotesBy(author: "Grace Hopper") { id } }'), {"quotesBy": [{"id": 2}]})
        self.assertEqual(self.server.data('mutation { addQuote(author: "Ö", text: "\\"x\\"") { id author text } }'),
                         {"addQuote": {"id": 3, "author": "Ö", "text": '"x"'}})

    def test_json_that_does_not_fit_says_where(self):
        self.assertIn("the response with status 200 does not fit Quote: .author should be a string but is null",
                      self.server.errors("{ quote(id: 13) { id } }"))

    def test_a_status_is_an_answer(self):
        self.assertEqual(self.answer("GET", "status/404")[0], "404 Not Found")
        self.assertEqual(self.answer("GET", "status/503")[0], "503 Service Unavailable")

    def test_bytes(self):
        portrait = self.server.data('{ portrait(author: "x") }')["portrait"]
        self.assertEqual(base64.b64decode(portrait), bytes(range(256)))

    def test_what_is_sent(self):
        _, lines, body = self.answer("PATCH", "answer?a=1", [("X-One", "1"), ("x-one", "2"), ("accept", "text/x")])
        asked = json.loads(body)
        self.assertEqual((asked["method"], asked["path"]), ("PATCH", "/v1/answer?a=1&client=modus+example"))
        self.assertIn(["X-One", "1"], asked["headers"])
        self.assertIn(["X-One", "2"], asked["headers"])
        self.assertIn(["accept", "text/x"], asked["headers"])
        self.assertIn(["Authorization", "Bearer test-token"], asked["headers"])
        self.assertIn("X-Twice: a", lines)
        self.assertIn("X-Twice: b", lines)

    def test_compressed_bodies(self):
        _, lines, body = self.answer("GET", "gzip")
        self.assertEqual(body, "Grüße" * 1000)
        self.assertFalse([line for line in lines if line.lower().startswith("content-encoding")])

    def test_redirects(self):
        first, _, body = self.answer("GET", "redirect?to=/v1/answer")
        self.assertEqual((first, json.loads(body)["path"]), ("200 OK", "/v1/answer"))
        self.assertIn("redirected more than 10 times", self.failure("GET", "loop"))

    def test_a_redirect_leads_only_where_the_app_may_go(self):
        port = self.address.split(":")[2].strip("/")
        with harness.services_server() as other:
            for place in (f"{other}v1/answer", f"http://localhost:{port}/v1/answer"):
                for status in (302, 307):
                    message = self.failure("GET", f"redirect?to={place}&status={status}")
                    self.assertIn(f"cannot follow a redirect of {self.address.strip('/')}", message)
                    self.assertIn(f"modus.json does not allow requests to {place}", message)

    def test_secrets_stay_behind_when_a_redirect_leads_elsewhere(self):
        with harness.services_server() as other:
            with self.pointed_app() as build:
                harness.edit_json(build / "modus.json", lambda manifest: manifest["connections"].update(
                    {"other": {"type": "http", "baseUrl": f"{other}v1/"}}))
                with Server("serve", build, env=self.environment) as server:
                    response = self.probe("GET", f"redirect?to={other}v1/answer", server=server)
        *_, body = response["data"]["probe"]
        self.assertNotIn("authorization", [name.lower() for name, _ in json.loads(body)["headers"]])

    def test_addresses_that_are_not_allowed(self):
        port = self.address.split(":")[2].strip("/")
        for url in ("http://example.test/", f"http://localhost:{port}/v1/answer", f"{self.address}v2/x",
                    f"{self.address}v1/../v2/x", f"{self.address}v1/%2e%2e/v2/x", f"{self.address}v1x",
                    f"http://127.0.0.1:{port}@example.test/v1/", "file:///etc/passwd", "nonsense", ""):
            errors = self.server.errors("query($u: String!) { fetchElsewhere(url: $u) }", {"u": url})
            self.assertRegex(errors, r"does not allow|\"\.\.\" in disguise|The URL|the URL", url)
        self.assertIn(f"(allowed now: {self.address}v1/)",
                      self.server.errors('{ fetchElsewhere(url: "http://example.test/") }'))

    def test_addresses_are_compared_without_case_user_and_query(self):
        for url in (f"{self.address}V1/answer".replace("http", "HTTP"), f"{self.address}v1/answer?x#y"):
            self.assertEqual(self.server.errors("query($u: String!) { fetchElsewhere(url: $u) }", {"u": url}), "", url)

    def test_timeout_of_a_request(self):
        started = time.monotonic()
        self.assertIn("within the request's timeout of 1 s", self.server.errors('{ quotesBy(author: "Sloth") { id } }'))
        self.assertLess(time.monotonic() - started, 2.5)

    def test_broken_answers(self):
        self.assertIn("failed", self.failure("GET", "cut"))
        self.assertIn("the response size limit", self.failure("GET", "large?bytes=20000000"))
        with harness.changed_app(self.app, lambda m: m["connections"]["quotes"].update(
                {"baseUrl": "http://127.0.0.1:9/v1/"})) as build, \
                Server("serve", build, env=self.environment) as server:
            self.assertIn("refused", server.errors('{ fetchElsewhere(url: "http://127.0.0.1:9/v1/x") }'))

    def test_headers_that_cannot_be_sent(self):
        for pair in (("X-Bad", "a\nb"), ("bad name", "x")):
            self.assertIn("header", "\n".join(
                error["message"] for error in self.probe("GET", "answer", [pair])["errors"]))

    def test_a_client_that_leaves_cancels_the_request(self):
        query = "{ probe(method: \"GET\", path: \"slow?seconds=20\", headers: []) }"
        with self.server.asking(query):
            time.sleep(0.3)
        for _ in range(100):
            patience = json.loads(self.answer("GET", "patience")[2])
            if patience["left"]:
                break
            time.sleep(0.05)
        self.assertEqual(patience, {"stayed": 0, "left": 1})

    def test_a_missing_secret_is_named(self):
        with self.pointed_app() as build, Server("serve", build) as server:
            errors = server.errors("{ quote(id: 1) { id } }")
        self.assertIn("MODUS_QUOTES_TOKEN", errors)


def pointed_http_app(address, keys, app="http"):
    """The http example asking the server at that address; the address stands in its source, too."""
    return harness.changed_source(app, "http://localhost:8787/", address, point_to(address, keys))


class GraphqlClient(Service):
    app = "graphql"
    environment = {"MODUS_COUNTRIES_API_KEY": "test-key"}

    def test_answers(self):
        self.assertEqual(self.server.data('{ country(code: "NZ") { code name capital } }')["country"],
                         {"code": "NZ", "name": "New Zealand", "capital": "Wellington"})
        self.assertEqual(self.server.data('{ country(code: "AQ") { capital } }'), {"country": {"capital": None}})
        self.assertEqual(self.server.data('{ country(code: "XX") { name } }'), {"country": None})

    def test_a_status_other_than_200_fails(self):
        with self.pointed_app() as build, Server("serve", build, env={"MODUS_COUNTRIES_API_KEY": "no"}) as server:
            self.assertIn("status 403 Forbidden", server.errors('{ country(code: "NZ") { name } }'))

    def test_a_connection_must_name_an_endpoint(self):
        def change(manifest):
            manifest["connections"]["countries"] = {"type": "http", "baseUrl": self.address}
        with harness.changed_app("graphql", change) as build, Server("serve", build) as server:
            self.assertIn('must be of type "http" and name its "endpoint"',
                          server.errors('{ country(code: "NZ") { name } }'))


class Time(unittest.TestCase):
    app = "time"

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server("serve", harness.built_app(cls.app), env={"TZ": "Asia/Kathmandu"}))

    def close_to_now(self, text):
        text = re.sub(r"(\.\d{6})\d*", r"\1", text)
        age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(text)
        self.assertLess(abs(age.total_seconds()), 30, text)

    def test_zones(self):
        for zone, offset in (("UTC", "Z"), ("Asia/Kolkata", "+05:30"), ("America/Caracas", "-04:00")):
            text = self.server.data("query($z: String!) { timeInZone(zone: $z) }", {"z": zone})["timeInZone"]
            self.assertTrue(text.endswith(offset), text)
            self.close_to_now(text.replace("Z", "+00:00"))

    def test_the_callers_zone(self):
        self.assertTrue(self.server.data("{ localTime }")["localTime"].endswith("+05:45"))
        self.assertEqual(self.server.data("{ localTimeZone }"), {"localTimeZone": "Asia/Kathmandu"})
        answer = self.server.ask("{ localTime localTimeZone }", headers={"X-Time-Zone": "Pacific/Honolulu"})["data"]
        self.assertTrue(answer["localTime"].endswith("-10:00"))
        self.assertEqual(answer["localTimeZone"], "Pacific/Honolulu")

    def test_utc(self):
        self.close_to_now(self.server.data("{ utcTime }")["utcTime"].replace("Z", "+00:00"))

    def test_zones_that_do_not_exist(self):
        for zone in ("Nowhere", "", "../../etc/passwd", "/etc/passwd", "a" * 1000, "UTC\u0000", "Europe", "Europe//Berlin"):
            query = "query($z: String!) { isTimeZone(zone: $z) }"
            self.assertEqual(self.server.data(query, {"z": zone}), {"isTimeZone": False}, zone)
        self.assertEqual(self.server.data('{ isTimeZone(zone: "Europe/Berlin") }'), {"isTimeZone": True})
        self.assertIn('no time zone named "Nowhere"', self.server.errors('{ timeInZone(zone: "Nowhere") }'))


class Secrets(unittest.TestCase):
    app = "secrets"

    def test_secrets(self):
        with Server("serve", harness.built_app(self.app), "--jsonlogs",
                    env={"MODUS_APP_SIGNING_KEY": "very-secret-1234", "MODUS_FORGOTTEN": "not for apps"}) as server:
            self.assertEqual(server.data("{ keyHint }"), {"keyHint": "…1234"})
            self.assertIn("set MODUS_APP_FORGOTTEN in the environment or in", server.errors("{ forgotten }"))
            self.assertNotIn("very-secret", "\n".join(server.lines))


if __name__ == "__main__":
    unittest.main()
