# SPDX-License-Identifier: Apache-2.0
"""`modus test`: an app's own tests, and the host calls they record and replay."""
import contextlib
import unittest

import harness
from harness import ROOT
from test_services import point_to

MATCHERS = ROOT / "tests/e2e/matchers.spec.ts"
TOKEN = {"MODUS_QUOTES_TOKEN": "test-token"}
RECORDING = "assembly/__tests__/recordings/quotes.spec.jsonl"


@contextlib.contextmanager
def app_with(**files):
    """A new app with these test files: name → text."""
    with harness.folder() as target:
        app = harness.copy_app("time", target / "time")
        tests = app / "assembly/__tests__"
        tests.mkdir()
        for name, text in files.items():
            (tests / f"{name}.spec.ts").write_text(text)
        yield app


def test(app, *arguments, env=None):
    return harness.run("test", "--app", app, *arguments, env=env)


class Tests(unittest.TestCase):
    maxDiff = None

    def test_every_matcher_holds_and_fails(self):
        with app_with(matchers=MATCHERS.read_text()) as app:
            finished = test(app)
        self.assertEqual(finished.returncode, 1)
        self.assertIn("✓ every matcher holds", finished.stderr)
        expected = [line.split("// ")[1] for line in MATCHERS.read_text().splitlines() if "// " in line and "expect" in line]
        reported = [line.strip().split(": ", 1)[1] for line in finished.stderr.splitlines() if line.strip().startswith("line ")]
        self.assertEqual(reported, expected)
        self.assertGreater(len(expected), 20)
        self.assertIn("\n1 passed, 1 failed", finished.stderr)

    def test_failures_of_every_kind(self):
        with app_with(kinds="""
                import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, run } from "as-test";
                import { utils } from "@hypermode/modus-sdk-as";
                let log = "";
                beforeAll(() => { log += "a"; });
                beforeEach(() => { log += "b"; });
                afterEach(() => { log += "c"; });
                describe("outer", () => {
                  afterAll(() => { expect(log).toBe("abcbc"); });
                  it("is first", () => { expect(log).toBe("ab"); });
                  describe("inner", () => { it("is second", () => { expect(log).toBe("abcb"); }); });
                });
                describe("without tests", () => { expect(1).toBe(2); });
                it("throws", () => { throw new Error("thrown"); });
                describe("ended", () => { it("by the app", () => { utils.throwUserError("no more"); }); });
                it("throws", () => { while (true) {} });
                export function testPlain(): void { assert(log == "", "starts anew"); }
                export function testOfSomething(x: i32): void {}
                run();
                """) as app:
            harness.edit_json(app / "modus.json", lambda m: m.update({"limits": {"timeoutMs": 300}}))
            finished = test(app)
        self.assertEqual(finished.returncode, 1)
        lines = [line.strip().split(" ms")[0] for line in finished.stderr.splitlines()]
        marks = [line.rstrip("0123456789.").strip() for line in lines if line[:1] in "✓✗" and line]
        self.assertEqual(marks, ["✓ testPlain", "✓ outer › is first", "✓ outer › inner › is second", "✗ without tests",
                                 "✗ throws", "✗ ended › by the app", "✗ throws (2)"])
        self.assertIn("expected 1 to be 2", finished.stderr)
        self.assertIn("│ no more", finished.stderr)
        self.assertIn("│ thrown", finished.stderr)
        self.assertIn("3 passed, 4 failed", finished.stderr)

    def test_a_module_that_lies_about_its_tests(self):
        for names in ("i32 { return 1; }", "i32[] { return [1]; }", "string { return ''; }"):
            with app_with(a=f"export function _modus_tests(): {names} export function _modus_test_run(i: i32): void {{}}") as app:
                finished = test(app)
            self.assertEqual(finished.returncode, 1)
            self.assertIn("_modus_tests gives no list of names", finished.stderr)

    def test_a_recording_that_is_none(self):
        with app_with(a='import { it } from "as-test"; it("one", () => {});') as app:
            recording = app / "assembly/__tests__/recordings/a.spec.jsonl"
            recording.parent.mkdir()
            recording.write_text("{\n")
            finished = test(app, "--replay")
        self.assertEqual(finished.returncode, 1)
        self.assertIn("a.spec.jsonl, line 1: ", finished.stderr)

    def test_what_runs(self):
        spec = 'import { it } from "as-test"; it("one", () => {}); it("two", () => {});'
        with app_with(a=spec, b=spec) as app:
            self.assertIn("4 passed, 0 failed", test(app).stderr)
            self.assertIn("2 passed, 0 failed", test(app, "a.spec").stderr)
            self.assertIn("2 passed, 0 failed", test(app, "--only", "two").stderr)
            nothing = test(app, "elsewhere")
            self.assertEqual(nothing.returncode, 1)
            self.assertIn("no tests whose path holds", nothing.stderr)
            (app / "assembly/__tests__/a.spec.ts").write_text("let x: i32 = 'text';")
            broken = test(app)
            self.assertEqual(broken.returncode, 1)
            self.assertIn("a.spec.ts(1,", broken.stderr)
        self.assertNotEqual(test("/nowhere").returncode, 0)


