# SPDX-License-Identifier: Apache-2.0
"""Requests made to hurt are answered or refused, and the server serves on. bench/workloads/adversarial.py has the figures."""
import json
import shutil
import unittest

import adversarial
import harness
from harness import Server


def chain(count, body):
    """`count` fragments on Query, each made by `body` from the name of the next."""
    names = [f"F{i}" for i in range(count + 1)]
    parts = [f"fragment {a} on Query {{ {body(b)} }}" for a, b in zip(names, names[1:])]
    return f"{{ ...F0 }} {' '.join(parts)} fragment F{count} on Query {{ hello }}"


# What is sent, and the code of the refusal; none: it is answered.
DOCUMENTS = {
    "10,000 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(10_000)) + "}", "TOO_MANY_TOKENS"),
    "3,000 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(3_000)) + "}", "TOO_MANY_ALIASES"),
    "300 aliases of one root field": ("{" + " ".join(f"a{i}: hello" for i in range(300)) + "}", "TOO_MANY_ROOT_FIELDS"),
    "one field 7,000 times": ("{" + "hello " * 7_000 + "}", None),
    "100,000 nested braces": ("{a" * 100_000 + "}" * 100_000, "QUERY_TOO_LONG"),
    "80,000 nested braces": ("{a" * 80_000 + "}" * 80_000, "QUERY_TOO_DEEP"),
    "a chain of 2,000 fragments": (chain(2_000, lambda f: f"...{f}"), "TOO_MANY_TOKENS"),
    "a chain of 1,000 fragments": (chain(1_000, lambda f: f"...{f}"), "QUERY_TOO_DEEP"),
    "a cycle of fragments": (
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
        "GRAPHQL_VALIDATION_FAILED"),
    "a cycle below fields": (
        "{ __schema { types { ...T } } } fragment T on __Type { ofType { ...T } fields { type { ...T ofType { ...T } } } }",
        "GRAPHQL_VALIDATION_FAILED"),
    "2^40 spreads": (chain(40, lambda f: f"...{f} ... on Query {{ ...{f} }}"), "QUERY_TOO_DEEP"),
    "2^30 spreads, less deep": (chain(30, lambda f: f"...{f} ... on Query {{ ...{f} }}"), "QUERY_TOO_COMPLEX"),
    "2^30 merged fields": (
        "{ __schema { queryType { ...F0 } } }" + " ".join(
            f"fragment F{i} on __Type {{ ofType {{ ...F{i + 1} }} ofType {{ ...F{i + 1} name }} }}" for i in range(30))
        + "fragment F30 on __Type { name }", "QUERY_TOO_COMPLEX"),
    "a string literal of 1 MB": ('{ sayHello(name: "' + "x" * (1 << 20) + '") }', "QUERY_TOO_LONG"),
    "a string literal of 200 KB": ('{ sayHello(name: "' + "\\u0041" * 33_000 + '") }', None),
    "a block string of 200 KB": ('{ sayHello(name: """' + "\n  x" * 50_000 + '""") }', None),
    "deep input objects": ("{ fullName(person: " + "{friend: " * 20_000 + "1" + "}" * 20_000 + ") }", "QUERY_TOO_DEEP"),
    "deep lists": ("{ echoMatrix(rows: " + "[" * 60_000 + "]" * 60_000 + ") }", "QUERY_TOO_DEEP"),
    "a wide list": ("{ sum(values: [" + "1 " * 14_000 + "]) }", None),
    "2,400 directives": ("{ hello " + "@skip(if: false) " * 2_400 + "}", "TOO_MANY_TOKENS"),
    "2,000 variables": ("query(" + " ".join(f"$v{i}: Int" for i in range(2_000)) + ") { hello }",
                        "GRAPHQL_VALIDATION_FAILED"),
    "1,000 unknown fields": ("{" + " ".join(f"helo{i}" for i in range(1_000)) + "}", "GRAPHQL_VALIDATION_FAILED"),
    "lists in lists of introspection": (
        "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }",
        "QUERY_TOO_COMPLEX"),
}


