# SPDX-License-Identifier: Apache-2.0
"""The inference history, modus history and modus replay: docs/models/history.md."""
import concurrent.futures
import contextlib
import json
import shutil
import signal
import socket
import sqlite3
import time
import unittest

import harness
from harness import Server, edit_json

SOURCE = """
import { http, models, secrets, Stream } from "@hypermode/modus-sdk-as";
import { OpenAIChatModel, UserMessage } from "@hypermode/modus-sdk-as/models/openai/chat";

class Note {
  title: string = "";
  lines: string[] = [];
}

function say(text: string): string {
  const model = models.getModel<OpenAIChatModel>("llm");
  return model.invoke(model.createInput([new UserMessage(text)])).choices[0].message.content;
}

export function ask(text: string): string {
  return say(text);
}

/** Depends on what the service says now. */
export function note(url: string): Note {
  const seen = http.fetch(url).text().split('"path"').length - 1;
  const note = new Note();
  note.title = say("there were " + seen.toString());
  note.lines = ["a", "b"];
  return note;
}

export function words(text: string): Stream<string> {
  const stream = new Stream<string>();
  const words = say(text).split(" ");
  for (let i = 0; i < words.length; i++) stream.push(words[i]);
  return stream;
}

/** Words of the model as they come. */
export function tell(text: string): Stream<string> {
  const model = models.getModel<OpenAIChatModel>("llm");
  const answer = model.stream(model.createInput([new UserMessage(text)]));
  const stream = new Stream<string>();
  while (answer.next()) stream.push(answer.delta);
  return stream;
}

export function whisper(): Stream<string> {
  return tell("please split, my key is " + secrets.getSecretValue("PIN"));
}

export function careless(): string {
  return say("my key is " + secrets.getSecretValue("PIN"));
}

export function now(): string {
  return say("it is " + Date.now().toString());
}
"""
SECRETS = {"MODUS_OPENAI_API_KEY": "test-key", "MODUS_APP_PIN": "pin-4711"}


def lay_out(target, source=SOURCE):
    """An app with that source; models, connections and rules are set by tests."""
    (harness.copy_app("excuses", target) / "assembly/index.ts").write_text(source)


def number_at(data, at):
    """A number of runtime/store/record_fields.h, and where it ends."""
    number = shift = 0
    while True:
        number |= (data[at] & 0x7f) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return number, at


def text_at(data, at):
    size, at = number_at(data, at)
    return data[at:at + size], at + size


def executions_of(batch):
    at = 0
    while at < len(batch):
        kind = batch[at:at + 1]
        _, at = text_at(batch, at + 1)  # the head
        body, at = text_at(batch, at)
        if kind != b"x":
            continue
        fields, end = {}, 0
        for name in ("id", "started", "duration", "claims", "error", "dropped", "arguments", "result", "calls"):
            read = number_at if name in ("started", "duration") else text_at
            fields[name], end = read(body, end)
        assert end == len(body)
        yield fields


