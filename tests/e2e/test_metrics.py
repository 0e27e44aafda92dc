# SPDX-License-Identifier: Apache-2.0
"""What /metrics tells, against the names, labels and buckets of the original."""
import time
import unittest

import exposition
import harness
from harness import Server
from test_providers import AWS, KEYS
from test_streams import Events

DURATION = "runtime_function_execution_duration_milliseconds"
WORDS = '{ countWords(text: "a b") }'


def bounds(family, **labels):
    return [has["le"] for name, has, _ in family.samples
            if name.endswith("_bucket") and {**has, "le": ""} == {**labels, "le": ""}]


class Metrics(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Server("serve", harness.built_app("streams"), env={"MODUS_ENV": "prod"}))

    def read(self):
        status, text, headers = self.server.get("/metrics")
        self.assertEqual((status, headers["Content-Type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
        return exposition.read(text)

    def test_of_requests(self):
        for _ in range(3):
            self.server.data(WORDS)
        harness.http("POST", self.server.url(), b"{")
        for path in ("/health", "/metrics", "/explorer", "/nothing"):
            self.server.get(path)
        families = self.read()
        total = families["runtime_http_requests_total_num"]
        self.assertEqual((total.kind, total.labels()), ("counter", [{"code": "200"}, {"code": "400"}]))
        self.assertEqual(total.value(code="200"), 3)
        duration = families["runtime_http_requests_duration_seconds"]
        self.assertEqual(bounds(duration, handler="default"), ["0.25", "0.5", "1", "5", "10", "+Inf"])
        self.assertEqual(duration.value("_count", handler="default"), 4)
        size = families["runtime_http_response_size_bytes"]
        self.assertEqual(bounds(size, handler="default"), ["10", "100", "1000", "10000", "+Inf"])
        self.assertEqual(size.value("_count", handler="default"), 4)
        in_flight = families["runtime_http_requests_in_flight_num"]
        self.assertEqual((in_flight.kind, in_flight.value()), ("gauge", 0))

    def test_of_functions(self):
        for _ in range(5):
            self.server.data(WORDS)
        self.server.errors("{ noSuchField }")
        families = self.read()
        duration = families[DURATION]
        self.assertEqual({labels["function_name"] for labels in duration.labels()}, {"countWords"})
        found = bounds(duration, function_name="countWords")
        self.assertEqual((len(found), found[0], found[-2]), (50, "10", "60000"), "49 and +Inf")
        self.assertEqual(duration.value("_count", function_name="countWords"), 5)
        summary = families[DURATION + "_summary"]
        self.assertEqual(summary.kind, "summary")
        self.assertEqual([labels["quantile"] for labels in summary.labels() if "quantile" in labels],
                         ["0.5", "0.75", "0.9", "0.99"])
        half, most = (summary.value(function_name="countWords", quantile=q) for q in ("0.5", "0.99"))
        self.assertTrue(0 < half <= most)
        self.assertEqual(summary.value("_count", function_name="countWords"), 5)
        self.assertEqual(families["runtime_function_executions_num"].value(), 5)

    def test_what_is_under_way(self):
        with Events(self.server.port, "subscription { countdown(from: 1000000) }") as events:
            next(iter(events))
            families = self.read()
            self.assertEqual(families["runtime_http_requests_in_flight_num"].value(), 1)
            self.assertEqual(families["modus_calls_running"].value(), 1)
        end = time.monotonic() + 10
        while (families := self.read())["runtime_http_requests_in_flight_num"].value() > 0:
            self.assertLess(time.monotonic(), end)
        self.assertEqual(families["modus_calls_running"].value(), 0)
        self.assertEqual(families["runtime_http_requests_total_num"].value(code="200"), 1)
        self.assertEqual(families[DURATION].value("_count", function_name="countdown"), 1)

    def test_clients_that_leave_early(self):
        with harness.changed_source("streams", "export function countWords(text: string): i32 {",
                                    "export function countWords(text: string): i32 { while (text == \"spin\") {}",
                                    lambda manifest: None) as build, Server("serve", build) as server:
            self.server = server
            with server.asking('{ countWords(text: "spin") }'):
                self.assertEqual(self.read()["modus_calls_running"].value(), 1)
            end = time.monotonic() + 10
            while (families := self.read())["runtime_http_requests_in_flight_num"].value() > 0:
                self.assertLess(time.monotonic(), end)
            self.assertEqual(families["runtime_http_requests_total_num"].value(code="499"), 1)

    def test_of_the_process(self):
        families = self.read()
        memory = families["process_resident_memory_bytes"].value()
        self.assertLess(abs(memory - harness.resident_bytes(self.server.process.pid)), memory / 2)
        self.assertGreater(families["process_cpu_seconds_total"].value(), 0)
        self.assertGreater(families["process_open_fds"].value(), 5)
        self.assertEqual(families["modus_build_info"].kind, "gauge")

    def test_scraping_while_it_works(self):
        for _ in range(100):
            self.server.data(WORDS)
            self.read()


class Models(unittest.TestCase):
    def test_of_models(self):
        with harness.helper_server("tests/providers/server.py") as address, \
                harness.changed_app("tests/providers/app", harness.with_providers_at(address)) as build:
            harness.edit_json(build / "modus.json", lambda m: m["models"]["openai"].update(
                retries={"max": 1, "baseMs": 1}, cache={"ttlSeconds": 60}))
            with Server("serve", build, env={**KEYS, **AWS}) as server:
                self.check(server)

    def check(self, server):
        for text in ("Hello!", "Hello!", "please fail"):
            server.ask('query($t: String!) { chat(model: "openai", text: $t) }', {"t": text})
        families = exposition.read(server.get("/metrics")[1])
        labels = next(labels for labels in families["modus_model_attempts_total"].labels())
        self.assertEqual(labels["model"], "openai")
        self.assertEqual(families["modus_model_call_duration_seconds"].value("_count", **labels), 3)
        self.assertEqual(families["modus_model_cache_hits_total"].value(**labels), 1)
        self.assertEqual(families["modus_model_attempts_total"].value(**labels), 3)
        self.assertEqual(families["modus_model_retries_total"].value(**labels), 1)
        tokens = families["modus_model_tokens_total"]
        self.assertEqual(tokens.value(direction="input", **labels), 9, "the cached answer cost none")
        self.assertEqual(tokens.value(direction="output", **labels), 12)


if __name__ == "__main__":
    unittest.main()