class Adversarial(unittest.TestCase):
    app = "types"

    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app(cls.app), "--jsonlogs", env={"MODUS_ENV": "dev"})

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def tearDown(self):
        self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def ask(self, query, variables=None):
        body = json.dumps({"query": query, "variables": variables}).encode()
        return json.loads(harness.http("POST", self.server.url(), body)[1])

    def check(self, code, query, variables=None):
        answer = self.ask(query, variables)
        if code is None:
            self.assertNotIn("errors", answer)
        else:
            self.assertEqual(answer["errors"][0]["extensions"]["code"], code, answer["errors"][0])

    def test_documents(self):
        for name, (query, code) in DOCUMENTS.items():
            with self.subTest(name):
                self.check(code, query)

    def test_variables(self):
        deep = "x"
        for _ in range(200):
            deep = {"friend": deep}
        person = "query($p: PersonInput!) { fullName(person: $p) }"
        self.check("BAD_USER_INPUT", person, {"p": deep})
        self.check("BAD_USER_INPUT", person, {"p": {f"k{i}": i for i in range(50_000)}})
        self.check("BAD_USER_INPUT", person, {"p": [[]] * 100_000})
        self.check("VARIABLES_TOO_LARGE", "query($n: String!) { sayHello(name: $n) }", {"n": "x" * (5 << 20)})
        self.check(None, "{ hello }", {"unused": deep})

    def test_every_request_is_answered(self):
        for name, body in adversarial.requests().items():
            with self.subTest(name):
                status, text, _ = harness.http("POST", self.server.url(), body.encode())
                self.assertIn(status, (200, 400, 413), text[:200])
                self.assertTrue(text)
                self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def test_many_different_documents(self):
        for i in range(100):
            self.check(None, "{" + "hello " * 6_000 + f"x{i}: hello }}")


TALKATIVE = """
export function hello(): string { return "Hello!"; }

export function shout(times: i32, length: i32): i32 {
  const text = "x".repeat(length);
  for (let i = 0; i < times; i++) console.log(text);
  return times;
}

export function forge(): void {
  console.log("said\\n12:00:00.000 ERR forged\\x1b[2J\\u009b2J\\u202e end");
}
"""


class Talkative(unittest.TestCase):
    """Functions that say more than anybody wants to hear."""

    @classmethod
    def setUpClass(cls):
        cls.app = harness.copy_app("types", cls.enterClassContext(harness.folder()) / "app")
        (cls.app / "assembly/index.ts").write_text(TALKATIVE)
        built = harness.run("build", cls.app)
        assert built.returncode == 0, built.stderr

    def test_what_a_call_logs_is_bounded(self):
        with Server("serve", self.app / "build", "--jsonlogs", "--timeout", "60000") as server:
            before = harness.resident_bytes(server.process.pid)
            self.assertEqual(server.data("{ shout(times: 5000, length: 100000) }"), {"shout": 5000})
            self.assertLess(harness.peak_bytes(server.process.pid) - before, 150 << 20)
            logged = [json.loads(line) for line in server.lines]
            said = [line for line in logged if line["message"] == "Message logged from function."]
            self.assertLess(len(said), 20)
            self.assertIn("(dropped, and what follows: it is longer than 1 MiB)", said[-1]["text"])
            self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})

    def test_a_message_is_no_line_of_the_log(self):
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data("{ forge }"), {"forge": None})
            line = server.wait_for("forged")
            self.assertTrue(line.startswith("    "), line)
            self.assertFalse([c for line in server.lines for c in line if ord(c) < 32 or 127 <= ord(c) < 160 or c == "\u202e"])


