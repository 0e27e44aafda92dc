# SPDX-License-Identifier: Apache-2.0
"""Apps of several modules: built, served, developed and tested as one, whatever their languages."""
import fcntl
import json
import re
import shutil
import subprocess
import time
import unittest

import harness
from harness import Server, edit_json, run

LOADED = "Loaded the app's new version"
QUERY = '{ product(id: "a") { id price } best(products: [{id: "x", price: 1}, {id: "y", price: 2}]) { id price } }'
ANSWER = {"product": {"id": "a", "price": 2.5}, "best": {"id": "y", "price": 2}}


class Modules(unittest.TestCase):
    """Each test has a copy of an app that was built."""

    def setUp(self):
        context = harness.folder()
        self.app = context.__enter__() / "shop"
        self.addCleanup(context.__exit__, None, None, None)
        shutil.copytree(harness.built_app("tests/e2e/modules_app").parent, self.app, symlinks=True,
                        ignore=shutil.ignore_patterns(".complete"))
        self.catalog = self.app / "catalog/assembly/index.ts"
        self.ranking = self.app / "ranking/main.go"

    def edit(self, change):
        edit_json(self.app / "modus.json", change)

    def set_modules(self, **modules):
        self.edit(lambda manifest: manifest.update(modules=modules))

    def replace(self, source, old, new):
        self.assertIn(old, source.read_text())
        source.write_text(source.read_text().replace(old, new))

    def build(self, *flags):
        finished = run("build", self.app, *flags)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        return finished.stderr

    def built_modules(self, *flags):
        return sorted(re.findall(r"Built (\w+) \(", self.build(*flags)))

    def fails(self, *arguments, saying):
        finished = run(*arguments, cwd=self.app)
        self.assertEqual(finished.returncode, 1, finished.stderr)
        for text in [saying] if isinstance(saying, str) else saying:
            self.assertIn(text, finished.stderr)
        return finished.stderr

    def makes_no_app(self, saying):
        """The modules can be built, but not the app; nor does a server load what they make together."""
        before = {name: (self.app / "build" / name).read_bytes() for name in self.wasm_files()}
        said = self.fails("build", saying=saying)
        self.assertEqual({name: (self.app / "build" / name).read_bytes() for name in self.wasm_files()}, before)
        for kept in (self.app / "build/.modules/release").glob("*/kept.wasm"):
            shutil.copy(kept, self.app / "build" / f"{kept.parent.name}.wasm")
        shutil.copy(self.app / "modus.json", self.app / "build")
        self.fails("serve", "build", "--port", "0", saying=saying)
        return said

    def wasm_files(self):
        return sorted(path.name for path in (self.app / "build").glob("*.wasm"))


class Serving(Modules):
    def test_one_schema_has_the_functions_and_types_of_all(self):
        with Server("serve", self.app / "build") as server:
            server.wait_for("app=shop functions=4")
            self.assertEqual(server.data(QUERY), ANSWER)
            metrics = server.get("/metrics")[1]
            self.assertIn('function_name="catalog.getProduct"', metrics)
            self.assertIn('function_name="ranking.best"', metrics)
        printed = run("schema", self.app, "--no-build")
        self.assertEqual(printed.stdout.count("type Product {"), 1, printed.stdout)
        self.assertEqual(run("schema", self.app / "build").stdout, printed.stdout)

    def test_logs_say_the_module(self):
        with Server("dev", self.app, "--no-build", "--no-watch") as server:
            self.assertEqual(server.data(QUERY), ANSWER)
            server.wait_for("Calling function.*function=catalog.getProduct")
            server.wait_for("function=catalog.getProduct.*looking for a")
            self.assertIn("  query  product(id)     ← catalog.getProduct", server.lines)
            self.assertIn("  query  best(products)  ← ranking.best", server.lines)

    def test_a_prefix_resolves_a_clash_of_functions(self):
        self.replace(self.ranking, "RankingVersion", "CatalogVersion")
        said = self.makes_no_app(saying=[
            'the function "catalogVersion" of the module "catalog" and "catalogVersion" of "ranking" would both be the '
            'GraphQL field "catalogVersion"', 'a "prefix" in modus.json'])
        self.assertIn("Built ranking", said)
        self.fails("schema", "build", saying='would both be the GraphQL field "catalogVersion"')
        self.set_modules(catalog="./catalog", ranking={"path": "./ranking", "prefix": "ranking"})
        self.assertEqual(self.built_modules(), [])
        with Server("serve", self.app / "build") as server:
            self.assertEqual(
                server.data('{ catalogVersion rankingCatalogVersion rankingBest(products: [{id: "x", price: 1}]) '
                            '{ __typename id } }'),
                {"catalogVersion": "as 1", "rankingCatalogVersion": "go 1",
                 "rankingBest": {"__typename": "RankingProduct", "id": "x"}})
        self.set_modules(catalog={"path": "./catalog", "prefix": "x"}, ranking={"path": "./ranking", "prefix": "x"})
        self.makes_no_app(saying='another "prefix" in modus.json')

    def test_a_prefix_resolves_a_clash_of_types(self):
        self.replace(self.ranking, "Price float64", "Price int32")
        self.makes_no_app(saying=[
            'the modules "catalog" and "ranking" both have a GraphQL type "Product", but the field "price" is Float! in '
            '"catalog" and Int! in "ranking"', 'a "prefix" in modus.json'])
        self.set_modules(catalog={"path": "./catalog", "prefix": "catalog"}, ranking="./ranking")
        self.build()
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data('{ catalogProduct(id: "a") { __typename price } }'),
                             {"catalogProduct": {"__typename": "CatalogProduct", "price": 2.5}})

    def test_a_module_that_is_not_built(self):
        (self.app / "build/ranking.wasm").unlink()
        self.fails("serve", "build", "--port", "0", saying=[
            'holds no ranking.wasm for the module "ranking" that modus.json lists', '"modus build"'])

    def test_what_belongs_to_no_module_is_not_served(self):
        shutil.copy(self.app / "build/ranking.wasm", self.app / "build/old.wasm")
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data(QUERY), ANSWER)


