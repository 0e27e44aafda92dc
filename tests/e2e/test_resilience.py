# SPDX-License-Identifier: Apache-2.0
"""Models when their providers fail, are slow, or want fewer requests: docs/models/resilience.md."""
import concurrent.futures
import contextlib
import json
import shutil
import ssl
import subprocess
import time
import unittest
import urllib.request

import harness
from harness import Server, edit_json


def query(event):
    return f'{{ generateExcuses(event: "{event}") }}'


def provider_requests(base):
    return json.loads(harness.http("GET", base + "requests")[1])


class App(unittest.TestCase):
    """What the tests share: the app "excuses", whose model "llm" they define."""

    def setUp(self):
        self.base = self.enter(harness.openai_server())
        self.tmp = self.enter(harness.folder())
        self.build = self.tmp / "app" / "build"
        self.journal = self.tmp / "journal.jsonl"
        shutil.copytree(harness.built_app("excuses"), self.build)

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def define(self, base=None, others=None, **llm):
        """The models of the app: "llm" with these members, and others. Providers: ours, and "down"."""
        standard = {"sourceModel": "gpt-4o-mini", "connection": "openai", "path": "v1/chat/completions"}

        def change(manifest):
            manifest["models"] = {"llm": llm if "route" in llm else {**standard, **llm}}
            for name, members in (others or {}).items():
                manifest["models"][name] = {**standard, **members}
            manifest["connections"]["openai"]["baseUrl"] = base or self.base
            manifest["connections"]["down"] = {"type": "http", "baseUrl": "http://127.0.0.1:9/"}
        edit_json(self.build / "modus.json", change)

    def serve(self, *flags, **env):
        return Server("serve", self.build, "--jsonlogs", "--journal", str(self.journal), *flags,
                      env={"MODUS_OPENAI_API_KEY": "test-key", **env})

    def attributes(self):
        """Those of each model call in the journal that tell how it was answered."""
        found = []
        for line in self.journal.read_text().splitlines():
            record = json.loads(line)
            if record["call"] == "modus_models.invokeModel":
                told = ("attempts", "cached", "answeredBy")
                found.append({k: v for k, v in record["attributes"].items() if k in told})
        return found

    def fault(self, **what):
        harness.http("POST", self.base + "faults", json.dumps(what).encode())


