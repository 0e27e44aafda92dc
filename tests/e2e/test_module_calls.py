# SPDX-License-Identifier: Apache-2.0
"""Functions that call other modules' functions: examples/modules, all types, and what may go wrong between two."""
import json
import shutil
import unittest

import harness
import otlp
from harness import ROOT, Server

PACKAGE = (ROOT / "examples/modules/ranking/package.json").read_text()
ASCONFIG = (ROOT / "examples/modules/ranking/asconfig.json").read_text()


def setUpModule():
    if not shutil.which("go"):
        raise unittest.SkipTest("there is no Go compiler")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_app(folder, modules, **sources):
    """An app whose modules have these sources, by name: Go when they begin with a package."""
    write(folder / "modus.json", json.dumps({
        "endpoints": {"default": {"type": "graphql", "path": "/graphql", "auth": "none"}}, "modules": modules}))
    for name, source in sources.items():
        if source.lstrip().startswith("package"):
            write(folder / name / "go.mod", f"module {name}\n\ngo 1.24\n")
            write(folder / name / "main.go", source)
        else:
            write(folder / name / "package.json", PACKAGE.replace('"ranking"', f'"{name}"'))
            write(folder / name / "asconfig.json", ASCONFIG)
            write(folder / name / "assembly/index.ts", source)


def build(folder):
    finished = harness.run("build", folder)
    assert finished.returncode == 0, finished.stderr
    return folder / "build"


