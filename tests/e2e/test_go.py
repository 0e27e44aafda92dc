# SPDX-License-Identifier: Apache-2.0
"""Apps in Go: their types, errors, host calls, and what becomes of them while they are developed.

MODUS_WRITE_GOLDEN=1 writes types.go.golden anew from what is answered now, to be read before it is committed.
"""
import json
import os
import pathlib
import shutil
import unittest

import harness
import test_services
import test_streams
import test_types
from harness import ROOT, Server
from test_conformance import ANSWER, GOLDEN, answer_of

GO_GOLDEN = ROOT / "tests/conformance/types.go.golden"
ONLY_IN_ASSEMBLYSCRIPT = ("View", "Clamped", "Set(")
APP = pathlib.Path(__file__).parent / "go_app"


def setUpModule():
    if not shutil.which("go"):
        raise unittest.SkipTest("there is no Go compiler")


def files_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "build" not in path.parts}


def pairs(text):
    """(request, answer) of a golden file."""
    lines = [line for line in text.splitlines() if line]
    return list(zip(lines[::2], (line.removeprefix(ANSWER) for line in lines[1::2])))


def copied(source, target):
    return shutil.copytree(source, target, ignore=shutil.ignore_patterns("build"))


class Conformance(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        app = copied(ROOT / "tests/conformance/go", cls.enterClassContext(harness.folder()) / "app")
        built = harness.run("build", app)
        assert built.returncode == 0, built.stderr
        cls.server = cls.enterClassContext(Server("serve", app / "build"))

    def test_every_type_in_every_direction(self):
        shared = {request: answer for request, answer in pairs(GOLDEN.read_text())
                  if not any(word in request for word in ONLY_IN_ASSEMBLYSCRIPT)}
        own = dict(pairs(GO_GOLDEN.read_text()))
        now = {request: answer_of(self.server, request) for request in {**shared, **own}}
        if os.environ.get("MODUS_WRITE_GOLDEN"):
            own = {request: answer for request, answer in now.items() if shared.get(request) != answer}
            GO_GOLDEN.write_text("".join(f"{request}\n{ANSWER}{answer}\n" for request, answer in own.items()))
        self.assertEqual(now, {**shared, **own})


class WhatGoesOn(unittest.TestCase):
    """tests/e2e/go_app: goroutines, standard packages, somebody else's module, randomness, and all ways to fail."""

    @classmethod
    def setUpClass(cls):
        cls.app = copied(APP, cls.enterClassContext(harness.folder()) / "app")
        before = files_of(cls.app)
        built = harness.run("build", cls.app)
        assert built.returncode == 0, built.stderr
        assert files_of(cls.app) == before, "the build changed the app's folder"
        cls.server = cls.enterClassContext(Server(
            "serve", cls.app / "build", "--jsonlogs", "--timeout", "3000",
            env={"TZ": "Asia/Kathmandu", "MODUS_APP_A": "1", "MODUS_APP_B": "2"}))

    def test_it_is_snapshotted(self):
        self.assertFalse([line for line in self.server.lines if "snapshot" in line])

    def test_standard_packages(self):
        letter = self.server.data("query($d: String!) { writeLetter(data: $d) }",
                                  {"d": '{"name": "Ada", "lines": ["b", "a"]}'})["writeLetter"]
        self.assertEqual(letter, "Dear Ada,\n- a\n- b")
        self.assertIn("this is no letter: unexpected end", self.server.errors('{ writeLetter(data: "") }'))
        self.assertEqual(self.server.data('{ countWords(text: "a B b") { key value } }')["countWords"],
                         [{"key": "a", "value": 1}, {"key": "b", "value": 2}])

    def test_goroutines(self):
        self.assertEqual(self.server.data("{ sum(n: 100) }"), {"sum": 5050})

    def test_host_calls_from_goroutines(self):
        asked = self.server.ask('{ askInParallel(names: ["A", "B", "A", "C", "B"]) }')
        self.assertEqual(asked["data"], {"askInParallel": ["1", "2", "1", "", "2"]})

    def test_other_packages_and_modules(self):
        self.assertEqual(self.server.data('{ answer sendCard(card: {text: "hi"}) { text } }'),
                         {"answer": 42, "sendCard": {"text": "hi!"}})
        fields = self.server.data('{ __type(name: "Card") { description fields { name description } } }')["__type"]
        self.assertEqual(fields, {"description": "A Card is what one sends.",
                                  "fields": [{"name": "text", "description": "Text is what it says."}]})

    def test_randomness_differs_between_calls(self):
        seen = [self.server.data("{ dice }")["dice"] for _ in range(4)]
        for values in zip(*seen):
            self.assertGreater(len(set(values)), 1, values)

    def test_the_environment_is_that_of_the_call(self):
        response = self.server.ask('{ environment(name: "TZ") }', headers={"X-Time-Zone": "Pacific/Honolulu"})
        self.assertEqual(response["data"], {"environment": "Pacific/Honolulu"})
        self.assertEqual(self.server.data('{ environment(name: "MODUS_APP_A") subject }'),
                         {"environment": "", "subject": ""})

    def test_a_panic(self):
        self.assertIn("oh no", self.server.errors('{ panic(message: "oh no") }'))
        self.assertIn("index out of range [3] with length 3", self.server.errors("{ crash(at: 3) }"))

    def test_an_exit(self):
        response = self.server.ask("{ exit(code: 3) answer }")
        self.assertIn("exit", response["errors"][0]["message"])

    def test_what_it_says(self):
        response = self.server.ask('{ complain print(text: "on the side") }')
        self.assertEqual(response["data"], {"complain": "done", "print": "on the side"})
        self.assertEqual([error["message"] for error in response["errors"]], ["something is odd"])
        self.assertEqual(response["extensions"]["invocations"]["print"]["logs"], [{"message": "on the side"}])

    def test_an_error_of_several_lines(self):
        self.assertEqual(self.server.errors("{ fail }"), "one\ntwo")

    def test_limits(self):
        self.assertIn("3 s", self.server.errors("{ forever }"))
        self.assertTrue(self.server.errors("{ hang }"))
        self.assertTrue(self.server.errors("{ swallow }"))

    def test_services_that_are_not_there_yet(self):
        services = {"postgresql": "SQL databases", "mysql": "SQL databases", "neo4j": "Neo4j", "dgraph.Execute": "Dgraph",
                    "dgraph.AlterSchema": "Dgraph", "dgraph.DropAttr": "Dgraph", "dgraph.DropAll": "Dgraph",
                    **{f"agents.{name}": "agents" for name in ("Start", "Stop", "GetInfo", "ListAll", "SendMessage", "SendAsync")}}
        for name, service in services.items():
            with self.subTest(name):
                response = self.server.ask("query($name: String!) { callService(name: $name) }", {"name": name})
                self.assertIsNone(response["data"]["callService"] if response["data"] else None)
                self.assertIn(f"{service} are not available yet", json.dumps(response["errors"]))


class Building(unittest.TestCase):
    def setUp(self):
        context = harness.folder()
        self.app = copied(APP, context.__enter__() / "app")
        self.addCleanup(context.__exit__, None, None, None)

    def errors(self, code, file="wrong.go"):
        (self.app / file).write_text(code)
        built = harness.run("build", self.app)
        self.assertEqual(built.returncode, 1)
        return built.stderr

    def refused(self, code, *words):
        errors = self.errors("package main\n\n" + code)
        for word in words:
            self.assertIn(word, errors)

    def test_errors_name_file_and_line(self):
        self.refused('func F() int { return "x" }', 'wrong.go:3:23: cannot use "x"')
        self.refused("func F(", "wrong.go:3:8: syntax error")
        (self.app / "wrong.go").unlink()
        self.assertIn("deep/inner/wrong.go:2:23: cannot use", self.errors(
            'package inner\nfunc F() int { return "x" }', "deep/inner/wrong.go"))

    def test_functions_that_cannot_be_called_from_outside(self):
        self.refused("func F[T any](v T) {}", "wrong.go:3:1", "func F is generic")
        self.refused("func F(c chan int) {}", "wrong.go:3:1", "func F takes c chan int", "a channel")
        self.refused("type S struct { G func() }\nfunc F() *S { return nil }", "whose field G is func()")
        self.refused("func F() struct{ A int } { panic(0) }", "the struct has no name")
        self.refused("type T []T\nfunc F(t T) {}", "it contains itself")
        self.refused("type S struct { Name, name string }\nfunc F(s S) {}", "Name and name")
        self.refused("func Memory() {}", "cannot be exported under the name memory")
        self.refused("func F() []error { return nil }", "func F returns []error, whose part error cannot cross to clients")
        self.refused('import "iter"\n\nfunc F(s iter.Seq[int]) {}', "func F takes s iter.Seq[int], which cannot cross", "can be a stream")

    def test_names_that_graphql_does_not_allow(self):
        self.refused("type S struct { Größe, __a int }\n\nfunc Übung(größe int, __x int) {}\n\nfunc F(s S) {}",
                     "wrong.go:5:1: func Übung cannot be a GraphQL field", "@name", "wrong.go:5:1: the parameter größe of func Übung",
                     "the parameter __x", "wrong.go:3:17: the field Größe of S")
        (self.app / "wrong.go").write_text(
            "package main\n\n// @name practice\nfunc Übung(_x, a_ int) {}\n\n//modus:tool\nfunc tool(größe int) {}\n")
        built = harness.run("build", self.app)
        self.assertEqual(built.returncode, 0, built.stderr)

    def test_all_that_cannot_be_called_is_told_at_once(self):
        self.refused("""type S struct { C chan int }

func A[T any](v T) {}
func B(c, d chan int) chan int { return nil }
func C(s S) {}
func D(s S) {}
func Memory() {}
""", "wrong.go:5:1: func A is generic", "wrong.go:6:1: func B takes c", "wrong.go:6:1: func B takes d", "wrong.go:6:1: func B returns",
                     "wrong.go:7:1: func C takes s S, whose field C", "wrong.go:9:1: func Memory")

    def test_names_that_the_generated_code_needs(self):
        self.refused("type uintptr int", "wrong.go:3:6", "name uintptr for something else")
        self.refused("var modus1 = 1", "wrong.go:3:5", "name modus1")

    def test_functions_that_cannot_be_tools(self):
        self.refused("type S int\n\n//modus:tool\nfunc (s S) f() {}", "wrong.go:6:1", "func f cannot be a tool: it has a receiver")
        self.refused("//modus:tool\nfunc f(c chan int) {}", "func f takes c chan int, which cannot cross to models: it is a channel")
        self.refused("//modus:tool\nfunc f[T any](v T) {}", "wrong.go:4:1", "func f is generic")
        self.refused("//modus:tool\nfunc f() {}\n\n//modus:tool\nfunc F() {}", "same name", "wrong.go:4:1")

        (self.app / "wrong.go").unlink()
        self.assertIn("deep/inner/wrong.go:4:1: func F cannot be a tool: it is not in package main", self.errors(
            "package inner\n\n//modus:tool\nfunc F() {}", "deep/inner/wrong.go"))

    def test_answers_that_no_model_can_give(self):
        def refused(code, *words):
            self.refused('''import "github.com/hypermodeinc/modus/sdk/go/pkg/models"

type model struct{ models.ModelBase[string, string] }

var m *model

''' + code, *words)

        refused("func f() { models.Ask[any](m, nil) }", "wrong.go:9:19", "a model is asked for any", "nothing is known")
        refused("type T struct { In any }\nfunc f() { models.Ask[map[string]T](m, nil) }",
                "a model is asked for T, whose field In is any", "nothing is known of its values")
        refused("func f() { models.Ask[chan int](m, nil) }", "it is a channel")
        refused("func f() { type T int; models.Ask[[]T](m, nil) }", "it is declared within a function")
        refused("func f[T any]() { models.Ask[[]T](m, nil) }\nfunc g() { f[int]() }", "wrong.go:9:26", "made of a type parameter")
        refused("func f[T any]() { models.Ask[T](m, nil) }\nfunc g() { f[func()]() }", "wrong.go:10:12", "it is a function")

    def test_a_package_that_nobody_has(self):
        self.refused('import _ "example.com/unknown"', "wrong.go:3:8: ", "example.com/unknown")

    def test_packages_that_import_each_other(self):
        module = next(line.split()[1] for line in (self.app / "go.mod").read_text().splitlines() if line.startswith("module"))
        for name, other in (("one", "two"), ("two", "one")):
            (self.app / name).mkdir()
            (self.app / name / "it.go").write_text(f'package {name}\n\nimport _ "{module}/{other}"\n')
        self.refused(f'import _ "{module}/one"', f"import cycle not allowed: {module} → {module}/one → {module}/two → {module}/one")

    def test_a_file_to_embed_that_is_not_there(self):
        self.refused('import _ "embed"\n\n//go:embed nothing.txt\nvar text string', "wrong.go:5:12: pattern nothing.txt: no matching files")

    def test_no_go_files(self):
        for file in self.app.glob("*.go"):
            file.unlink()
        built = harness.run("build", self.app)
        self.assertEqual(built.returncode, 1)
        self.assertIn("no Go files", built.stderr)

    def test_files_that_the_original_left(self):
        (self.app / "modus_pre_generated.go").write_text("package main\n\nfunc main() { undefined() }\n")
        built = harness.run("build", self.app)
        self.assertEqual(built.returncode, 0, built.stderr)


class Testing(unittest.TestCase):
    def test_an_apps_own_tests(self):
        with harness.folder() as target:
            app = harness.copy_app("go/excuses", target / "app")
            passed = harness.run("test", "--app", app, "--verbose")
            self.assertEqual(passed.returncode, 0, passed.stderr)
            self.assertIn("--- PASS: TestGenerateExcuses", passed.stderr + passed.stdout)
            (app / "bad_test.go").write_text('package main\n\nimport "testing"\n\nfunc TestBad(t *testing.T) { t.Error("bad") }\n')
            failed = harness.run("test", "--app", app)
            self.assertEqual(failed.returncode, 1)
            self.assertIn("bad_test.go:5: bad", failed.stderr + failed.stdout)
            only = harness.run("test", "--app", app, "--only", "TestGenerate")
            self.assertEqual(only.returncode, 0, only.stderr)
            self.assertEqual(harness.run("test", "--app", app, "--replay").returncode, 1)


class Developing(unittest.TestCase):
    def test_a_new_app_is_built_again_when_a_package_of_it_changes(self):
        with harness.folder() as target:
            made = harness.run("new", "my-app", "--language", "go", "--no-git", cwd=target)
            self.assertEqual(made.returncode, 0, made.stderr)
            app = target / "my-app"
            with Server("dev", app, wait=False) as server:
                server.wait_for(r"sayHello")
                self.assertEqual(server.data('{ sayHello(name: "Go") }'), {"sayHello": "Hello, Go!"})
                self.assertEqual(server.data("{ sayHello }"), {"sayHello": "Hello, World!"})
                at = len(server.lines)
                (app / "deep").mkdir()
                (app / "deep/deep.go").write_text("package deep\n\nfunc Name() string { return \"deep\" }\n")
                (app / "more.go").write_text(
                    'package main\n\nimport "my-app/deep"\n\nfunc More() string { return deep.Name() }\n')
                server.wait_for("more", start=at)
                self.assertEqual(server.data("{ more }"), {"more": "deep"})
                at = len(server.lines)
                (app / "deep/deep.go").write_text("package deep\n\nfunc Name() int { return 1 }\n")
                server.wait_for("more.go:5:29", start=at)
                self.assertEqual(server.data("{ more }"), {"more": "deep"})


class Http(test_services.Http):
    app = "go/http"

    def test_json_that_does_not_fit_says_where(self):
        self.assertEqual(self.server.data("{ quote(id: 13) { author } }"), {"quote": {"author": ""}}, "as encoding/json has it")


class GraphqlClient(test_services.GraphqlClient):
    app = "go/graphql"


class Time(test_services.Time):
    app = "go/time"


class Secrets(test_services.Secrets):
    app = "go/secrets"


class Types(test_types.Types):
    app = "go/types"
    default_of_name = None
    null_pointer = "nil pointer dereference"
    test_sets = test_static_arrays = None  # types of AssemblyScript

    def test_arrays(self):
        self.assertEqual(self.lists("echoArray", "[Float!]!", [0.5, -1]), [0.5, -1])
        self.assertEqual(self.lists("echoArray", "[Float!]!", []), [0, 0])
        self.assertIn("3", self.server.errors("{ echoArray(values: [1, 2, 3]) }"))
        self.assertEqual(self.server.data('{ a: echoBytes(values: "AAEC/w==") b: echoFourBytes(values: "AAEC/w==") }'),
                         {"a": "AAEC/w==", "b": "AAEC/w=="})

    def test_maps_are_found_by_every_kind_of_key(self):
        self.assertEqual(self.server.data("""{
            word: lookup(values: [{key: "a", value: 1}, {key: "b", value: 2}], key: "b")
            short: lookUpNumber(values: [{key: -7, value: "x"}], key: -7)
            float: lookUpFloat(values: [{key: 0.1, value: true}], key: 0.1)
            narrow: withoutKey(values: [{key: 200, value: 1}, {key: 3, value: 4}], key: 200) { key value } }"""),
            {"word": 2, "short": "x", "float": True, "narrow": [{"key": 3, "value": 4}]})

    def test_several_results(self):
        self.assertEqual(self.server.data("{ divide(a: 7, b: 2) { quotient remainder } }"),
                         {"divide": {"quotient": 3, "remainder": 1}})
        self.assertIn("division by zero", self.server.errors("{ divide(a: 1, b: 0) { quotient } }"))


class Streams(test_streams.Streams):
    app = "go/streams"
    failure = "The text says so."


class Models(unittest.TestCase):
    def test_a_chat_model_that_runs_here(self):
        with Server("serve", harness.built_app("go/excuses"), "--jsonlogs") as server:
            answer = server.data('{ generateExcuses(event: "the team meeting") }')
        self.assertTrue(answer["generateExcuses"].strip())

    def test_what_a_provider_is_sent(self):
        with harness.openai_server() as base:
            def change(manifest):
                manifest["models"]["llm"].update(sourceModel="gpt-4o-mini", connection="openai")
                manifest["connections"]["openai"]["baseUrl"] = base
            with harness.changed_app("go/excuses", change) as build:
                with Server("serve", build, env={"MODUS_OPENAI_API_KEY": "test-key"}) as server:
                    self.assertIn("the team meeting", server.data('{ generateExcuses(event: "the team meeting") }')["generateExcuses"])
                with Server("serve", build, env={"MODUS_OPENAI_API_KEY": "wrong"}) as server:
                    self.assertIn("401", server.errors('{ generateExcuses(event: "x") }'))

    def test_embeddings(self):
        with Server("serve", harness.built_app("go/embeddings")) as server:
            (found,) = server.data('{ search(question: "When are you open?", limit: 1) { text similarity } }')["search"]
            self.assertIn("open from nine", found["text"])
            one, two = (server.data("{ %s(texts: [\"a\"]) }" % name)[name] for name in ("embed", "embedInstances"))
            self.assertEqual(one, two)
            label = server.data('{ classify(question: "Where is my parcel?") { label confidence } }')["classify"]
            self.assertEqual(label["label"], "delivery")


if __name__ == "__main__":
    unittest.main()