# What a function of Go is made to do, which may end the call and nothing else.
GO = """package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

type Node struct {
	Next  *Node
	Parts []Node
}

func Hello() string { return "Hello!" }

func Depth(node *Node) int {
	deep := 0
	for ; node != nil; node = node.Next {
		deep++
	}
	return deep
}

func Recurse(n int) int { return 1 + Recurse(n+1) }

func Goroutines(n int) int {
	for range n {
		go func() { select {} }()
	}
	runtime.Gosched()
	return runtime.NumGoroutine()
}

func Late() string {
	go func() {
		time.Sleep(time.Millisecond)
		panic("too late")
	}()
	return "done"
}

func Deadlock() int {
	c := make(chan int)
	return <-c
}

func NilMap() int {
	var m map[string]int
	m["a"] = 1
	return m["a"]
}

func Collect() int {
	kept := 0
	for i := range 200 {
		kept += len(make([]byte, i<<10))
		runtime.GC()
	}
	debug.FreeOSMemory()
	return kept
}

func Endless() *Node {
	n := &Node{}
	n.Next, n.Parts = n, []Node{{Next: n}}
	return n
}

func Large(bytes int) string { return strings.Repeat("x", bytes) }

func Unsayable() any { return map[string]any{"f": func() {}} }

func Nested(depth int) any {
	var v any
	for range depth {
		v = []any{v}
	}
	return v
}

func Expression(text string) bool { return regexp.MustCompile("^(a+)+$").MatchString(text) }

func Decode(text string) (string, error) {
	var v any
	err := json.Unmarshal([]byte(text), &v)
	return fmt.Sprintf("%.20v", v), err
}

func Files() string {
	_, first := os.ReadDir("/")
	second := os.WriteFile("x", nil, 0o600)
	name, _ := os.Hostname()
	return fmt.Sprintln(first != nil, second != nil, name, len(os.Args))
}

func Recovered() (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	var n *Node
	return fmt.Sprint(n.Next)
}

func Chatter() int {
	for range 100_000 {
		fmt.Println(strings.Repeat("y", 1000))
	}
	return 1
}
"""


@unittest.skipUnless(shutil.which("go"), "there is no Go compiler")
class HostileGo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        app = harness.copy_app("go/time", cls.enterClassContext(harness.folder()) / "app")
        for file in app.glob("*.go"):
            file.unlink()
        (app / "main.go").write_text(GO)
        built = harness.run("build", app)
        assert built.returncode == 0, built.stderr
        cls.server = cls.enterClassContext(Server("serve", app / "build", "--jsonlogs", "--timeout", "3000"))

    def tearDown(self):
        self.assertEqual(self.server.data("{ hello }"), {"hello": "Hello!"})

    def refused(self, query, *words):
        errors = self.server.errors(query)
        for word in words:
            self.assertIn(word, errors)

    def test_what_ends_a_call(self):
        self.refused("{ recurse(n: 0) }", "stack")
        self.refused("{ deadlock }", "deadlock")
        self.refused("{ nilMap }", "assignment to entry in nil map")
        self.refused("{ unsayable }", "cannot be shown as JSON")
        self.refused("{ large(bytes: 60000000) }", "limit")
        self.refused("{ large(bytes: -1) }", "negative Repeat count")
        self.refused("{ nested(depth: 3000) }", "nests more than 256 levels deep")

    def test_what_goes_well(self):
        for query, answer in {
            "{ goroutines(n: 1000) }": None, "{ late }": {"late": "done"}, "{ collect }": {"collect": 20377600},
            '{ expression(text: "%s!") }' % ("a" * 100_000): {"expression": False}, "{ files }": {"files": "true true wasip1 0\n"},
            "{ recovered }": {"recovered": "runtime error: invalid memory address or nil pointer dereference"},
            "{ chatter }": {"chatter": 1},
        }.items():
            with self.subTest(query[:40]):
                found = self.server.data(query)
                self.assertTrue(found if answer is None else found == answer, found)

    def test_values_that_nest(self):
        deep = None
        for _ in range(70):
            deep = {"next": deep}
        query = "query($n: NodeInput) { depth(node: $n) }"
        self.assertIn("nest", str(self.server.ask(query, {"n": deep})["errors"]))
        self.assertEqual(self.server.data(query, {"n": {"next": {"next": None, "parts": [{}]}}}), {"depth": 2})
        ends = self.server.data("{ endless { next { next { next { parts { next { parts { parts { __typename } } } } } } } } }")
        self.assertTrue(ends["endless"])
        self.refused("{ decode(text: %s) }" % json.dumps("[" * 100_000), "exceeded max depth")


if __name__ == "__main__":
    unittest.main()