class Building(Modules):
    def test_only_what_changed_is_built(self):
        self.assertEqual(self.built_modules(), [])
        before = (self.app / "build/catalog.wasm").stat()
        self.replace(self.ranking, "go 1", "go 2")
        output = self.build()
        self.assertRegex(output, r"Built ranking \([\d.]+ KB, 2 functions\) in [\d.]+ s\n")
        self.assertRegex(output, r"2 modules, 4 functions in .*build \([\d.]+ KB\); 1 built in [\d.]+ s\n")
        self.assertNotIn("Built catalog", output)
        self.assertEqual((self.app / "build/catalog.wasm").stat().st_mtime_ns, before.st_mtime_ns)
        self.assertEqual(self.built_modules("--all"), ["catalog", "ranking"])

    def test_debug_and_release_are_kept_apart(self):
        release = (self.app / "build/catalog.wasm").read_bytes()
        self.assertEqual(self.built_modules("--debug"), ["catalog", "ranking"])
        debug = (self.app / "build/catalog.wasm").read_bytes()
        self.assertNotEqual(release, debug)
        self.assertEqual(self.built_modules(), [])
        self.assertEqual((self.app / "build/catalog.wasm").read_bytes(), release)
        self.assertEqual(self.built_modules("--debug"), [])
        self.assertEqual((self.app / "build/catalog.wasm").read_bytes(), debug)

    def test_what_was_changed_in_the_build_folder_is_put_back(self):
        release = (self.app / "build/catalog.wasm").read_bytes()
        (self.app / "build/catalog.wasm").write_bytes(b"spoilt")
        (self.app / "build/ranking.wasm").unlink()
        self.assertEqual(self.built_modules(), [])
        self.assertEqual((self.app / "build/catalog.wasm").read_bytes(), release)
        (self.app / "build/.modules/release/ranking/kept.wasm").write_bytes(b"spoilt")
        self.assertEqual(self.built_modules(), ["ranking"])

    def test_what_modules_share_is_seen(self):
        (self.app / "shared").mkdir()
        (self.app / "shared/price.ts").write_text("export const price: f64 = 7.5;\n")
        self.replace(self.catalog, "price: 2.5", "price: price")
        self.catalog.write_text('import { price } from "../../shared/price";\n' + self.catalog.read_text())
        self.build()
        (self.app / "shared/price.ts").write_text("export const price: f64 = 8.5;\n")
        self.assertEqual(self.built_modules(), ["catalog"])
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data('{ product(id: "a") { price } }'), {"product": {"price": 8.5}})
        (self.app / "shared/other.txt").write_text("of no module")
        self.assertEqual(self.built_modules(), [])

    def lay_outside(self):
        """Both modules take something from beside the app's folder."""
        lib, shared = self.app.parent / "lib", self.app.parent / "shared"
        lib.mkdir()
        shared.mkdir()
        (lib / "go.mod").write_text("module example.com/lib\n\ngo 1.24\n")
        (lib / "lib.go").write_text('package lib\n\nconst Version = "lib 1"\n')
        (shared / "version.ts").write_text('export const version = "shared 1";\n')
        self.replace(self.catalog, '"as 1"', "version")
        self.catalog.write_text('import { version } from "../../../shared/version";\n' + self.catalog.read_text())
        self.replace(self.ranking, '"go 1"', "lib.Version")
        self.replace(self.ranking, "package main\n", 'package main\n\nimport "example.com/lib"\n')
        with (self.app / "ranking/go.mod").open("a") as file:
            file.write("\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../../lib\n")
        return lib, shared

    def test_what_lies_outside_of_the_app_is_seen(self):
        lib, shared = self.lay_outside()
        self.assertEqual(self.built_modules(), ["catalog", "ranking"])
        self.assertEqual(self.built_modules(), [])
        (shared / "version.ts").write_text('export const version = "shared 2";\n')
        self.assertEqual(self.built_modules(), ["catalog"])
        (lib / "lib.go").write_text("package lib\n")
        (lib / "version.go").write_text('package lib\n\nconst Version = "lib 2"\n')
        self.assertEqual(self.built_modules(), ["ranking"])
        (lib / "more.go").write_text("package lib\n\nconst More = 1\n")
        self.assertEqual(self.built_modules(), ["ranking"], "a new file of a package")
        (lib / "lib_test.go").write_text("package lib\n")
        self.assertEqual(self.built_modules(), [])
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "shared 2", "rankingVersion": "lib 2"})

    def test_sources_of_another_module_and_behind_a_link_are_seen(self):
        self.replace(self.catalog, '"as 1"', "version")
        self.catalog.write_text('import { version } from "./linked/version";\n' + self.catalog.read_text())
        (self.app / "ranking/texts").mkdir()
        (self.app / "ranking/texts/version.ts").write_text('export const version = "of ranking";\n')
        (self.app / "catalog/assembly/linked").symlink_to(self.app / "ranking/texts")
        self.assertIn("catalog", self.built_modules())
        (self.app / "ranking/texts/version.ts").write_text('export const version = "again";\n')
        self.assertIn("catalog", self.built_modules())

    def test_flags_of_the_go_compiler_count(self):
        (self.app / "ranking/other.go").write_text("//go:build other\n\npackage main\n\nfunc Other() int { return 1 }\n")
        self.assertEqual(self.built_modules(), ["ranking"])
        finished = run("build", self.app, env={"GOFLAGS": "-tags=other"})
        self.assertIn("Built ranking", finished.stderr)
        self.assertIn("3 functions", finished.stderr)

    def test_a_build_that_was_killed_is_taken_up_again(self):
        for source in (self.catalog, self.ranking):
            self.replace(source, "1", "3")
        for seconds in (0.05, 0.3, 0.8):
            process = subprocess.Popen([str(harness.MODUS), "build", str(self.app)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            time.sleep(seconds)
            process.kill()
            process.wait()
        self.build()
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 3", "rankingVersion": "go 3"})

    def test_builds_of_one_app_take_turns(self):
        self.replace(self.ranking, "go 1", "go 2")
        with open(self.app / "build/.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            process = subprocess.Popen([str(harness.MODUS), "build", str(self.app)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, text=True)
            self.assertIn("Waiting for another build", process.stderr.readline())
        said = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(), 0, said)
        self.assertIn("Built ranking", said)

    def test_failing_modules_are_named_with_file_and_line_and_the_last_build_stays(self):
        before = {name: (self.app / "build" / name).read_bytes() for name in self.wasm_files()}
        self.replace(self.catalog, '"as 1"', "nothing")
        self.replace(self.ranking, '"go 1"', "nothing")
        said = self.fails("build", saying=[
            "catalog: the build failed", "Cannot find name 'nothing'", "catalog/assembly/index.ts(15,10)",
            "ranking: the build failed", "ranking/main.go:21:39: undefined: nothing"])
        with self.ranking.open("a") as file:
            file.write("\nfunc Best() {}\n")
        self.fails("build", saying=["ranking/main.go:23:6: Best redeclared", "\tranking/main.go:11:6: other declaration"])
        self.replace(self.ranking, "\nfunc Best() {}\n", "")
        catalog, ranking = said.index("catalog: the"), said.index("ranking: the")
        self.assertEqual(catalog < ranking, said.index("index.ts(15,10)") < ranking, "messages are not mixed")
        self.replace(self.catalog, "nothing", '"as 2"')
        said = self.fails("build", saying=["Built catalog", "ranking: the build failed"])
        self.assertEqual({name: (self.app / "build" / name).read_bytes() for name in self.wasm_files()}, before)
        self.replace(self.ranking, "nothing", '"go 2"')
        self.assertEqual(self.built_modules(), ["ranking"])
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 2", "rankingVersion": "go 2"})

    def test_modules_that_call_a_failing_one_wait(self):
        self.set_modules(catalog={"path": "./catalog", "calls": ["ranking"]}, ranking="./ranking")
        self.replace(self.ranking, '"go 1"', "nothing")
        self.fails("build", saying=["ranking: the build failed", "not built, because it calls what failed: catalog"])

    def test_what_is_no_longer_listed_goes(self):
        self.set_modules(catalog="./catalog")
        self.build()
        self.assertEqual(self.wasm_files(), ["catalog.wasm"])
        self.assertEqual([path.name for path in (self.app / "build/.modules/release").iterdir()], ["catalog"])

    def test_a_module_without_functions(self):
        self.ranking.write_text("package main\n")
        self.assertIn("exports no functions", self.build())
        with Server("serve", self.app / "build") as server:
            self.assertEqual(server.data("{ catalogVersion }"), {"catalogVersion": "as 1"})

    def test_wrong_manifests(self):
        for modules, saying in [
            ({"a": "./nowhere"}, ['modus.json: modules.a is "nowhere", but there is no such folder',
                                  'modus new module a']),
            ({"a": "../a"}, "leads out of the app's folder"),
            ({"a": "./catalog/assembly"}, "is no module: it holds neither a package.json"),
            ({"a": {"path": "./catalog", "calls": ["b"]}}, 'modules.a.calls names "b", but there is no such module'),
            ({"a": {"path": "./catalog", "calls": ["a"]}}, "modules.a.calls names the module itself"),
            ({"a": {"path": "./catalog", "calls": ["b"]}, "b": {"path": "./ranking", "calls": ["a"]}},
             "goes round in a circle: a → b → a"),
            ({"a": "./catalog", "b": "./catalog"}, "modules.a and modules.b have the same folder"),
            ({"A": "./catalog"}, "has a name that is not allowed"),
            ({"a": {"path": "./catalog", "prefix": "1"}}, 'modules.a.prefix is "1"'),
        ]:
            self.set_modules(**modules)
            self.fails("build", saying=saying)

    def test_a_link_that_leads_out(self):
        outside = self.app.parent / "outside"
        shutil.move(self.app / "ranking", outside)
        (self.app / "ranking").symlink_to(outside)
        self.fails("build", saying="which leads out of the app's folder")

    def test_files_that_are_not_read_are_told(self):
        (self.app / "catalog/modus.json").write_text("{}")
        (self.app / "assembly").mkdir()
        said = self.build()
        self.assertIn("catalog/modus.json is not read", said)
        self.assertIn("assembly/ in the app's folder belongs to no module", said)
        self.assertIn("app in", run("doctor", cwd=self.app).stderr)


class Developing(Modules):
    def test_changes_of_any_module_are_served(self):
        with Server("dev", self.app) as server:
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 1", "rankingVersion": "go 1"})
            start = len(server.lines)
            self.replace(self.ranking, "go 1", "go 2")
            server.wait_for(LOADED, start=start)
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 1", "rankingVersion": "go 2"})
            start = len(server.lines)
            self.replace(self.catalog, '"as 1"', "nothing")
            server.wait_for("last good version", start=start)
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 1", "rankingVersion": "go 2"})
            self.assertIn("catalog: the build failed", json.loads(server.get("/health")[1])["problem"])
            start = len(server.lines)
            self.replace(self.catalog, "nothing", '"as 3"')
            server.wait_for(LOADED, start=start)
            self.assertEqual(server.data("{ catalogVersion rankingVersion }"),
                             {"catalogVersion": "as 3", "rankingVersion": "go 2"})
            self.assertFalse([line for line in server.lines[start:] if "Built ranking" in line])

    def test_what_lies_outside_of_the_app_is_watched(self):
        lib, shared = Building.lay_outside(self)
        query = "{ catalogVersion rankingVersion }"
        with Server("dev", self.app) as server:
            self.assertEqual(server.data(query), {"catalogVersion": "shared 1", "rankingVersion": "lib 1"})
            start = len(server.lines)
            (shared / "version.ts").write_text("export const version = nothing;\n")
            server.wait_for("last good version", start=start)
            start = len(server.lines)
            (shared / "version.ts").write_text('export const version = "shared 2";\n')
            server.wait_for(LOADED, start=start)
            start = len(server.lines)
            (lib / "lib.go").write_text('package lib\n\nconst Version = "lib 2"\n')
            server.wait_for(LOADED, start=start)
            self.assertEqual(server.data(query), {"catalogVersion": "shared 2", "rankingVersion": "lib 2"})

    def test_a_new_module_is_watched(self):
        with Server("dev", self.app) as server:
            start = len(server.lines)
            made = run("new", "module", "prices", "--language", "go", cwd=self.app)
            self.assertEqual(made.returncode, 0, made.stderr)
            server.wait_for(LOADED, start=start)
            self.assertEqual(server.data("{ pricesSayHello }"), {"pricesSayHello": "Hello, World, from prices!"})
            start = len(server.lines)
            self.replace(self.app / "prices/main.go", "World, from", "you, from")
            server.wait_for(LOADED, start=start)
            self.assertEqual(server.data("{ pricesSayHello }"), {"pricesSayHello": "Hello, you, from prices!"})


class Making(Modules):
    def test_a_module_is_listed_in_modus_json_as_its_author_wrote_it(self):
        manifest = '{\n  // Ours.\n  "endpoints": {}, /* { */\n  "Modules": {\n    "catalog": "./catalog"\n  }\n}\n'
        (self.app / "modus.json").write_text(manifest)
        made = run("new", "module", "mail", "--dir", "services/mail", "--prefix", "", "--calls", "catalog", cwd=self.app)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual((self.app / "modus.json").read_text(), manifest.replace(
            '"Modules": {\n', '"Modules": {\n    "mail": { "path": "./services/mail", "calls": ["catalog"] },\n'))
        self.assertIn("mail", self.built_modules())
        self.assertEqual(self.wasm_files(), ["catalog.wasm", "mail.wasm"])

    def test_the_first_module_of_an_app(self):
        empty = self.app.parent / "empty"
        empty.mkdir()
        (empty / "modus.json").write_text("{}")
        made = run("new", "module", "first", "--language", "go", cwd=empty)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(json.loads((empty / "modus.json").read_text()),
                         {"modules": {"first": {"path": "./first", "prefix": "first"}}})
        self.assertEqual(run("build", empty).returncode, 0)

    def test_what_cannot_be_made(self):
        self.fails("new", "module", "catalog", saying='lists a module "catalog" already')
        self.fails("new", "module", "Mail", saying="has a name that is not allowed")
        self.fails("new", "module", "mail", "--dir", "../mail", saying="leads out of the app's folder")
        self.fails("new", "module", "mail", "--dir", "ranking", saying="have the same folder")
        self.fails("new", "module", "mail", "--calls", "nobody", saying='names "nobody", but there is no such module')
        self.fails("new", "module", "mail", "--language", "cobol", saying='no language "cobol"')
        self.fails("new", "module", "mail", "--app", "catalog", saying="is no app: it holds no modus.json")
        (self.app / "catalog/modus.json").write_text("{}")
        self.fails("new", "module", "mail", "--app", "catalog", saying=["is an app of one module", '"main": "./main"'])


class Testing(Modules):
    def test_the_tests_of_each_module_run(self):
        finished = run("test", cwd=self.app)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertIn("✓ finds a product", finished.stderr)
        self.assertIn("example.com/shop/ranking", finished.stderr)
        self.assertIn("2 passed, 0 failed", finished.stderr)

    def test_a_failing_test_of_any_module_fails(self):
        self.replace(self.ranking, "product.Price > best.Price", "false")
        finished = run("test", cwd=self.app)
        self.assertEqual(finished.returncode, 1, finished.stderr)
        self.assertIn("the best is a", finished.stderr)
        self.assertIn("1 passed, 1 failed", finished.stderr)

    def test_modules_and_files_can_be_chosen(self):
        finished = run("test", "ranking", cwd=self.app)
        self.assertIn("1 passed, 0 failed", finished.stderr)
        self.assertNotIn("finds a product", finished.stderr)
        for pattern in ("catalog", "catalog/assembly/__tests__/catalog.spec.ts", "catalog.spec"):
            finished = run("test", pattern, cwd=self.app)
            self.assertIn("1 passed, 0 failed", finished.stderr)
            self.assertIn("finds a product", finished.stderr)
        self.fails("test", "nothing", saying="has no tests whose path holds these words")
        finished = run("test", "--replay", cwd=self.app)
        self.assertIn("ranking is a module in Go, whose tests run natively", finished.stderr)


if __name__ == "__main__":
    unittest.main()