class Recordings(unittest.TestCase):
    @contextlib.contextmanager
    def recorded_app(self):
        """The http example after `modus test --record` against a server that is gone by then."""
        with harness.folder() as target:
            app = harness.copy_app("http", target / "http")
            (app / RECORDING).unlink()
            with harness.services_server() as address:
                index = app / "assembly/index.ts"
                index.write_text(index.read_text().replace("http://localhost:8787/", address))
                harness.edit_json(app / "modus.json", point_to(address, {}))
                recorded = test(app, "--record", env=TOKEN)
            self.assertEqual(recorded.returncode, 0, recorded.stderr)
            yield app

    def test_are_replayed_without_server_and_secret(self):
        with self.recorded_app() as app:
            recording = (app / RECORDING).read_text()
            self.assertNotIn("test-token", recording)
            self.assertEqual(recording.count("\n"), 4)
            replayed = test(app, "--replay")
            self.assertEqual(replayed.returncode, 0, replayed.stderr)
            self.assertIn("4 passed, 0 failed", replayed.stderr)
            live = test(app, env=TOKEN)
            self.assertEqual(live.returncode, 1)
            self.assertIn("refused", live.stderr)

    def test_show_what_a_miss_differs_in(self):
        with self.recorded_app() as app:
            spec = app / "assembly/__tests__/quotes.spec.ts"
            spec.write_text(spec.read_text().replace("getQuote(1)", "getQuote(7)"))
            replayed = test(app, "--replay")
            self.assertEqual(replayed.returncode, 1)
            self.assertIn("the host call modus_http_client.fetch was not recorded like this", replayed.stderr)
            self.assertRegex(replayed.stderr, r'recorded: .*quotes/1"')
            self.assertRegex(replayed.stderr, r'now: .*quotes/7"')

    def test_tell_of_calls_that_are_no_longer_made(self):
        with self.recorded_app() as app:
            spec = app / "assembly/__tests__/quotes.spec.ts"
            spec.write_text(spec.read_text().replace('expect(addQuote("Ö", \'"x"\').id).toBeGreaterThan(2);', ""))
            replayed = test(app, "--replay")
            self.assertEqual(replayed.returncode, 0, replayed.stderr)
            self.assertIn('1 recorded host call of "quotes" was not made', replayed.stderr)

    def test_never_hold_a_secret_that_a_service_echoes(self):
        spec = """import { http, secrets } from "@hypermode/modus-sdk-as";
            export function testEcho(): void {
              const options = new http.RequestOptions();
              options.headers.append("X-Key", secrets.getSecretValue("KEY"));
              assert(http.fetch("http://localhost:8787/v1/answer", options).text().length > 0);
            }"""
        secrets = {**TOKEN, "MODUS_APP_KEY": 'a "key"/x'}
        with harness.folder() as target, harness.services_server() as address:
            app = harness.copy_app("http", target / "http")
            harness.edit_json(app / "modus.json", point_to(address, {}))
            (app / "assembly/__tests__/echo.spec.ts").write_text(spec.replace("http://localhost:8787/", address))
            recorded = test(app, "echo", "--record", env=secrets)
            self.assertEqual(recorded.returncode, 0, recorded.stderr)
            recording = (app / "assembly/__tests__/recordings/echo.spec.jsonl").read_text()
            self.assertIn("{{MODUS_APP_KEY}}", recording)
            self.assertIn("{{MODUS_QUOTES_TOKEN}}", recording)
            for text in ("test-token", 'key\\"', "key%22"):
                self.assertNotIn(text, recording)
            replayed = test(app, "echo", "--replay")
            self.assertEqual(replayed.returncode, 0, replayed.stderr)

    def test_hold_the_pieces_of_a_stream(self):
        spec = """import { secrets } from "@hypermode/modus-sdk-as";
            import { expect, test } from "@hypermode/modus-sdk-as/testing";
            import { chat, Turn } from "..";
            function said(text: string): string[] {
              const turn = new Turn();
              turn.text = text;
              return chat([turn]).values;
            }
            test("pieces", () => { expect(said("so it is")).toEqual(["You ", "said: ", "so ", "it ", "is"]); });
            test("secret", () => { expect(said(secrets.getSecretValue("KEY")).length).toBeGreaterThan(2); });
            """
        connection = {"type": "http", "headers": {"Authorization": "Bearer {{API_KEY}}"}}
        secrets = {"MODUS_PLAYED_API_KEY": "test-key", "MODUS_APP_KEY": "two words"}
        with harness.folder() as target:
            app = harness.copy_app("chat", target / "chat")
            (app / "assembly/__tests__/chat.spec.ts").write_text(spec)
            with harness.helper_server("tests/providers/server.py") as address:
                harness.edit_json(app / "modus.json", lambda manifest: manifest.update(
                    connections={"played": {**connection, "baseUrl": address}},
                    models={"llm": {"sourceModel": "m", "connection": "played", "path": "v1/chat/completions"}}))
                recorded = test(app, "--record", env=secrets)
                self.assertEqual(recorded.returncode, 0, recorded.stderr)
            recording = (app / "assembly/__tests__/recordings/chat.spec.jsonl").read_text()
            for text in ("test-key", "two ", "words"):
                self.assertNotIn(text, recording)
            self.assertIn('"text":"You said: {{MODUS_APP_KEY}}"', recording)
            replayed = test(app, "--replay")
            self.assertEqual(replayed.returncode, 0, replayed.stderr)

    def test_of_the_examples_are_up_to_date(self):
        for name in ("http", "chat"):
            with self.subTest(name), harness.folder() as target:
                replayed = test(harness.copy_app(name, target / name), "--replay")
                self.assertEqual(replayed.returncode, 0, replayed.stderr)
                self.assertNotIn("not made", replayed.stderr)
