# SPDX-License-Identifier: Apache-2.0
"""The commands: what they print, how they end, and what they make of a folder that is not as it should be."""
import json
import signal
import socket
import subprocess
import threading
import time
import unittest

import harness
from harness import Server, run


class Commands(unittest.TestCase):
    def setUp(self):
        context = harness.folder()
        self.tmp = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)

    def fails(self, *arguments, saying, **options):
        finished = run(*arguments, **options)
        self.assertNotEqual(finished.returncode, 0, finished.stderr)
        self.assertLess(finished.returncode, 128, finished.stderr)
        for text in [saying] if isinstance(saying, str) else saying:
            self.assertIn(text, finished.stderr)

    def serve_fails(self, build, saying):
        started = time.monotonic()
        self.fails("serve", build, "--port", "0", saying=saying, timeout=20)
        self.assertLess(time.monotonic() - started, 10)

    def copy_of_build(self, name="types"):
        target = self.tmp / "build"
        subprocess.run(["cp", "-r", harness.built_app(name), target], check=True)
        return target

    def test_help_everywhere(self):
        for words in ([], ["--help"], ["new", "--help"], ["build", "--help"], ["dev", "--help"], ["serve", "--help"],
                      ["schema", "--help"], ["doctor", "--help"], ["version", "--help"],
                      ["graphql", "validate", "--help"]):
            finished = run(*words)
            self.assertEqual(finished.returncode, 0)
            self.assertIn("--help", finished.stdout)

    def test_version_and_doctor(self):
        self.assertRegex(run("version").stdout, r"^modus \d+\.\d+\.\d+")
        self.assertEqual(run("-version").returncode, 0)
        finished = run("doctor")
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertIn("Node.js", finished.stderr)
        self.assertIn("llama-server", finished.stderr)

    def test_unknown_words(self):
        self.fails("serv", saying="serv")
        self.fails("build", "--nope", saying=["error: ", "--nope; see modus build --help"])
        self.fails("graphql", "validate", "--nope", saying="--nope; see modus graphql validate --help")
        self.fails("graphql", saying="a subcommand is required; see modus graphql --help")
        self.fails("serve", ".", "--port", "abc", saying="--port = abc; see modus serve --help")
        self.fails("serve", saying="which build folder?")
        self.fails("schema", cwd=self.tmp, saying=f"{self.tmp} is no app and no build folder")

    def test_help_in_other_words(self):
        self.assertEqual(run("help").stdout, run("--help").stdout)
        self.assertEqual(run("help", "build").stdout, run("build", "--help").stdout)

    def test_new_build_and_serve(self):
        finished = run("new", "my-app", "--language", "assemblyscript", "--no-prompt", cwd=self.tmp)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        app = self.tmp / "my-app"
        self.assertEqual(json.loads((app / "package.json").read_text())["name"], "my-app")
        finished = run("build", app)
        self.assertEqual(finished.returncode, 0, finished.stderr)
        self.assertTrue((app / "build/my-app.wasm").exists())
        self.assertTrue((app / "build/modus.json").exists())
        with Server("serve", app / "build", "--jsonlogs") as server:
            self.assertEqual(server.data('{ sayHello(name: "Ada") }'), {"sayHello": "Hello, Ada!"})
        self.fails("new", "my-app", "--no-prompt", cwd=self.tmp, saying="not an empty folder")
        self.fails("new", "My App", "--no-prompt", cwd=self.tmp, saying="cannot be an app's name")
        self.fails("new", "other", "--language", "cobol", "--no-prompt", cwd=self.tmp, saying="cobol")
        self.fails("new", "--no-prompt", cwd=self.tmp, saying="needs a name")

    def test_schema(self):
        app = harness.copy_app("streams", self.tmp / "app")
        printed = run("schema", app)
        self.assertEqual(printed.returncode, 0, printed.stderr)
        self.assertTrue(printed.stdout.startswith("# Modus GraphQL Schema (auto-generated)\n\ntype Query {\n"))
        self.assertIn("\n  words(text: String!): Word!\n", printed.stdout)
        self.assertEqual(run("schema", app / "build").stdout, printed.stdout)
        (app / "assembly/index.ts").write_text("no code")
        self.assertEqual(run("schema", app, "--no-build").stdout, printed.stdout)
        self.assertEqual(run("schema", "--no-build", "--output", "schema.graphql", cwd=app).stdout, "")
        self.assertEqual((app / "schema.graphql").read_text(), printed.stdout)
        self.fails("schema", app, saying="the build failed")
        self.fails("schema", app / "build", "--output", self.tmp / "no/such", saying="no/such")
        self.fails("schema", self.tmp, saying="is no app and no build folder")

    def test_schema_for_code_generators(self):
        printed = run("schema", harness.built_app("types"), "--json")
        self.assertEqual(printed.returncode, 0, printed.stderr)
        self.assertEqual(list(json.loads(printed.stdout)), ["__schema"])
        check = harness.ROOT / "tests/schema/check.mjs"
        checked = subprocess.run(["node", check], input=f'{{"data":{printed.stdout}}}', capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_building_what_is_no_app(self):
        self.fails("build", self.tmp / "nothing", saying="there is no folder")
        self.fails("build", self.tmp, saying="modus.json")
        app = harness.copy_app("types", self.tmp / "app")
        (app / "modus.json").write_text('{\n  "endpoints": {},\n  "models" {}\n}')
        self.fails("build", app, saying="line 3, column")

    def test_a_build_error_names_file_and_line_and_keeps_the_last_build(self):
        app = harness.copy_app("excuses", self.tmp / "app")
        self.assertEqual(run("build", app).returncode, 0)
        before = (app / "build/excuses.wasm").read_bytes()
        source = app / "assembly/index.ts"
        source.write_text(source.read_text() + "\nexport function broken(): i32 { return nothing; }\n")
        self.fails("build", app, saying=["nothing", "assembly/index.ts"])
        self.assertEqual((app / "build/excuses.wasm").read_bytes(), before)

    def test_serving_what_cannot_be_served(self):
        self.serve_fails(self.tmp / "nothing", saying="there is no folder")
        self.serve_fails(self.tmp, saying=".wasm")
        build = self.copy_of_build()
        manifest = (build / "modus.json").read_text()
        (build / "modus.json").unlink()
        self.serve_fails(build, saying="modus.json")
        (build / "modus.json").write_text('{\n"endpoints": {,}\n}')
        self.serve_fails(build, saying="line 2, column")
        (build / "modus.json").write_text('{"models": {"llm": {"connection": "nowhere", "sourceModel": "x"}}}')
        self.serve_fails(build, saying=["llm", "nowhere"])
        (build / "modus.json").write_text(manifest)
        (build / ".env").write_text("A=1\nB='unfinished\n")
        self.serve_fails(build, saying=[".env", "2"])

    def test_an_error_does_not_steer_the_terminal(self):
        finished = harness.run("serve", "/nowhere/\x1b[2J\x9b\u202egone")
        self.assertNotEqual(finished.returncode, 0)
        self.assertIn("/nowhere/[2Jgone", finished.stderr)

    def test_serving_a_module_that_is_none(self):
        build = self.copy_of_build()
        (module,) = build.glob("*.wasm")
        good = module.read_bytes()
        for bad in (b"", b"\0asm", b"\0asm\x01\0\0\0", good[: len(good) // 2], bytes(range(256)) * 100,
                    good[:8] + b"\xff" * 1000):
            module.write_bytes(bad)
            self.serve_fails(build, saying=module.name)
        module.write_bytes(b"\0asm\x01\0\0\0")
        self.serve_fails(build, saying="modus build")

    def test_serving_a_module_with_an_import_nobody_provides(self):
        build = self.copy_of_build()
        (module,) = build.glob("*.wasm")
        # The import's name has the same length, so the module stays well-formed.
        module.write_bytes(module.read_bytes().replace(b"logMessage", b"logMassage"))
        self.serve_fails(build, saying="modus_system.logMassage")

    def test_a_port_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for command, target in (("serve", harness.built_app("types")), ("dev", self.tmp)):
                self.fails(command, target, "--port", port, env={"MODUS_ENV": "dev"}, saying=[str(port), "--port"])

    def test_the_original_flags(self):
        build = harness.built_app("types")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = subprocess.Popen([str(harness.MODUS), "-appPath", str(build), f"-port={port}", "-refresh", "1s",
                                    "-jsonlogs"], stderr=subprocess.PIPE, text=True)
        try:
            self.assertIn('"port":', "".join(process.stderr.readline() for _ in range(1)) or "")
            body = json.dumps({"query": "{ hello }"}).encode()
            self.assertEqual(harness.http("POST", f"http://127.0.0.1:{port}/graphql", body)[0], 200)
        finally:
            process.terminate()
            self.assertEqual(process.wait(10), 0)
            process.stderr.close()

    def test_a_signal_lets_calls_finish(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs", "--timeout", "1500") as server:
            answers = []
            asking = threading.Thread(target=lambda: answers.append(server.errors("{ loopForever }")))
            asking.start()
            time.sleep(0.3)
            server.process.send_signal(signal.SIGTERM)
            asking.join(10)
            self.assertIn("1.5 s", answers[0])
            self.assertEqual(server.process.wait(10), 0)

    def test_compiled_modules_are_cached_and_a_broken_cache_is_mended(self):
        cache = self.tmp / "cache"
        build = harness.built_app("types")
        env = {"MODUS_CACHE": str(cache)}
        with Server("serve", build, "--jsonlogs", env=env) as server:
            server.data("{ hello }")
        files = [path for path in (cache / "modules").rglob("*") if path.is_file()]
        self.assertTrue(files)
        for path in files:
            content = bytearray(path.read_bytes())
            for at in range(len(content) // 3, len(content) // 3 + 200):
                content[at] ^= 0xFF
            path.write_bytes(content)
        with Server("serve", build, "--jsonlogs", env=env) as server:
            server.data("{ hello }")


if __name__ == "__main__":
    unittest.main()