class App(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.built = harness.built_once("history", lay_out)

    def setUp(self):
        self.base = self.enter(harness.helper_server("tests/providers/server.py"))
        self.app = self.enter(harness.folder()) / "app"
        shutil.copytree(self.built, self.app / "build")
        self.define()

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def define(self, base=None, model=None, **members):
        """modus.json: the model "llm", with these members, and members of the app."""
        def change(manifest):
            manifest["models"] = {"llm": {"sourceModel": "gpt-4o-mini", "connection": "openai",
                                          "path": "v1/chat/completions", "retries": {"max": 0},
                                          "price": {"input": 1000, "output": 2000}, **(model or {})}}
            manifest["connections"]["openai"]["baseUrl"] = base or self.base
            manifest.update(members)
        edit_json(self.app / "build/modus.json", change)

    def serve(self, *flags, **env):
        return self.enter(Server("serve", self.app / "build", "--jsonlogs", *flags, env={**SECRETS, **env}))

    def modus(self, *arguments, code=0, **env):
        finished = harness.run(*arguments, "--app", self.app, env={**SECRETS, "COLUMNS": "120", **env})
        self.assertEqual(finished.returncode, code, finished.stdout + finished.stderr)
        return finished.stdout + finished.stderr

    def records(self, *filters):
        return [json.loads(line) for line in self.modus("history", "--json", *filters).splitlines()]

    def events(self, server, query):
        """The values of a subscription to its end."""
        _, text, _ = harness.http("POST", server.url(), json.dumps({"query": query}).encode(),
                                  headers={"Accept": "text/event-stream"})
        data = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: {")]
        self.assertFalse([event for event in data if "errors" in event], text)
        return [value for event in data for value in event["data"].values()]

    def wait_for(self, count):
        """Until the history holds so many executions; it is written a moment after the answer."""
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with contextlib.suppress(sqlite3.OperationalError):  # there is no file, or no table in it
                if (self.sql("SELECT sum(executions) FROM batches")[0][0] or 0) >= count:
                    return
            time.sleep(0.02)
        self.fail(f"there are no {count} executions in the history")

    def sql(self, question):
        with contextlib.closing(sqlite3.connect(f"file:{self.app}/.modusdb/modus.db?mode=ro", uri=True)) as database:
            return database.execute(question).fetchall()

    def execution(self):
        """The only execution in the file: its result and its host calls, from JSON."""
        [execution] = [body for (batch,) in self.sql("SELECT records FROM batches") for body in executions_of(batch)]
        return json.loads(execution["result"]), json.loads(execution["calls"])

    def file_bytes(self):
        return b"".join(path.read_bytes() for path in (self.app / ".modusdb").iterdir() if "modus.db" in path.name)


class History(App):
    def test_a_call_is_listed_with_all_about_it(self):
        server = self.serve()
        response = server.ask('{ ask(text: "hello there") }')
        self.wait_for(1)
        [record] = self.records()
        self.assertEqual(record["model_name"], "llm")
        self.assertEqual(record["function"], "ask")
        self.assertEqual(record["answer"], "You said: hello there")
        self.assertEqual(record["input"]["messages"][0]["content"], "hello there")
        self.assertEqual(record["output"]["choices"][0]["message"]["content"], "You said: hello there")
        self.assertEqual(record["execution_id"], response["extensions"]["invocations"]["ask"]["executionId"])
        self.assertEqual(record["provider"], "openai")
        self.assertEqual(record["provider_model"], "gpt-4o-mini")
        self.assertEqual(record["attempts"], 1)
        self.assertGreater(record["tokens_in"], 0)
        self.assertGreater(record["tokens_out"], 0)
        self.assertEqual(record["cost_micros"], 1000 * record["tokens_in"] + 2000 * record["tokens_out"])
        self.assertGreater(record["duration_us"], 0)
        self.assertIn("finish_reason", record)
        listed = self.modus("history")
        self.assertRegex(listed, r"(?m)^1 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d llm +ask .*You said: hello there$")
        self.assertRegex(listed, r"(?m)^1 call · \d+ tokens in, \d+ out · \$\d\.\d+$")
        for name in ("1", record["id"], record["id"][:-3], record["execution_id"]):
            shown = self.modus("history", "show", name)
            for text in ("Model call 1 ", record["id"], "gpt-4o-mini of openai", "You said: hello there", "Request",
                         '"content": "hello there"', "modus_models.invokeModel", "modus replay 1"):
                self.assertIn(text, shown)
        self.assertIn('no model call "2"', self.modus("history", "show", "2", code=2))

    def test_filters_and_the_width_of_the_terminal(self):
        server = self.serve()
        server.ask('{ ask(text: "' + "long " * 200 + '") }')
        self.assertIn("error", server.errors('{ ask(text: "please fail") }'))
        server.ask('{ note(url: "' + self.base + 'requests") { title } }')
        self.wait_for(3)
        self.assertEqual([record["gid"] for record in self.records()], [3, 2, 1])
        self.assertEqual([record["gid"] for record in self.records("--errors")], [2])
        self.assertEqual([record["gid"] for record in self.records("--function", "note")], [3])
        self.assertEqual([record["gid"] for record in self.records("--limit", "1")], [3])
        self.assertEqual(self.records("--model", "other"), [])
        self.assertEqual(len(self.records("--since", "1h")), 3)
        self.assertEqual(self.records("--since", "2199-01-01"), [])
        self.assertIn("write 30m, 12h", self.modus("history", "--since", "yesterday", code=2))
        for columns in (80, 120, 200):
            for line in self.modus("history", COLUMNS=str(columns)).splitlines():
                self.assertLessEqual(len(line), columns, line)
        self.assertIn("3 calls, 1 failed", self.modus("history"))

    def test_what_a_terminal_would_obey_is_not_shown(self):
        self.serve().data("query($text: String!) { ask(text: $text) }", {"text": "\x1b[2J\u009b31m red\nline"})
        self.wait_for(1)
        shown = self.modus("history") + self.modus("history", "show", "1") + self.modus("replay", "1")
        self.assertIn("red", shown)
        self.assertNotIn("\x1b", shown)
        self.assertNotIn("\u009b", shown)

    def test_records_survive_a_crash(self):
        server = self.serve()
        for i in range(20):
            server.data(f'{{ ask(text: "event {i}") }}')
        time.sleep(0.5)
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        self.assertEqual(len(self.records("--limit", "100")), 20)
        self.assertIn("equal", self.modus("replay", "20"))
        self.serve().data('{ ask(text: "another") }')
        self.wait_for(21)
        self.assertEqual(self.records("--limit", "1")[0]["gid"], 21)

    def test_is_read_while_calls_are_made(self):
        server = self.serve()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(server.data, f'{{ ask(text: "event {i}") }}') for i in range(200)]
            self.wait_for(1)
            seen = []
            while not all(answer.done() for answer in asked):
                seen.append(self.modus("history", "--json").count("\n"))
            for answer in asked:
                answer.result()
        self.wait_for(200)
        self.assertEqual(len(self.records("--limit", "1000")), 200)
        self.assertTrue(seen)

    def test_is_bounded(self):
        server = self.serve("--history-calls", "30")
        for i in range(140):
            server.data(f'{{ ask(text: "event {i}") }}')
        self.wait_for(1)
        time.sleep(0.5)
        records = self.records("--limit", "1000")
        self.assertIn(len(records), range(28, 31))
        self.assertEqual(records[0]["answer"], "You said: event 139")

    def test_a_model_call_is_kept_once(self):
        self.serve().data('{ ask(text: "only one of these") }')
        self.wait_for(1)
        records = b"".join(batch for (batch,) in self.sql("SELECT records FROM batches"))
        self.assertEqual(records.count(b'"content":"only one of these"'), 1)
        self.assertIn("equal", self.modus("replay", "1"))

    def test_without_a_history(self):
        self.assertIn("there is no inference history", self.modus("history", code=2))
        server = self.serve("--history-calls", "0")
        server.data('{ ask(text: "x") }')
        time.sleep(0.3)
        self.assertFalse((self.app / ".modusdb/modus.db").exists())

    def test_the_explorer_shows_the_same(self):
        server = self.serve(MODUS_ENV="dev")
        server.data('{ ask(text: "x") }')
        self.wait_for(1)
        self.assertEqual(json.loads(server.get("/explorer/api/inferences")[1]), self.records())
        url = server.url("/explorer/api/inferences")
        for host, status in (("localhost:1", 200), ("[::1]", 200), ("10.0.0.7:8686", 200), ("a.example", 403),
                             ("127.0.0.1.a.example:80", 403), ("localhost.a.example", 403)):
            self.assertEqual(harness.http("GET", url, headers={"Host": host})[0], status, host)


class Redaction(App):
    def test_secrets_are_not_in_the_file(self):
        server = self.serve()
        self.assertEqual(server.data("{ careless }")["careless"], "You said: my key is pin-4711")
        self.wait_for(1)
        self.assertNotIn(b"pin-4711", self.file_bytes())
        self.assertEqual(self.records()[0]["answer"], "You said: my key is {{MODUS_APP_PIN}}")
        self.assertIn("equal", self.modus("replay", "1"))

    def test_secrets_are_not_in_the_pieces_of_a_stream_either(self):
        self.assertIn("pin-4711", "".join(self.events(self.serve(), "subscription { whisper }")))
        self.wait_for(1)
        self.assertNotIn(b"pin-4711", self.file_bytes())
        result, calls = self.execution()
        pieces = [call["result"]["text"] for call in calls if call["call"] == "modus_models.nextDelta"]
        for texts in (result, pieces):
            self.assertNotIn("pin-4711", "".join(texts))
            self.assertIn("my key is {{MODUS_APP_PIN}}", "".join(texts))

    def test_chosen_fields_are_not_in_the_file(self):
        self.define(model={"history": {"redact": ["/messages/*/content", "/choices/*/message"]}})
        server = self.serve()
        server.data('{ ask(text: "confidential") }')
        self.wait_for(1)
        self.assertNotIn(b"confidential", self.file_bytes())
        [record] = self.records()
        self.assertEqual(record["input"]["messages"][0], {"role": "user", "content": "[redacted]"}, record)
        self.assertEqual(record["output"]["choices"][0]["message"], "[redacted]")
        self.assertGreater(record["tokens_in"], 0)
        self.assertIn("its contents were not kept: models.llm.history.redact in modus.json keeps /messages/*/content "
                      "out of the history", self.modus("replay", "1", code=2))

    def test_of_a_model_nothing_at_all(self):
        self.define(model={"history": {"off": True}})
        self.serve().data('{ ask(text: "confidential") }')
        time.sleep(0.3)
        self.assertIn("there is no inference history", self.modus("history", code=2))

    def test_without_executions(self):
        self.define(history={"executions": False})
        self.serve().data('{ ask(text: "x") }')
        for _ in range(100):
            if (self.app / ".modusdb/modus.db").exists() and self.records():
                break
            time.sleep(0.05)
        self.assertIn('"history": {"executions": false}', self.modus("replay", "1", code=2))


class Replay(App):
    def test_an_unchanged_function_does_the_same(self):
        server = self.serve()
        server.data(f'{{ note(url: "{self.base}requests") {{ heading: title lines __typename }} }}')
        self.wait_for(1)
        said = self.modus("replay", "1")
        self.assertIn('note({"url":"' + self.base, said)
        self.assertIn("equal: the same result, and the same 3 host calls", said)

    def test_nothing_is_asked(self):
        server = self.serve()
        server.data('{ ask(text: "x") }')
        self.wait_for(1)
        before = len(json.loads(harness.http("GET", self.base + "requests")[1]))
        self.modus("replay", "1")
        self.assertEqual(len(json.loads(harness.http("GET", self.base + "requests")[1])), before)

    def test_live_answers_are_compared(self):
        server = self.serve()
        server.data(f'{{ note(url: "{self.base}requests") {{ title }} }}')
        server.data('{ ask(text: "same") }')
        self.wait_for(2)
        said = self.modus("replay", "1", "--live", code=1)
        self.assertRegex(said, r'result\n  /title\n    - "You said: there were 0"\n    \+ "You said: there were 2"')
        self.assertRegex(said, r"modus_http_client.fetch\n    /result")
        self.assertRegex(said, r'modus_models.invokeModel\n    /arguments/1/messages/0/content\n      - "there were 0"\n'
                               r'      \+ "there were 2"\n    /answer\n')
        self.assertIn("equal", self.modus("replay", "2", "--live"))  # other ids and times do not count

    def test_a_live_provider_that_is_down_is_a_difference(self):
        self.serve().data('{ ask(text: "x") }')
        self.wait_for(1)
        self.define(base="http://127.0.0.1:9/")
        said = self.modus("replay", "1", "--live", code=1)
        self.assertIn("errors\n", said)
        self.assertIn("cannot connect", said)

    def build_anew(self, source):
        """The app's module is one of that source from now on."""
        with harness.folder() as target:
            lay_out(target / "app", source)
            finished = harness.run("build", target / "app")
            self.assertEqual(finished.returncode, 0, finished.stderr)
            shutil.copy(next(target.glob("app/build/*.wasm")), next((self.app / "build").glob("*.wasm")))

    def test_a_changed_function_shows_where(self):
        self.serve().data(f'{{ note(url: "{self.base}requests") {{ title }} }}')
        self.wait_for(1)
        self.build_anew(SOURCE.replace("there were", "I saw"))
        said = self.modus("replay", "1", code=1)
        self.assertIn("the app was built anew since", said)
        self.assertRegex(said, r'/arguments/1/messages/0/content\n      - "there were 0"\n      \+ "I saw 0"')
        self.assertIn("was not recorded like this", said)

    def test_a_function_that_is_gone(self):
        self.serve().data(f'{{ note(url: "{self.base}requests") {{ title }} }}')
        self.wait_for(1)
        for old, new, why in (("function note(", "function other(", "the app has no function note any more"),
                              ("note(url: string)", 'note(): Note { return new Note(); }\nfunction old(url: string)',
                               'no parameter "url" any more'),
                              ("title: string", "heading: string", 'Note has no field "title" any more')):
            self.build_anew(SOURCE.replace(old, new).replace("note.title", "note.heading" if "heading" in new
                                                             else "note.title"))
            self.assertIn(why, self.modus("replay", "1", code=2))

    def test_what_depends_on_the_clock_is_told(self):
        self.serve().data("{ now }")
        self.wait_for(1)
        self.assertIn("the clock and random numbers are those of now", self.modus("replay", "1", code=1))

    def test_errors_are_replayed(self):
        server = self.serve()
        server.errors('{ ask(text: "please fail") }')
        self.wait_for(1)
        self.assertIn("equal", self.modus("replay", "1"))

    def test_the_values_of_a_stream_are_its_result(self):
        self.assertEqual(self.events(self.serve(), 'subscription { words(text: "one two") }'),
                         ["You", "said:", "one", "two"])
        self.wait_for(1)
        self.assertIn("equal", self.modus("replay", "1"))
        self.assertEqual(self.execution()[0], ["You", "said:", "one", "two"])

    def test_a_streamed_answer_comes_in_the_same_pieces(self):
        values = self.events(self.serve(), 'subscription { tell(text: "please split") }')
        self.assertGreater(len(values), 3)
        self.wait_for(1)
        [record] = self.records()
        self.assertEqual(record["answer"], "You said: please split")
        self.assertTrue(record["streamed"])
        self.assertGreater(record["first_token_us"], 0)
        said = self.modus("replay", "1")
        self.assertIn("equal", said)
        self.assertEqual(self.execution()[0], values)
        self.assertIn("equal", self.modus("replay", "1", "--live"))

    def test_what_a_client_left(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.define(base=f"http://127.0.0.1:{silent.getsockname()[1]}/")
            server = self.serve()
            with server.asking('{ ask(text: "x") }'):
                connection, _ = silent.accept()
            self.wait_for(1)
            connection.close()
        self.assertIn("nobody waits for it any more", self.records()[0]["error"])
        self.assertIn("the client left before the function ended", self.modus("replay", "1", code=1))


class OnTheLocalModel(unittest.TestCase):
    alone = True  # run.py: a model computes on all cores

    def test_a_call_is_replayed(self):
        with harness.folder() as tmp:
            shutil.copytree(harness.built_app("excuses"), tmp / "excuses/build")
            with Server("serve", tmp / "excuses/build", "--jsonlogs") as server:
                answer = server.data('{ generateExcuses(event: "the team meeting") }')["generateExcuses"]
            [line] = harness.run("history", "--json", "--app", tmp / "excuses").stdout.splitlines()
            record = json.loads(line)
            self.assertEqual(record["answer"], answer)
            self.assertEqual(record["provider"], "modus.local")
            self.assertGreater(record["tokens_out"], 0)
            replayed = harness.run("replay", "1", "--app", tmp / "excuses")
            self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
            live = harness.run("replay", "1", "--live", "--app", tmp / "excuses")  # at temperature 0.9
            self.assertIn(live.returncode, (0, 1), live.stdout + live.stderr)
            self.assertIn("equal" if live.returncode == 0 else "/answer", live.stdout)


if __name__ == "__main__":
    unittest.main()
