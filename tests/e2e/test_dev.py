# SPDX-License-Identifier: Apache-2.0
"""modus dev: builds, serves, notices what is saved, and never drops a request meanwhile."""
import json
import threading
import unittest

import harness
from harness import Server, edit_json

LOADED = "Loaded the app's new version"
SOURCE = 'export function greet(): string {{ return "{}"; }}\n'


class Dev(unittest.TestCase):
    def setUp(self):
        context = harness.folder()
        tmp = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.app = harness.copy_app("excuses", tmp / "app")
        self.source = self.app / "assembly/index.ts"
        self.source.write_text(SOURCE.format("one"))

    def dev(self, **options):
        server = Server("dev", self.app, **options)
        self.addCleanup(server.__exit__)
        return server

    def test_rebuilds_what_is_saved_without_dropping_a_request(self):
        server = self.dev()
        self.assertEqual(server.data("{ greet }"), {"greet": "one"})
        stop, seen = threading.Event(), []

        def ask():
            while not stop.is_set():
                seen.append(server.data("{ greet }")["greet"])

        asking = [threading.Thread(target=ask) for _ in range(4)]
        for thread in asking:
            thread.start()
        start = len(server.lines)
        self.source.write_text(SOURCE.format("two"))
        server.wait_for(LOADED, start=start)
        stop.set()
        for thread in asking:
            thread.join()
        self.assertEqual(set(seen) - {"one", "two"}, set())
        self.assertEqual(server.data("{ greet }"), {"greet": "two"})

    def test_shows_which_function_became_which_field_when_that_changes(self):
        server = self.dev()
        server.wait_for(r"^  query  greet  ← greet$")
        start = len(server.lines)
        self.source.write_text(SOURCE.format("two"))
        server.wait_for(LOADED, start=start)
        self.assertFalse([line for line in server.lines[start:] if "←" in line])
        self.source.write_text("""
            /** @mutation */
            export function getToken(user: string): string { return user; }
            /** @hidden */
            export function secret(): void {}
        """)
        server.wait_for(r"^  mutation  token\(user\)  ← getToken$", start=start)
        server.wait_for(r"^  hidden    –            ← secret  \(marked @hidden\)$", start=start)
        self.assertEqual(server.data('mutation { token(user: "x") }'), {"token": "x"})

    def test_a_failed_build_keeps_the_last_good_version_and_says_so(self):
        server = self.dev()
        start = len(server.lines)
        self.source.write_text("export function greet(): string { return 1; }\n")
        server.wait_for("assembly/index.ts", start=start)
        server.wait_for("last good version", start=start)
        self.assertEqual(server.data("{ greet }"), {"greet": "one"})
        self.assertIn("assembly/index.ts", json.loads(server.get("/health")[1])["problem"])
        start = len(server.lines)
        self.source.write_text(SOURCE.format("three"))
        server.wait_for(LOADED, start=start)
        self.assertEqual(server.data("{ greet }"), {"greet": "three"})
        self.assertEqual(json.loads(server.get("/health")[1])["status"], "ok")

    def test_waits_when_the_first_build_fails(self):
        (self.app / "modus.json").rename(self.app / "elsewhere.json")
        server = self.dev(wait=False)
        server.wait_for("modus.json")
        server.wait_for("Nothing is served yet")
        (self.app / "elsewhere.json").rename(self.app / "modus.json")
        server.wait_for(Server.READY)
        self.assertEqual(server.data("{ greet }"), {"greet": "one"})

    def test_notices_the_manifest(self):
        server = self.dev()
        start = len(server.lines)
        edit_json(self.app / "modus.json", lambda manifest: manifest["endpoints"]["default"].update(path="/api"))
        server.wait_for("/api", start=start)
        self.assertEqual(harness.http("POST", server.url("/api"), b'{"query":"{ greet }"}')[0], 200)
        self.assertEqual(harness.http("POST", server.url("/graphql"), b'{"query":"{ greet }"}')[0], 404)

    def test_serves_a_folder_as_it_is_now(self):
        web = self.app / "web"
        (web / "docs").mkdir(parents=True)
        (web / "index.html").write_text("<p>one</p>")
        (web / "docs/old.txt").write_text("old")
        edit_json(self.app / "modus.json", lambda manifest: manifest["endpoints"].update(
            page={"type": "static", "path": "/", "folder": "web"}))
        server = self.dev()
        server.wait_for(r"Page +http://localhost:\d+/$")
        self.assertEqual([server.get(path)[:2] for path in ("/", "/docs/old.txt")], [(200, "<p>one</p>"), (200, "old")])
        self.assertEqual(server.data("{ greet }"), {"greet": "one"})
        for path in ("/../modus.json", "/%2e%2e/modus.json", "/modus.json", "/docs", "/nope"):
            self.assertEqual(server.get(path)[0], 404, path)
        start = len(server.lines)
        (web / "docs/old.txt").rename(web / "docs/new.txt")
        (web / "index.html").write_text("<p>two</p>")
        server.wait_for(LOADED, start=start)
        self.assertEqual([server.get(path)[0] for path in ("/docs/new.txt", "/docs/old.txt")], [200, 404])
        self.assertEqual(server.get("/")[1], "<p>two</p>")

    def test_notices_env_files(self):
        example = (harness.ROOT / "examples/excuses/assembly/index.ts").read_text()
        self.source.write_text(example)
        with harness.openai_server() as base:
            def change(manifest):
                manifest["models"]["llm"].update(sourceModel="gpt-4o-mini", connection="openai")
                manifest["connections"]["openai"]["baseUrl"] = base
            edit_json(self.app / "modus.json", change)
            server = self.dev()
            query = '{ generateExcuses(event: "x") }'
            self.assertIn("MODUS_OPENAI_API_KEY", server.errors(query))
            start = len(server.lines)
            (self.app / ".env.dev.local").write_text("MODUS_OPENAI_API_KEY=test-key\n")
            server.wait_for(LOADED, start=start)
            self.assertTrue(server.data(query)["generateExcuses"])


if __name__ == "__main__":
    unittest.main()