class Faults(App):
    def test_a_storm_of_429_passes(self):
        self.define(sourceModel="storm", retries={"max": 20, "baseMs": 1000})
        with self.serve() as server, concurrent.futures.ThreadPoolExecutor(24) as pool:
            asked = [pool.submit(server.data, query(f"event {i}")) for i in range(24)]
            for i, answer in enumerate(asked):
                self.assertIn(f"event {i}", answer.result()["generateExcuses"])
        self.assertLess(len(provider_requests(self.base)), 150)
        self.assertTrue(any(int(call.get("attempts", 1)) > 1 for call in self.attributes()))

    def test_a_long_retry_after_is_told_and_not_waited_for(self):
        self.define(sourceModel="rate-limited")
        with self.serve() as server:
            started = time.monotonic()
            self.assertIn("try again after 20 s", server.errors(query("x")))
            self.assertLess(time.monotonic() - started, 5)
        self.assertEqual(len(provider_requests(self.base)), 1)

    def test_an_open_breaker_spares_the_provider_until_it_works_again(self):
        self.define(retries={"max": 0}, breaker={"failures": 3, "openMs": 1500})
        with self.serve() as server:
            self.fault(status=503)
            for _ in range(3):
                self.assertIn("A fault was asked for", server.errors(query("x")))
            for _ in range(5):
                self.assertIn("its circuit breaker", server.errors(query("x")))
            self.assertEqual(len(provider_requests(self.base)), 3)
            time.sleep(1.6)
            self.assertIn("A fault was asked for", server.errors(query("x")))  # the probe
            self.assertIn("its circuit breaker", server.errors(query("x")))
            self.assertEqual(len(provider_requests(self.base)), 4)
            self.fault()
            time.sleep(1.6)
            for _ in range(3):
                self.assertTrue(server.data(query("x")))

    def test_the_fallback_answers_while_the_provider_is_down(self):
        self.define(connection="down", fallback=["other"], retries={"baseMs": 1},
                    others={"other": {"sourceModel": "gpt-4o"}})
        with self.serve() as server:
            for _ in range(4):  # in the end the breaker is open
                self.assertTrue(server.data(query("x")))
        self.assertEqual({request["model"] for request in provider_requests(self.base)}, {"gpt-4o"})
        self.assertEqual(self.attributes()[0], {"attempts": "4", "answeredBy": "other"})
        self.assertEqual(self.attributes()[-1], {"answeredBy": "other"})

    def test_when_all_are_down_each_is_named(self):
        self.define(connection="down", fallback=["other"], retries={"max": 0},
                    others={"other": {"connection": "down", "retries": {"max": 0}}})
        with self.serve() as server:
            errors = server.errors(query("x"))
        self.assertIn('no model answered: the model "llm" did not answer: cannot connect', errors)
        self.assertIn('; the model "other" did not answer: cannot connect', errors)

    def test_a_route_shares_calls_out(self):
        self.define(route={"a": 1, "b": 1}, others={"a": {}, "b": {"sourceModel": "gpt-4o"}})
        with self.serve() as server:
            for i in range(30):
                self.assertTrue(server.data(query(f"event {i}")))
        models = [request["model"] for request in provider_requests(self.base)]
        self.assertEqual(set(models), {"gpt-4o-mini", "gpt-4o"})
        self.assertEqual({call["answeredBy"] for call in self.attributes()}, {"a", "b"})

    def test_a_first_byte_limit(self):
        self.define(sourceModel="hang", timeouts={"firstByteMs": 300})
        with self.serve() as server:
            started = time.monotonic()
            errors = server.errors(query("x"))
            self.assertLess(time.monotonic() - started, 5)
        self.assertIn("sent nothing for 300 ms (the first-byte limit); raise models.llm.timeouts.firstByteMs in "
                      "modus.json", errors)
        self.assertEqual(len(provider_requests(self.base)), 1)

    def test_a_total_limit(self):
        self.define(sourceModel="slow", timeouts={"totalMs": 400})
        with self.serve() as server:
            self.assertIn("within 400 ms, waits and retries included (the total limit); raise "
                          "models.llm.timeouts.totalMs in modus.json", server.errors(query("x")))

    def test_a_cached_answer_survives_the_process(self):
        self.define(cache={"ttlSeconds": 600, "store": "sqlite"})
        with self.serve() as server:
            first = server.data(query("x"))
            self.assertEqual(server.data(query("x")), first)
            server.data(query("y"))
        with self.serve() as server:
            self.assertEqual(server.data(query("x")), first)
        self.assertEqual(len(provider_requests(self.base)), 2)
        self.assertEqual(self.attributes(), [{}, {"cached": "true"}, {}, {"cached": "true"}])

    def test_a_limit_of_concurrent_calls(self):
        self.define(sourceModel="hang", limits={"concurrent": 1})
        with self.serve() as server, server.asking(query("x")) as first, server.asking(query("y")):
            time.sleep(1)
            self.assertEqual(len(provider_requests(self.base)), 1)
            first.close()  # whose place is the other's now
            end = time.monotonic() + 20
            while len(provider_requests(self.base)) < 2:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.05)

    def test_a_limit_of_requests_per_minute(self):
        self.define(limits={"requestsPerMinute": 3})
        with self.serve("--timeout", "5000") as server:
            for _ in range(3):
                self.assertTrue(server.data(query("x")))
            self.assertIn("may be asked 3 times a minute", server.errors(query("x")))

    def test_a_chain_that_leads_nowhere_is_no_app(self):
        self.define(fallback=["nobody"])
        refused = harness.run("serve", self.build, "--port", "0")
        self.assertEqual(refused.returncode, 1)
        self.assertIn('models.llm.fallback names "nobody", but there is no such model', refused.stderr)


class Connections(App):
    """To a provider that speaks TLS and HTTP/2."""

    def setUp(self):
        super().setUp()
        self.key, self.certificate = self.tmp / "key.pem", self.tmp / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(self.key),
             "-out", str(self.certificate)], check=True, capture_output=True)
        self.secure = self.enter(self.secure_provider())

    @contextlib.contextmanager
    def secure_provider(self):
        script = harness.ROOT / "tests/openai/secure.mjs"
        process = subprocess.Popen(["node", str(script), str(self.key), str(self.certificate)],
                                   stdout=subprocess.PIPE, text=True)
        try:
            yield f"https://127.0.0.1:{int(process.stdout.readline())}/"
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    def counts(self):
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        with urllib.request.urlopen(self.secure, context=trusted, timeout=10) as answer:
            return json.load(answer)

    def test_many_calls_share_one_handshake(self):
        self.define(base=self.secure)
        with self.serve("--threads", "1", SSL_CERT_FILE=str(self.certificate)) as server:
            with concurrent.futures.ThreadPoolExecutor(32) as pool:
                for answer in pool.map(server.data, [query(f"event {i}") for i in range(96)]):
                    self.assertEqual(answer["generateExcuses"], "Hello over HTTP/2")
            counts = self.counts()
        self.assertEqual((counts["requests"], counts["handshakes"]), (96, 1))
        self.assertGreater(counts["streamsAtOnce"], 4)

    def test_a_certificate_nobody_vouches_for(self):
        self.define(base=self.secure, retries={"max": 0})
        with self.serve() as server:
            self.assertIn("cannot set up TLS with 127.0.0.1", server.errors(query("x")))


if __name__ == "__main__":
    unittest.main()
