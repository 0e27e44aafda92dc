# SPDX-License-Identifier: Apache-2.0
"""What Go apps look like on disk: vendor folders, workspaces, bigger modules, tags, other versions of Go.

MODUS_TEST_GO names folders of other versions of Go, separated by colons, which build the apps, too. They must lie
outside of Go's module cache.
"""
import os
import pathlib
import shutil
import unittest

import harness
from harness import Server
from test_conformance import answer_of
from test_go import APP, GO_GOLDEN, copied, files_of, pairs, setUpModule  # noqa: F401 (without Go there is nothing to test)

MANIFEST = '{"endpoints": {"default": {"type": "graphql", "path": "/graphql", "auth": "none"}}}'
WORDS = "package words\n\nfunc Word() string { return \"word\" }\n"
USES_WORDS = 'package main\n\nimport "example.com/words"\n\nfunc Say() string { return words.Word() }\n'


class Apps(unittest.TestCase):
    def setUp(self):
        context = harness.folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def lay(self, files):
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def build(self, app=".", **env):
        before = files_of(self.folder)
        built = harness.run("build", self.folder / app, env={"GOPROXY": "off", "GOFLAGS": "", **env})
        self.assertEqual(files_of(self.folder), before, "the build changed the app's folder")
        return built

    def builds(self, functions, app=".", **env):
        built = self.build(app, **env)
        self.assertEqual(built.returncode, 0, built.stderr)
        self.assertIn(f"{functions} function", built.stderr)

    def refused(self, *words, **env):
        built = self.build(**env)
        self.assertEqual(built.returncode, 1, built.stderr)
        for word in words:
            self.assertIn(word, built.stderr)

    def app(self, **more):
        return {"modus.json": MANIFEST, "go.mod": "module example.com/app\n\ngo 1.23\n",
                "main.go": "package main\n\nfunc Answer() int { return 42 }\n", **more}


class Layouts(Apps):
    def test_a_vendor_folder_is_all_that_is_needed(self):
        self.lay(self.app(**{
            "main.go": USES_WORDS,
            "go.mod": "module example.com/app\n\ngo 1.23\n\nrequire (\n\texample.com/words v1.2.0\n\texample.com/near v0.0.0\n)\n"
                      "\nreplace example.com/near => ./near\n",
            "vendor/example.com/words/words.go": WORDS,
            "vendor/modules.txt": "# example.com/words v1.2.0\n## explicit; go 1.23\nexample.com/words\n"
                                  "# example.com/near v0.0.0 => ./near\n## explicit; go 1.23\n"
                                  "# example.com/near => ./near\n",
            "near/go.mod": "module example.com/near\n\ngo 1.23\n"}))
        self.builds(1)
        with Server("serve", self.folder / "build") as server:
            self.assertEqual(server.data("{ say }"), {"say": "word"})

    def test_a_workspace(self):
        self.lay({f"app/{name}": text for name, text in self.app(**{"main.go": USES_WORDS}).items()} | {
            "go.work": "go 1.23\n\nuse (\n\t./app\n\t./words\n)\n",
            "words/go.mod": "module example.com/words\n\ngo 1.23\n", "words/words.go": WORDS})
        self.builds(1, "app")

    def test_an_old_workspace_that_replaces_a_module(self):
        self.lay({f"app/{name}": text for name, text in self.app(**{"main.go": USES_WORDS}).items()} | {
            "app/go.mod": "module example.com/app\n\ngo 1.20\n\nrequire example.com/words v1.0.0\n",
            "go.work": "go 1.20\n\nuse ./app\n\nreplace example.com/words => ./words\n",
            "words/go.mod": "module example.com/words\n\ngo 1.20\n", "words/words.go": WORDS})
        self.builds(1, "app")

    def test_a_replaced_module(self):
        self.lay(self.app(**{
            "main.go": USES_WORDS,
            "go.mod": "module example.com/app\n\ngo 1.23\n\nrequire example.com/words v0.0.0\n\nreplace example.com/words => ./w\n",
            "w/go.mod": "module example.com/words\n\ngo 1.23\n", "w/words.go": WORDS}))
        self.builds(1)

    def test_a_folder_of_a_bigger_module(self):
        self.lay({"go.mod": "module example.com/shop\n\ngo 1.23\n", "words/words.go": WORDS,
                  "api/modus.json": MANIFEST,
                  "api/main.go": USES_WORDS.replace("example.com/words", "example.com/shop/words")})
        self.builds(1, "api")
        self.assertTrue((self.folder / "api/build/api.wasm").exists())

    def test_a_bigger_module_is_watched_whole(self):
        self.lay({"go.mod": "module example.com/shop\n\ngo 1.23\n", "words/words.go": WORDS,
                  "api/modus.json": MANIFEST,
                  "api/main.go": USES_WORDS.replace("example.com/words", "example.com/shop/words")})
        with Server("dev", self.folder / "api", wait=False) as server:
            server.wait_for("say")
            self.assertEqual(server.data("{ say }"), {"say": "word"})
            at = len(server.lines)
            self.lay({"words/words.go": WORDS.replace('"word"', '"other"')})
            server.wait_for("Loaded the app's new version", start=at)
            self.assertEqual(server.data("{ say }"), {"say": "other"})


