# SPDX-License-Identifier: Apache-2.0
"""Traces as a collector gets them."""
import contextlib
import json
import socket
import time
import unittest

import exposition
import harness
import otlp
from harness import Server
from test_providers import AWS, KEYS
from test_services import pointed_http_app
from test_streams import Events
from typed_app import ENVIRONMENT, TypedApp
from websocket import WebSocket

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "tracestate": "congo=t61rcWkgMzE"}
QUICK = {"OTEL_BSP_SCHEDULE_DELAY": "20"}
TOGETHER = {"OTEL_BSP_SCHEDULE_DELAY": "500"}  # the spans of a request come in one batch


def traced(collector, **more):
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **QUICK, **more}


@contextlib.contextmanager
def traced_app(name, answers=(), **variables):
    """A collector and an example that sends it spans."""
    with otlp.collector(answers) as collector, \
            Server("serve", harness.built_app(name), "--jsonlogs", env=traced(collector, **variables)) as server:
        yield collector, server


def named(spans, name):
    found = [span for span in spans if span.name == name]
    assert len(found) == 1, (name, spans)
    return found[0]


def wait_until(holds, timeout=20):
    end = time.monotonic() + timeout
    while not holds():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


class Models(unittest.TestCase):
    """An app that asks models of every provider."""

    @classmethod
    def setUpClass(cls):
        cls.address = cls.enterClassContext(harness.helper_server("tests/providers/server.py"))
        cls.build = cls.enterClassContext(harness.changed_app("tests/providers/app", harness.with_providers_at(cls.address)))

    @contextlib.contextmanager
    def server(self, **variables):
        with otlp.collector() as collector, \
                Server("serve", self.build, env={**KEYS, **AWS, **traced(collector, **variables)}) as server:
            yield collector, server

    def last_headers(self):
        request = json.loads(harness.http("GET", self.address + "requests")[1])[-1]
        return {name.lower(): value for name, value in request["headers"].items()}

    def test_a_request_its_functions_and_models(self):
        with self.server() as (collector, server):
            query = 'query Ask { chat(model: "openai", text: "Hello!") }'
            server.ask(query, headers={**PARENT, "User-Agent": "tests"})
            spans = collector.wait_for("POST /graphql")
            request, call, model = (named(spans, name) for name in ("POST /graphql", "chat", "chat gpt-4o-mini"))
            self.assertEqual({span.trace for span in spans}, {TRACE})
            self.assertEqual({span.state for span in spans}, {PARENT["tracestate"]})
            self.assertEqual((request.parent, request.kind), ("b7ad6b7169203331", "server"))
            self.assertEqual(request.flags, 0x301, "its parent is remote")
            self.assertEqual((call.parent, call.kind, call.flags), (request.id, "internal", 0x101))
            self.assertEqual((model.parent, model.kind), (call.id, "client"))
            self.assertEqual([span.error for span in spans], [None] * len(spans))
            self.assertEqual(request.attributes["http.request.method"], "POST")
            self.assertEqual(request.attributes["http.route"], "/graphql")
            self.assertEqual(request.attributes["url.path"], "/graphql")
            self.assertEqual(request.attributes["url.scheme"], "http")
            self.assertEqual(request.attributes["http.response.status_code"], 200)
            self.assertEqual(request.attributes["server.address"], "127.0.0.1")
            self.assertEqual(request.attributes["server.port"], server.port)
            self.assertEqual(request.attributes["user_agent.original"], "tests")
            self.assertEqual(request.attributes["graphql.operation.type"], "query")
            self.assertEqual(request.attributes["graphql.operation.name"], "Ask")
            self.assertEqual(call.attributes["code.function.name"], "chat")
            self.assertEqual({key: model.attributes.get(key) for key in (
                "gen_ai.operation.name", "gen_ai.request.model", "gen_ai.response.model", "modus.model.name",
                "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.finish_reasons")},
                {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o-mini",
                 "gen_ai.response.model": model.attributes["gen_ai.response.model"], "modus.model.name": "openai",
                 "gen_ai.usage.input_tokens": 9, "gen_ai.usage.output_tokens": 12,
                 "gen_ai.response.finish_reasons": ["stop"]})
            self.assertTrue(model.attributes["gen_ai.provider.name"])
            self.assertEqual(f"http://{model.attributes['server.address']}:{model.attributes['server.port']}/",
                             self.address)
            self.assertEqual(self.last_headers()["traceparent"], f"00-{TRACE}-{model.id}-01")
            self.assertEqual(self.last_headers()["tracestate"], PARENT["tracestate"])
            self.assertEqual(request.resource["service.name"], "providers")
            self.assertEqual(request.resource["telemetry.sdk.name"], "modus")
            everything = repr([(span.name, span.attributes, span.resource) for span in spans])
            self.assertNotIn("Hello!", everything, "content is left out unless asked for")
            self.assertNotIn("test-key", everything)
            self.assertFalse([key for span in spans for key in span.attributes if "messages" in key])

    def test_log_lines_name_the_span_that_they_are_about(self):
        with otlp.collector() as collector, \
                Server("serve", self.build, "--jsonlogs", "--verbose",
                       env={**KEYS, **AWS, **traced(collector)}) as server:
            server.data('{ chat(model: "openai", text: "Hello!") }')
            server.errors('{ chat(model: "no-such-model", text: "Hello!") }')
            spans = collector.wait(lambda all: len([span for span in all if span.name == "POST /graphql"]) == 2)
            server.stop()
            lines = [json.loads(line) for line in server.lines]
        by_id = {(span.trace, span.id): span for span in spans}
        about = [(line["message"], by_id[line["trace_id"], line["span_id"]].name) for line in lines
                 if "execution_id" in line]
        self.assertIn(("Calling function.", "chat"), about)
        self.assertIn(("Function completed successfully.", "chat"), about)
        self.assertIn(("Invoking model.", "chat gpt-4o-mini"), about)
        self.assertIn(("Completed model invocation.", "chat gpt-4o-mini"), about)
        self.assertEqual(len({line["trace_id"] for line in lines if "execution_id" in line}), 2)
        self.assertFalse([line for line in lines if "trace_id" in line and "execution_id" not in line])

    def test_lines_for_people_name_the_trace_in_short(self):
        with self.server() as (_, server):
            server.ask('{ chat(model: "no-such-model", text: "Hello!") }', headers=PARENT)
            self.assertIn(f" trace={TRACE[:8]} ", server.wait_for(" trace="))
        with Server("serve", self.build, env={**KEYS, **AWS}) as server:
            server.errors('{ chat(model: "no-such-model", text: "Hello!") }')
            server.stop()
            self.assertFalse([line for line in server.lines if "trace=" in line])

    def test_batches_are_no_larger_than_collectors_take(self):
        with self.server(OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT="true",
                         OTEL_BSP_SCHEDULE_DELAY="60000") as (collector, server):
            for _ in range(3):
                server.ask('query($t: String!) { chat(model: "openai", text: $t) }', {"t": "x" * 1_500_000})
            server.stop()
            self.assertEqual(len([span for span in collector.spans if span.name == "chat gpt-4o-mini"]), 3)
            self.assertGreater(len(collector.requests), 1)
            self.assertLess(max(int(headers["Content-Length"]) for _, headers, _ in collector.requests), 4 << 20)

    def test_other_providers(self):
        with self.server() as (collector, server):
            for query, name, operation in (
                    ('{ anthropic(text: "Hi") }', "chat claude-sonnet-4-20250514", "chat"),
                    ('{ embed(text: "Hi") }', "embeddings text-embedding-3-small", "embeddings")):
                server.data(query)
                span = named(collector.wait_for(name), name)
                self.assertEqual(span.attributes["gen_ai.operation.name"], operation)
                self.assertGreater(span.attributes["gen_ai.usage.input_tokens"], 0)

    def test_messages_when_asked_for(self):
        with self.server(OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT="true") as (collector, server):
            server.data('{ chat(model: "openai", text: "Hello!") }')
            model = named(collector.wait_for("chat gpt-4o-mini"), "chat gpt-4o-mini")
            self.assertEqual(json.loads(model.attributes["gen_ai.input.messages"]), [
                {"role": "developer", "parts": [{"type": "text", "content": "You are a helpful assistant."}]},
                {"role": "user", "parts": [{"type": "text", "content": "Hello!"}]}])
            self.assertEqual(json.loads(model.attributes["gen_ai.output.messages"]), [
                {"role": "assistant", "parts": [{"type": "text", "content": "You said: Hello!"}],
                 "finish_reason": "stop"}])
            server.data('{ anthropic(text: "Hi") }')
            name = "chat claude-sonnet-4-20250514"
            output = json.loads(named(collector.wait_for(name), name).attributes["gen_ai.output.messages"])
            self.assertEqual(output[0]["parts"], [{"type": "text", "content": "You said: Hi"}])

    def test_what_fails(self):
        with self.server() as (collector, server):
            server.errors('{ chat(model: "anthropic-as-openai-that-is-not-there", text: "x") }')
            spans = collector.wait_for("POST /graphql")
            call = named(spans, "chat")
            self.assertIsNotNone(call.error)
            self.assertTrue(call.attributes["error.type"])
            host_call = named(spans, "modus_models.getModelInfo")
            self.assertEqual(host_call.attributes["error.type"], "NOT_FOUND")
            self.assertIn("there is no model", host_call.error)
            self.assertIsNone(named(spans, "POST /graphql").error, "GraphQL's answer was given")

    def test_what_is_not_sampled_is_passed_on(self):
        with self.server(OTEL_TRACES_SAMPLER="always_off") as (collector, server):
            server.data('{ chat(model: "openai", text: "Hello!") }')
            version, trace, span, flags = self.last_headers()["traceparent"].split("-")
            self.assertEqual((version, flags), ("00", "00"))
            time.sleep(0.3)
            self.assertEqual(collector.requests, [])

    def test_without_a_collector_the_clients_trace_is_passed_on(self):
        with Server("serve", self.build, env={**KEYS, **AWS}) as server:
            server.ask('{ chat(model: "openai", text: "Hello!") }', headers=PARENT)
            self.assertEqual(self.last_headers()["traceparent"], PARENT["traceparent"])
            server.data('{ chat(model: "openai", text: "Hello!") }')
            self.assertNotIn("traceparent", self.last_headers())