class Example(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.app = harness.copy_app("modules", cls.enterClassContext(harness.folder()) / "modules")
        cls.clients = [cls.app / "checkout/modules/catalog/catalog.go", cls.app / "checkout/modules/ranking/ranking.go",
                       cls.app / "ranking/assembly/modules/catalog.ts"]
        build(cls.app)
        cls.server = cls.enterClassContext(Server("serve", cls.app / "build", "--jsonlogs"))

    def test_clients_are_as_committed(self):
        for client in self.clients:
            with self.subTest(client.name):
                self.assertEqual(client.read_text(), (ROOT / "examples/modules" / client.relative_to(self.app)).read_text())

    def test_assemblyscript_calls_go(self):
        similar = self.server.data('{ similarProducts(sku: "T2") { name price tags } }')["similarProducts"]
        self.assertEqual([product["name"] for product in similar][0], "Assam")
        self.assertEqual(similar[0], {"name": "Assam", "price": 7.2, "tags": ["tea", "black", "strong"]})

    def test_go_calls_both(self):
        quote = self.server.data('{ quote(skus: ["T1", "C1"]) { total lines { sku } youMayLike } }')["quote"]
        self.assertEqual(quote["total"], 18.5)
        self.assertEqual(quote["lines"], [{"sku": "T1"}, {"sku": "C1"}])
        self.assertEqual(len(quote["youMayLike"]), 2)

    def test_a_failure_reaches_the_caller(self):
        self.assertEqual(self.server.errors('{ similarProducts(sku: "X") { name } }'),
                         'catalog.findProduct failed: there is no product "X"')
        self.assertEqual(self.server.errors('{ quote(skus: ["X"]) { total } }'),
                         'no quote: catalog.findProduct failed: there is no product "X"')

    def test_the_log_shows_who_calls_whom(self):
        self.server.data('{ quote(skus: ["P1"]) { total } }')
        self.server.wait_for(r'"checkout.getQuote".*ranking.similarProducts.*"Completed module call')
        self.server.wait_for(r'"ranking.similarProducts".*catalog.getProducts.*"Completed module call')

    def test_tests_call_modules_for_real_or_say_what_they_answer(self):
        tested = harness.run("test", cwd=self.app, timeout=600)
        said = tested.stdout + tested.stderr
        self.assertEqual(tested.returncode, 0, said)
        self.assertIn("tea goes with tea", said)  # ranking's, which call catalog
        self.assertRegex(said, r"ok\s+checkout")  # natively


TYPES_GO = '''package main

import (
	"fmt"
	"time"
)

type Everything struct {
	Big      int64
	Unsigned uint64
	Ratio    float64
	Raw      []byte
	When     time.Time
	Names    map[string]int
	Nested   [][]string
	Next     *Everything
}

func Echo(all Everything, empty []string, missing *Everything) Everything {
	if empty == nil || len(empty) > 0 || missing != nil {
		panic("an empty list or nothing did not arrive as it was")
	}
	return all
}

// Several results, the second one with a name.
func Halves(n int) (int, error) { return n / 2, nil }

// What may be null, and what may be anything.
type Loose struct {
	Count *int32
	Seen  *bool
	About any
	Wait  *time.Duration
}

func Next(n *int32) *int32 {
	if n == nil {
		return nil
	}
	next := *n + 1
	return &next
}

func Known(values []*float64) map[string]*uint8 {
	known := map[string]*uint8{"none": nil}
	for _, value := range values {
		if value != nil {
			byte := uint8(*value)
			known["last"] = &byte
		}
	}
	return known
}

func Turn(loose Loose, about any) (Loose, any) {
	loose.About, about = about, loose.About
	return loose, about
}

func None() []string { return nil }

func Tell() int {
	println("on standard error")
	fmt.Println("on standard output")
	fmt.Println("Warning: with a level")
	return 1
}

func Spin() int {
	for {
	}
}

func Boom() (int, error) { panic("no idea") }
'''

TYPES_AS = '''
import { Box } from "@hypermode/modus-sdk-as";
import { JSON } from "json-as";
import * as go from "./modules/typed";

export function roundTrip(): string {
  const all = new go.Everything();
  all.big = 9007199254740993;
  all.unsigned = u64.MAX_VALUE;
  all.ratio = Infinity;
  all.raw = Uint8Array.wrap(String.UTF8.encode("né"));
  all.when = new Date(1764158399001);
  const names = new Map<string, i32>();
  names.set("a", 1);
  all.names = names;
  all.nested = [["x"], []];
  all.next = new go.Everything();
  const back = go.echo(all, [], null);
  assert(back.big == all.big && back.unsigned == all.unsigned && back.ratio == all.ratio);
  assert(back.when.getTime() == all.when.getTime());
  assert(String.UTF8.decode(back.raw!.buffer) == "né");
  assert(back.names!.get("a") == 1 && back.nested!.length == 2 && back.nested![1]!.length == 0);
  assert(back.next!.next === null && back.next!.names === null);
  return "all arrived";
}

export function looseEnds(): string {
  assert(go.next(null) === null);
  assert(go.next(new Box<i32>(-1))!.value == 0);
  const known = go.known([new Box<f64>(7), null])!;
  assert(known.get("none") === null && known.get("last")!.value == 7);
  const loose = new go.Loose();
  assert(loose.count === null && loose.about === null);
  loose.count = new Box<i32>(3);
  loose.seen = new Box<bool>(false);
  loose.about = new JSON.Raw('{"a":[1,null]}');
  loose.wait = new Box<i64>(5);
  const turned = go.turn(loose, null);
  assert(turned.item1.about === null && turned.item1.count!.value == 3);
  assert(turned.item1.seen!.value == false && turned.item1.wait!.value == 5);
  assert(go.none() === null);
  return turned.item2!.data;
}

export function passOn(n: Box<i32> | null): Box<i32> | null { return go.next(n); }
export function wrap(value: JSON.Raw): JSON.Raw { return new JSON.Raw('{"value":' + value.data + "}"); }
export function retell(): i32 { return go.tell(); }
export function half(n: i32): i32 { return go.halves(n); }
export function waits(): i32 { return go.spin(); }
export function fails(): i32 { return go.boom(); }
'''


TOP_GO = '''package main

import "top/modules/front"

func Through(n *int) (*int, error) { return front.PassOn(n) }

func Wrapped(value any) (any, error) { return front.Wrap(value) }
'''


class BetweenTwoModules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.app = cls.enterClassContext(harness.folder()) / "app"
        write_app(cls.app, {"typed": "./typed", "front": {"path": "./front", "calls": ["typed"]},
                            "top": {"path": "./top", "calls": ["front"]}},
                  typed=TYPES_GO, front=TYPES_AS, top=TOP_GO)
        build(cls.app)
        cls.server = cls.enterClassContext(Server("serve", cls.app / "build", "--timeout", "2000"))

    def test_all_types_arrive_as_they_were(self):
        self.assertEqual(self.server.data("{ roundTrip half(n: 84) }"), {"roundTrip": "all arrived", "half": 42})

    def test_null_numbers_and_any_value_arrive(self):
        self.assertEqual(self.server.data("{ looseEnds }"), {"looseEnds": '{"a":[1,null]}'})
        self.assertEqual(self.server.data("{ a: passOn(n: 41)  b: passOn(n: null)  c: passOn }"),
                         {"a": 42, "b": None, "c": None})
        self.assertEqual(self.server.data("""{ a: through(n: 41)  b: through(n: null)
            c: wrapped(value: {x: [1, null]})  d: wrapped(value: null) }"""),
            {"a": 42, "b": None, "c": {"value": {"x": [1, None]}}, "d": {"value": None}})

    def test_what_the_callee_writes_is_told_with_its_callers_answer(self):
        logs = self.server.ask("{ retell }")["extensions"]["invocations"]["retell"]["logs"]
        self.assertEqual(logs, [{"message": "on standard output"}, {"level": "warning", "message": "with a level"},
                                {"message": "on standard error"}])

    def test_the_callers_time_is_the_callees(self):
        self.assertIn("time", self.server.errors("{ waits }"))
        self.assertEqual(self.server.data("{ half(n: 2) }"), {"half": 1})

    def test_a_panic_is_a_failed_call(self):
        self.assertIn("typed.boom failed: ", self.server.errors("{ fails }"))

    def test_a_call_that_is_not_granted_is_refused_at_load(self):
        with harness.folder() as target:
            folder = shutil.copytree(self.app / "build", target / "build")
            harness.edit_json(folder / "modus.json", lambda manifest: manifest["modules"]["front"].pop("calls"))
            refused = harness.run("serve", folder, "--port", "0", timeout=60)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn('of the module "typed", which it may not: add "typed" to its "calls"', refused.stderr)

    def test_a_call_that_is_no_longer_granted_is_refused_by_a_build(self):
        with harness.folder() as target:
            app = target / "app"
            shutil.copytree(self.app, app, symlinks=True)
            harness.edit_json(app / "modus.json", lambda manifest: manifest["modules"]["front"].pop("calls"))
            refused = harness.run("build", app)
            self.assertEqual(refused.returncode, 1, refused.stderr)
            self.assertIn('of the module "typed", which it may not: add "typed" to its "calls"', refused.stderr)

    def test_a_callee_that_has_changed_is_refused_at_load(self):
        with harness.folder() as target:
            app = target / "app"
            write_app(app, {"typed": "./typed"}, typed=TYPES_GO.replace("Big      int64", "Big      int32"))
            build(app)
            for name in ("front.wasm", "top.wasm"):
                shutil.copy(self.app / "build" / name, app / "build" / name)
            shutil.copy(self.app / "modus.json", app / "build/modus.json")
            refused = harness.run("serve", app / "build", "--port", "0", timeout=60)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("field 'big' of parameter 'all' is int32 there, and i64 here", refused.stderr)
            self.assertIn('run "modus build" to renew the client', refused.stderr)


class Clients(unittest.TestCase):
    """Where clients go, and what they leave alone."""

    def setUp(self):
        self.app = self.enterContext(harness.folder()) / "app"

    def test_whatever_a_module_is_called(self):
        names = ["internal", "vendor", "x_test", "y_linux", "main", "init", "map", "default"]
        callee = "package main\n\nfunc {}Hello() string {{ return \"hello\" }}\n"
        imports = "\n".join(f'\tm{i} "front/modules/{name}{"_" if i < 2 else ""}"' for i, name in enumerate(names))
        calls = "\n".join(f"\tif _, err := m{i}.M{i}Hello(); err != nil {{\n\t\treturn 0\n\t}}" for i in range(len(names)))
        write_app(self.app, {**{name: f"./{name}" for name in names}, "front": {"path": "./front", "calls": names}},
                  **{name: callee.format(f"M{i}") for i, name in enumerate(names)},
                  front=f"package main\n\nimport (\n{imports}\n)\n\nfunc Count() int {{\n{calls}\n\treturn {len(names)}\n}}\n")
        for name in names:
            write(self.app / name / "go.mod", "module example.com/callee\n\ngo 1.24\n")
        with Server("serve", build(self.app)) as server:
            self.assertEqual(server.data("{ count }"), {"count": len(names)})

    def test_what_a_person_wrote_stays(self):
        write_app(self.app, {"typed": "./typed", "front": {"path": "./front", "calls": ["typed"]}},
                  typed="package main\n\nfunc One() int { return 1 }\n", front="export function two(): i32 { return 2; }")
        client = self.app / "front/assembly/modules/typed.ts"
        write(client, "export const mine = 1;\n")
        refused = harness.run("build", self.app)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.assertIn("front/assembly/modules/typed.ts was not generated", refused.stderr)
        self.assertEqual(client.read_text(), "export const mine = 1;\n")
        client.write_text("// Code gen")  # an old build was killed there
        build(self.app)
        self.assertIn("declare function one(): i32", client.read_text())


FRONT_GO = '''package main

import "front/modules/writer"

func AskTwice(event string) ([]string, error) {
	first, err := writer.GenerateExcuses(event)
	if err != nil {
		return nil, err
	}
	second, err := writer.GenerateExcuses(event + " again")
	if err != nil {
		second = "no second one: " + err.Error()
	}
	return []string{first, second}, nil
}
'''


class ModelsBehindModules(unittest.TestCase):
    """A function whose callee asks a model: one budget, one trace, and a replay that calls the callee again."""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.folder())
        cls.base = cls.enterClassContext(harness.openai_server())
        app = cls.folder / "app"
        writer = (ROOT / "examples/excuses/assembly/index.ts").read_text()
        write_app(app, {"writer": "./writer", "front": {"path": "./front", "calls": ["writer"]}},
                  writer=writer, front=FRONT_GO)

        def add_model(manifest):
            manifest["models"] = {"llm": {"sourceModel": "gpt-4o-mini", "connection": "openai",
                                          "path": "v1/chat/completions"}}
            manifest["connections"] = {"openai": {"type": "http", "baseUrl": cls.base,
                                                  "headers": {"Authorization": "Bearer {{API_KEY}}"}}}
            manifest["endpoints"]["default"]["modelUsage"] = True
        harness.edit_json(app / "modus.json", add_model)
        cls.build = build(app)

    def serve(self, build, *flags, **env):
        return Server("serve", build, *flags, env={"MODUS_OPENAI_API_KEY": "test-key", **env})

    def limited(self, calls):
        """The build folder with so many model calls for each request."""
        target = self.enterContext(harness.folder()) / "build"
        shutil.copytree(self.build, target)
        harness.edit_json(target / "modus.json", lambda manifest: manifest.update(
            budget={"perRequest": {"calls": calls}}))
        return target

    def test_what_the_callee_takes_is_its_callers(self):
        with self.serve(self.limited(1)) as server:
            response = server.ask('{ askTwice(event: "tea") }')
        self.assertEqual(response["extensions"]["usage"]["total"]["calls"], 1)
        first, second = response["data"]["askTwice"]
        self.assertIn("tea", first)
        self.assertIn("no second one: writer.generateExcuses failed: ", second)
        self.assertIn("budget.perRequest.calls allows 1 call", second)

    def test_journal_and_trace_show_who_called_whom(self):
        journal = self.folder / "journal.jsonl"
        with otlp.collector() as collector, \
                self.serve(self.build, "--journal", str(journal), OTEL_EXPORTER_OTLP_ENDPOINT=collector.url,
                           OTEL_BSP_SCHEDULE_DELAY="20") as server:
            server.data('{ askTwice(event: "tea") }')
            spans = collector.wait_for("POST /graphql")
        by_id = {span.id: span for span in spans}

        def line_of(span):
            return [span.name] + (line_of(by_id[span.parent]) if span.parent in by_id else [])
        chats = [line_of(span) for span in spans if span.name.startswith("chat ")]
        self.assertEqual(chats, 2 * [["chat gpt-4o-mini", "writer.generateExcuses", "modus/writer.generateExcuses",
                                      "front.askTwice", "POST /graphql"]])
        records = [json.loads(line) for line in journal.read_text().splitlines()]
        calls = [record for record in records if record["call"] == "modus/writer.generateExcuses"]
        self.assertEqual([record["function"] for record in calls], 2 * ["front.askTwice"])
        self.assertEqual(calls[0]["attributes"], {"callerModule": "front", "calleeModule": "writer",
                                                  "calleeFunction": "generateExcuses"})
        asked = [record["function"] for record in records if record["call"] == "modus_models.invokeModel"]
        self.assertEqual(asked, 2 * ["writer.generateExcuses"])

    def modus(self, app, *arguments):
        finished = harness.run(*arguments, "--app", app, env={"MODUS_OPENAI_API_KEY": "test-key", "COLUMNS": "200"})
        self.assertEqual(finished.returncode, 0, finished.stdout + finished.stderr)
        return finished.stdout

    def test_what_the_callee_asked_is_replayed_with_its_caller(self):
        app = self.enterContext(harness.folder())
        with self.serve(shutil.copytree(self.build, app / "build")) as server:
            response = server.ask('{ askTwice(event: "tea") }')
            caller = response["extensions"]["invocations"]["askTwice"]["executionId"]
        records = [json.loads(line) for line in self.modus(app, "history", "--json").splitlines()]
        self.assertEqual([record["function"] for record in records], 2 * ["writer.generateExcuses"])
        self.assertEqual({record["root_execution_id"] for record in records}, {caller})
        self.assertEqual(len({record["execution_id"] for record in records} - {caller}), 2)
        for name in ("1", "2", caller, records[0]["execution_id"]):
            said = self.modus(app, "replay", name)
            self.assertIn('front.askTwice({"event":"tea"})', said)
            self.assertIn("was made by writer.generateExcuses", said)
            self.assertIn("equal: the same result, and the same 4 host calls", said)
        self.assertIn(f"front.askTwice, execution {caller}", self.modus(app, "history", "show", "1"))
        self.assertIn("equal", self.modus(app, "replay", "1", "--live"))


if __name__ == "__main__":
    unittest.main()