class Constraints(Apps):
    def test_tags(self):
        self.lay(self.app(**{"more.go": "//go:build more\n\npackage main\n\nfunc More() int { return 1 }\n"}))
        self.builds(1)
        self.builds(2, GOFLAGS="-tags=more")

    def test_a_main_that_is_not_run(self):
        self.lay(self.app(**{"go.sum": "", "more.go": "package main\n\nfunc main() { panic(0) }\n"}))
        built = self.build()
        self.assertEqual(built.returncode, 0, built.stderr)
        self.assertIn("more.go:3:1: func main is never run", built.stderr)
        self.lay({"more.go": "package main\n\nfunc main() {}\n"})
        self.assertNotIn("func main", self.build().stderr)

    def test_the_linkers_flags_are_the_users(self):
        self.lay(self.app(**{"main.go": "package main\n\nvar version string\n\nfunc Version() string { return version }\n"}))
        self.builds(1, GOFLAGS="-ldflags=-X=main.version=1.2")
        with Server("serve", self.folder / "build") as server:
            self.assertEqual(server.data("{ version }"), {"version": "1.2"})

    def test_settings_for_other_programs(self):
        self.lay(self.app())
        with harness.folder() as settings:
            (settings / "env").write_text("GOOS=plan9\nGOFLAGS=-mod=vendor\nGO111MODULE=off\n")
            built = harness.run("build", self.folder, env={"GOENV": str(settings / "env"), "MODUS_CACHE": str(settings / "cache"),
                                                           "GOFLAGS": "-mod=mod"})
            self.assertEqual(built.returncode, 0, built.stderr)

    def test_types_that_another_module_keeps_to_itself(self):
        self.lay(self.app(**{
            "main.go": 'package main\n\nimport "example.com/dep"\n\nfunc F(t []dep.T) {}\n',
            "go.mod": "module example.com/app\n\ngo 1.23\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n",
            "dep/go.mod": "module example.com/dep\n\ngo 1.23\n",
            "dep/dep.go": 'package dep\n\nimport "example.com/dep/internal/inner"\n\ntype T = inner.T\n\ntype Outer struct { In inner.T }\n',
            "dep/internal/inner/inner.go": "package inner\n\ntype T struct { A int }\n"}))
        self.builds(1)
        self.lay({"main.go": 'package main\n\nimport "example.com/dep"\n\nfunc F() (o dep.Outer) { return }\n'})
        self.refused("main.go:5:1", "whose field In is", "internal to another module")

    def test_cgo(self):
        code = 'package main\n\n// int two(void) { return 2; }\nimport "C"\n\nfunc Two() int { return int(C.two()) }\n'
        self.lay(self.app(**{"two.go": code}))
        self.refused("two.go:4", "cgo")
        self.lay({"two.go": "//go:build cgo\n\n" + code})
        self.builds(1)