class Tools(TypedApp):
    def test_what_a_model_calls_stands_beneath_its_question(self):
        with otlp.collector() as collector, \
                Server("serve", self.build, env={**ENVIRONMENT, **traced(collector)}) as server:
            self.value("invoke", "openai", {"calls": [["lookupOrder", {"id": 7}], ["noSuchTool", {}]]}, {"say": "done"},
                       tools=["lookupOrder"], server=server)
            spans = collector.wait_for("POST /graphql")
            question = named(spans, "modus_models.askModel")
            self.assertEqual(question.parent, named(spans, "invoke").id)
            asked = [span for span in spans if span.name == "chat gpt-4o-mini"]
            self.assertEqual([span.parent for span in asked], [question.id] * 2)
            tool, unknown = named(spans, "execute_tool lookupOrder"), named(spans, "execute_tool")
            self.assertEqual((tool.parent, unknown.parent), (question.id, question.id))
            self.assertEqual(tool.attributes["gen_ai.operation.name"], "execute_tool")
            self.assertEqual(tool.attributes["gen_ai.tool.name"], "lookupOrder")
            self.assertEqual((tool.error, unknown.attributes["error.type"]), (None, "TOOL_FAILED"))
            self.assertEqual(named(spans, "lookupOrder").parent, tool.id)
            functions = exposition.read(server.get("/metrics")[1])["runtime_function_executions_num"]
            self.assertEqual(functions.value(), 2, "the function and its tool")