class Environment(Apps):
    """TZ is that of the call, whether or not the initialisation has looked at the environment."""
    CODE = """package main

import (
	"os"
	"strings"
)
%s
func Environment(name string) string { return os.Getenv(name) }

func Repeat(text string, times int) string { return strings.Repeat(text, times) }
"""

    def check(self, more):
        self.lay(self.app(**{"main.go": self.CODE % more}))
        self.builds(2)
        with Server("serve", self.folder / "build") as server:
            self.assertFalse([line for line in server.lines if "snapshot" in line])
            for zone in ("Pacific/Honolulu", "Asia/Tokyo"):
                response = server.ask('{ environment(name: "TZ") other: environment(name: "HOME") }', headers={"X-Time-Zone": zone})
                self.assertEqual(response["data"], {"environment": zone, "other": ""})
            for times in (1, 300, 2047, 2048, 100_000):  # below and above what has its own place
                self.assertEqual(server.data("query($t: String!, $n: Int!) { repeat(text: $t, times: $n) }", {"t": "ab", "n": times}),
                                 {"repeat": "ab" * times})
                self.assertEqual(server.data("query($t: String!) { repeat(text: $t, times: 1) }", {"t": "x" * times}),
                                 {"repeat": "x" * times})

    def test_not_read_before(self):
        self.check("")

    def test_read_before(self):
        self.check('\nvar zone = os.Getenv("TZ")\n')


class OwnForms(Apps):
    """Types that write and read themselves, as encoding/json has it."""

    def test_text_and_raw_json(self):
        self.lay(self.app(**{"modus.json": MANIFEST.replace('"none"', '"none", "introspection": true'), "main.go": """package main

import (
	"encoding/json"
	"errors"
	"math/big"
	"net/netip"
	"sync"
)

type Level struct{ height int }

func (l Level) MarshalText() ([]byte, error) {
	if l.height < 0 {
		return nil, errors.New("there is none below low")
	}
	return []byte([]string{"low", "high"}[l.height]), nil
}

func (l *Level) UnmarshalText(text []byte) error {
	if s := string(text); s != "low" && s != "high" {
		return errors.New("a level is low or high")
	} else if s == "high" {
		l.height = 1
	}
	return nil
}

// A number stays one, as in the original.
type Rank int

func (r Rank) MarshalText() ([]byte, error)     { return []byte("some"), nil }
func (r *Rank) UnmarshalText(text []byte) error { return errors.New("it is a number") }

type Host struct {
	Level   Level
	Rank    Rank
	Address *netip.Addr
	Levels  []Level
	ByLevel map[Level]netip.Addr
	Extra   json.RawMessage

	lock    sync.Mutex
	changed chan int
	count   int
}

func Echo(host *Host) *Host                 { return host }
func Double(n big.Int) *big.Int             { return n.Add(&n, &n) }
func Raw(m json.RawMessage) json.RawMessage { return m }
func Broken() json.RawMessage               { return json.RawMessage("{") }
func None() Level                           { return Level{-1} }
"""}))
        self.builds(5)
        with Server("serve", self.folder / "build") as server:
            host = {"level": "high", "rank": 3, "address": "::1", "levels": ["low", "high"], "byLevel": [{"key": "low", "value": "10.0.0.1"}],
                    "extra": {"a": [1.5, None]}, "count": 7}
            asked = "{ level rank address levels byLevel { key value } extra count }"
            self.assertEqual(server.data("query($h: HostInput!) { echo(host: $h) %s }" % asked, {"h": host}), {"echo": host})
            fields = server.data('{ __type(name: "Host") { fields { name } } }')["__type"]["fields"]
            self.assertEqual([field["name"] for field in fields], list(host))
            self.assertEqual(server.data('{ double(n: "123456789012345678901234567890") }'), {"double": "246913578024691357802469135780"})
            self.assertEqual(server.data("query($m: JSON) { raw(m: $m) none: raw }", {"m": {"b": "x"}}), {"raw": {"b": "x"}, "none": None})
            self.assertIn('the argument "n" is not valid: math/big: cannot unmarshal "x"', server.errors('{ double(n: "x") }'))
            self.assertIn('"host" is not valid: a level is low or high', server.errors(
                "query($h: HostInput!) { echo(host: $h) { count } }", {"h": {**host, "levels": ["none"]}}))
            self.assertIn("is not JSON", server.errors("{ broken }"))
            self.assertIn("there is none below low", server.errors("{ none }"))

    def test_types_that_show_nothing(self):
        self.lay(self.app(**{"main.go": "package main\n\nimport \"sync\"\n\ntype S struct{ L sync.Mutex }\n\nfunc F() *S { return nil }\n"}))
        self.refused("main.go:7:1", "whose field L is sync.Mutex", "it has no field that can be shown")


class Zones(Apps):
    def test_the_standard_library_finds_them(self):
        self.lay(self.app(**{"main.go": """package main

import "time"

func At(zone string) (string, error) {
	place, err := time.LoadLocation(zone)
	if err != nil {
		return "", err
	}
	return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC).In(place).String(), nil
}
"""}))
        self.builds(1)
        with Server("serve", self.folder / "build") as server:
            self.assertFalse([line for line in server.lines if "snapshot" in line])
            self.assertEqual(server.data('{ at(zone: "Asia/Tokyo") }'), {"at": "2026-07-01 21:00:00 +0900 JST"})
            self.assertEqual(server.data('{ at(zone: "Europe/Berlin") }'), {"at": "2026-07-01 14:00:00 +0200 CEST"})
            self.assertEqual(server.errors('{ at(zone: "No/Where") }'), "unknown time zone No/Where")


class Versions(Apps):
    def test_a_module_for_a_newer_go(self):
        self.lay(self.app(**{"go.mod": "module example.com/app\n\ngo 1.99\n"}))
        self.refused("go.mod asks for Go 1.99", "go.dev/dl", GOTOOLCHAIN="auto")

    def test_a_toolchain_is_a_wish(self):
        self.lay(self.app(**{"go.mod": "module example.com/app\n\ngo 1.23\n\ntoolchain go1.99.0\n"}))
        self.builds(1, GOTOOLCHAIN="auto")

    def test_an_older_go_is_refused(self):
        self.lay(self.app())
        with harness.folder() as tools:
            (tools / "go").write_text("#!/bin/sh\necho go1.23.4\n")
            (tools / "go").chmod(0o755)
            self.refused("go1.23.4 is too old", "1.24 or later", PATH=f"{tools}:{os.environ['PATH']}")

    def test_other_versions_of_go(self):
        others = [pathlib.Path(path) for path in os.environ.get("MODUS_TEST_GO", "").split(":") if path]
        if not others:
            self.skipTest("MODUS_TEST_GO names no other versions of Go")
        for other in others:
            with self.subTest(other.name), harness.folder() as target:
                app = copied(APP, target / "app")
                built = harness.run("build", app, env={"PATH": f"{other / 'bin'}:{os.environ['PATH']}"})
                self.assertEqual(built.returncode, 0, built.stderr)
                with Server("serve", app / "build") as server:
                    self.assertEqual(server.data("{ sum(n: 100) answer }"), {"sum": 5050, "answer": 42})
                    self.assertNotEqual(server.data("{ dice }"), server.data("{ dice }"))
                    self.assertFalse([line for line in server.lines if "snapshot" in line])


class Compilers(Apps):
    def test_the_choice_is_checked(self):
        self.lay(self.app(**{"modus.json": MANIFEST[:-1] + ', "build": {"compiler": "gcc"}}'}))
        self.refused("modus.json", "build.compiler", '"tinygo"')
        self.assertEqual(harness.run("build", self.folder, "--compiler", "gcc").returncode, 2)
        with harness.folder() as target:
            app = harness.copy_app("excuses", target / "app")
            self.assertIn("for apps in Go", harness.run("build", app, "--compiler", "tinygo").stderr)

    def test_without_tinygo(self):
        self.lay(self.app(**{"modus.json": MANIFEST[:-1] + ', "build": {"compiler": "tinygo"}}'}))
        with harness.folder() as tools:
            for tool in ("go", "git", "env"):
                (tools / tool).symlink_to(shutil.which(tool))
            self.refused("TinyGo is not installed", "tinygo.org", "--compiler go", PATH=str(tools))
        built = harness.run("build", self.folder, "--compiler", "go")
        self.assertEqual(built.returncode, 0, built.stderr)

    def test_an_old_tinygo(self):
        self.lay(self.app())
        with harness.folder() as tools:
            (tools / "tinygo").write_text("#!/bin/sh\necho tinygo version 0.31.2 linux/amd64\n")
            (tools / "tinygo").chmod(0o755)
            built = harness.run("build", self.folder, "--compiler", "tinygo",
                                env={"PATH": f"{tools}:{os.environ['PATH']}"})
            self.assertEqual(built.returncode, 1)
            self.assertIn("tinygo version 0.31.2 is too old", built.stderr)