class Requests(unittest.TestCase):
    def test_requests_of_functions_carry_the_trace_on(self):
        with harness.services_server() as address, pointed_http_app(address, {}) as build, \
                otlp.collector() as collector, \
                Server("serve", build, env={"MODUS_QUOTES_TOKEN": "test-token", **traced(collector)}) as server:
            probe = "query($h: [[String!]!]!) { probe(method: \"PUT\", path: \"answer?key=secret\", headers: $h) }"

            def seen(headers):
                *_, body = server.data(probe, {"h": headers})["probe"]
                return dict(json.loads(body)["headers"])
            sent = seen([])
            fetch = named(collector.wait_for("PUT"), "PUT")
            self.assertEqual(sent["traceparent"], f"00-{fetch.trace}-{fetch.id}-01")
            self.assertEqual((fetch.kind, fetch.error), ("client", None))
            self.assertEqual(fetch.attributes, {
                "http.request.method": "PUT", "url.full": f"{address}v1/answer", "server.address": "127.0.0.1",
                "server.port": int(address.split(":")[2].strip("/")), "http.response.status_code": 200})
            self.assertEqual(seen([["Traceparent", "its own"]])["Traceparent"], "its own")
            server.data('{ probe(method: "GET", path: "status/404", headers: []) }')
            failed = named(collector.wait_for("GET"), "GET")
            self.assertEqual((failed.error, failed.attributes["error.type"]), ("", "404"))

    def test_what_belongs_to_no_trace_begins_one(self):
        with traced_app("streams") as (collector, server):
            server.ask('{ countWords(text: "a b") }', headers={"traceparent": "00-bad"})
            server.ask('{ countWords(text: "a b") }')
            spans = collector.wait(lambda all: len(all) == 4)
            roots = [span for span in spans if span.name == "POST /graphql"]
            self.assertEqual([span.parent for span in roots], ["", ""])
            self.assertEqual(len({span.trace for span in spans}), 2)

    def test_a_clients_error_is_none_of_the_server(self):
        with traced_app("streams") as (collector, server):
            harness.http("POST", server.url(), b"{")
            span = named(collector.wait_for("POST /graphql"), "POST /graphql")
            self.assertEqual((span.attributes["http.response.status_code"], span.error), (400, None))
            server.get("/health")
            server.get("/metrics")
            harness.http("BREW", server.url())
            spans = collector.wait_for("HTTP /graphql")
            self.assertEqual(len(spans), 2, "only endpoints are traced")
            self.assertEqual(named(spans, "HTTP /graphql").attributes["http.request.method"], "_OTHER")

    def test_clients_cannot_spoil_a_batch(self):
        """Strings of Protocol Buffers are UTF-8, or a collector refuses all that came with them."""
        with traced_app("streams") as (collector, server):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\xff:y\r\nUser-Agent: \xc3(\r\nConnection: close\r\n"
                               b"Content-Length: 1\r\n\r\n{")
                while client.recv(4096):
                    pass
            span = named(collector.wait_for("POST /graphql"), "POST /graphql")
            self.assertEqual(span.attributes["user_agent.original"], "\ufffd(")
            self.assertEqual(span.attributes["server.address"], "x\ufffd")

    def test_a_span_lasts_as_long_as_its_stream(self):
        with traced_app("streams") as (collector, server):
            with Events(server.port, "subscription { countdown(from: 2) }") as events:
                self.assertEqual(len(events.responses()), 2)
            spans = collector.wait_for("POST /graphql")
            request, call = named(spans, "POST /graphql"), named(spans, "countdown")
            self.assertEqual(request.attributes["graphql.operation.type"], "subscription")
            self.assertLessEqual(call.end, request.end)
            with Events(server.port, "subscription { countdown(from: 1000000) }") as events:
                next(iter(events))
                time.sleep(0.5)
            spans = collector.wait(lambda all: len(all) == 4)[2:]
            self.assertGreater(named(spans, "POST /graphql").seconds, 0.4)
            self.assertIsNone(named(spans, "countdown").error, "a reader may leave")

    def test_operations_of_a_socket_have_spans_of_their_own(self):
        with traced_app("streams") as (collector, server):
            client = WebSocket(server.port, headers=f"traceparent: {PARENT['traceparent']}\r\n").init()
            client.subscribe("1", "subscription Down { countdown(from: 2) }")
            client.subscribe("2", '{ countWords(text: "a b") }')
            spans = collector.wait_for("subscription", "query", "GET /graphql")
            upgrade = named(spans, "GET /graphql")
            self.assertEqual(upgrade.attributes["http.response.status_code"], 101)
            operation = named(spans, "subscription")
            self.assertEqual((operation.kind, operation.trace, operation.flags), ("server", TRACE, 0x301))
            self.assertEqual(operation.attributes, {"graphql.operation.type": "subscription",
                                                    "graphql.operation.name": "Down"})
            self.assertEqual(named(spans, "countdown").parent, operation.id)
            self.assertEqual(named(spans, "countWords").parent, named(spans, "query").id)
            client.socket.close()

    def test_operations_of_a_batch_have_spans_of_their_own(self):
        with harness.changed_app("streams", lambda m: m["endpoints"]["default"].update(batch=5)) as build, \
                otlp.collector() as collector, Server("serve", build, env=traced(collector)) as server:
            query = {"query": '{ countWords(text: "a b") }'}
            harness.http("POST", server.url(), json.dumps([query, query]).encode())
            spans = collector.wait_for("POST /graphql")
            request = named(spans, "POST /graphql")
            operations = [span for span in spans if span.name == "query"]
            self.assertEqual([span.parent for span in operations], [request.id] * 2)
            calls = [span for span in spans if span.name == "countWords"]
            self.assertEqual({span.parent for span in calls}, {span.id for span in operations})


class Exporting(unittest.TestCase):
    QUERY = '{ countWords(text: "a b") }'

    def test_settings(self):
        with traced_app("streams", OTEL_EXPORTER_OTLP_HEADERS="x-tenant=my%20team",
                        OTEL_SERVICE_NAME="shop", OTEL_RESOURCE_ATTRIBUTES="deployment.environment=test") \
                as (collector, server):
            server.data(self.QUERY)
            span = named(collector.wait_for("POST /graphql"), "POST /graphql")
            self.assertEqual((span.resource["service.name"], span.resource["deployment.environment"]),
                             ("shop", "test"))
            self.assertEqual(collector.requests[0][1]["x-tenant"], "my team")

    def test_what_is_wrong_with_settings_is_said(self):
        with traced_app("streams", OTEL_EXPORTER_OTLP_PROTOCOL="grpc") as (collector, server):
            self.assertIn("only \\\"http/protobuf\\\" is supported", server.wait_for("Nothing is traced"))
            self.assertEqual(server.data(self.QUERY), {"countWords": 2})
            self.assertEqual(collector.requests, [])

    def test_it_tries_again_when_the_collector_is_busy(self):
        busy = [(503, {}, b""), (429, {"Retry-After": "2"}, b"")]
        with traced_app("streams", busy, **TOGETHER) as (collector, server):
            server.data(self.QUERY)
            collector.wait_for("POST /graphql")
            self.assertEqual(len(collector.requests), 3)
            first, second, third = (at for *_, at in collector.requests)
            self.assertGreater(second - first, 0.45)
            self.assertGreater(third - second, 1.9)
            self.assertEqual(len(collector.spans), len({span.id for span in collector.spans}))
            server.wait_for("Traces reach the collector again")
            self.assertEqual(len([line for line in server.lines if "Cannot send traces" in line]), 1)

    def test_what_is_refused_is_not_sent_again(self):
        refusal = otlp.field(1, 3) + otlp.field(2, "no such tenant")
        with traced_app("streams", [(400, {}, refusal)], **TOGETHER) as (collector, server):
            server.data(self.QUERY)
            self.assertIn("status 400: no such tenant", server.wait_for("Cannot send traces"))
            wait_until(lambda: 'modus_spans_dropped_total 2' in server.get("/metrics")[1])
            server.data(self.QUERY)
            self.assertEqual(len(collector.wait_for("POST /graphql")), 2)

    def test_what_is_accepted_in_part(self):
        answer = (200, {}, otlp.partial_success(1, "too old"))
        with traced_app("streams", [answer, answer], **TOGETHER) as (collector, server):
            server.data(self.QUERY)
            collector.wait_for("POST /graphql")
            line = json.loads(server.wait_for("has something to say"))
            self.assertEqual((line["rejected"], line["message"] != "", line["level"]), (1, True, "warn"))
            wait_until(lambda: 'modus_spans_sent_total 1' in server.get("/metrics")[1])
            server.data(self.QUERY)
            collector.wait(lambda spans: len(spans) == 4)
            wait_until(lambda: 'modus_spans_sent_total 2' in server.get("/metrics")[1])
            self.assertEqual(len([line for line in server.lines if "has something to say" in line]), 1)

    def test_without_a_collector_requests_go_on(self):
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_BSP_MAX_QUEUE_SIZE": "10", **QUICK}
        with Server("serve", harness.built_app("streams"), "--jsonlogs", env=variables) as server:
            for _ in range(50):
                self.assertEqual(server.data(self.QUERY), {"countWords": 2})
            server.wait_for("Cannot send traces")
            wait_until(lambda: "modus_spans_dropped_total 8" in server.get("/metrics")[1])
            self.assertEqual(len([line for line in server.lines if "Cannot send traces" in line]), 1)
            started = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - started, 3)
            self.assertIn('"spans":100', server.wait_for("Some spans were not sent"))

    def test_what_is_left_is_sent_at_the_end(self):
        with traced_app("streams", OTEL_BSP_SCHEDULE_DELAY="60000") as (collector, server):
            server.data(self.QUERY)
            self.assertEqual(server.stop(), 0)
            self.assertEqual(len(collector.spans), 2)

    def test_a_collector_that_hangs_does_not_keep_it_from_stopping(self):
        with traced_app("streams") as (collector, server):
            collector.hold.clear()
            server.data(self.QUERY)
            time.sleep(0.2)
            started = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - started, 6)
            collector.hold.set()

    def test_a_full_batch_does_not_wait(self):
        with traced_app("streams", OTEL_BSP_SCHEDULE_DELAY="60000", OTEL_BSP_MAX_EXPORT_BATCH_SIZE="4") \
                as (collector, server):
            for _ in range(5):
                server.data(self.QUERY)
            collector.wait(lambda spans: len(spans) >= 8)
            time.sleep(0.3)
            self.assertEqual(len(collector.spans), 8, "the rest gathers")


if __name__ == "__main__":
    unittest.main()