@unittest.skipUnless(shutil.which("tinygo"), "TinyGo is not installed")
class TinyGo(Apps):
    def test_layouts(self):
        self.lay({"go.mod": "module example.com/shop\n\ngo 1.23\n\nrequire example.com/words v0.0.0\n\n"
                            "replace example.com/words => ./words\n",
                  "words/go.mod": "module example.com/words\n\ngo 1.23\n", "words/words.go": WORDS,
                  "api/modus.json": MANIFEST[:-1] + ', "build": {"compiler": "tinygo"}}', "api/main.go": USES_WORDS})
        self.builds(1, "api")
        with Server("serve", self.folder / "api/build") as server:
            self.assertEqual(server.data("{ say }"), {"say": "word"})

    def test_what_it_cannot_build(self):
        self.lay(self.app(**{"main.go": "package main\n\nfunc F() int { return 1 << 40 }\n",
                             "modus.json": MANIFEST[:-1] + ', "build": {"compiler": "tinygo"}}'}))
        self.refused("TinyGo cannot build this app", "--compiler go", "main.go:3:23")

    def test_types(self):
        """The conformance app answers as it does when the standard compiler has built it."""
        app = copied(harness.ROOT / "tests/conformance/go", self.folder / "app")
        main = app / "main.go"
        main.write_text(main.read_text().replace("math.MaxInt32 + 1", "math.MaxInt32"))  # an int has 32 bits
        built = harness.run("build", app, "--compiler", "tinygo")
        self.assertEqual(built.returncode, 0, built.stderr)
        own = {request: answer for request, answer in pairs(GO_GOLDEN.read_text()) if "giveLarge" not in request}
        with Server("serve", app / "build") as server:
            self.assertEqual({request: answer_of(server, request) for request in own}, own)


class Developing(Apps):
    def test_embedded_and_generated_files_are_watched(self):
        self.lay(self.app(**{
            "main.go": 'package main\n\nimport "embed"\n\n//go:embed text.txt\nvar text string\n\n//go:embed pages\nvar pages embed.FS\n\n'
                       'func Text() string { return text }\n\n'
                       'func Pages() (n int) { all, _ := pages.ReadDir("pages"); return len(all) }\n\n'
                       'func Made() string { return made }\n',
            "made_generated.go": 'package main\n\nconst made = "one"\n', "text.txt": "one", "pages/a.html": "a", "other.txt": ""}))
        with Server("dev", self.folder, wait=False) as server:
            server.wait_for("pages")
            for files, answer in (({"text.txt": "two"}, ("two", 1, "one")), ({"pages/b.html": "b"}, ("two", 2, "one")),
                                  ({"made_generated.go": 'package main\n\nconst made = "two"\n'}, ("two", 2, "two"))):
                at = len(server.lines)
                self.lay({"other.txt": "is not looked at"})
                self.lay(files)
                server.wait_for("Loaded the app's new version", start=at)
                self.assertEqual(tuple(server.data("{ text pages made }").values()), answer)
                self.assertFalse([line for line in server.lines[at:] if "other.txt" in line])

    def test_what_is_served_first_is_optimized_later(self):
        self.lay(self.app())
        with harness.folder() as cache, Server("dev", self.folder, wait=False, env={"MODUS_CACHE": str(cache)}) as server:
            server.wait_for("answer")
            self.assertEqual(server.data("{ answer }"), {"answer": 42})
            for number in range(3):  # sooner than any is optimized
                at = len(server.lines)
                self.lay({"main.go": f"package main\n\nfunc Answer() int {{ return {number} }}\n"})
                server.wait_for("Loaded the app's new version", start=at)
                self.assertEqual(server.data("{ answer }"), {"answer": number})
            server.wait_for("optimized", start=at)
            self.assertEqual(server.data("{ answer }"), {"answer": 2})
            self.assertFalse([line for line in server.lines if "snapshot" in line or "rror" in line])

