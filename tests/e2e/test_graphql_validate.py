# SPDX-License-Identifier: Apache-2.0
"""modus graphql validate: what it prints of documents and schemas, and how it ends."""
import json
import subprocess
import unittest

import harness
from harness import run

SCHEMA = """\
type Query { hello(name: String!): String me: User }
type User { id: ID! name: String }
"""


class GraphqlValidate(unittest.TestCase):
    def setUp(self):
        context = harness.folder()
        self.tmp = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.write("schema.graphql", SCHEMA)

    def write(self, name, text):
        (self.tmp / name).write_text(text)

    def validate(self, *words, stdin=None):
        return subprocess.run([str(harness.MODUS), "graphql", "validate", *words], cwd=self.tmp, input=stdin,
                              capture_output=True, text=True, timeout=60)

    def errors(self, *words):
        finished = self.validate("--schema", "schema.graphql", "--json", *words)
        self.assertEqual(finished.stderr, "")
        errors = json.loads(finished.stdout)["errors"]
        self.assertEqual(finished.returncode, 1 if errors else 0)
        return errors

    def test_says_where_and_shows_the_line(self):
        self.write("good.graphql", "{ me { name } }")
        self.write("bad.graphql", "query ($n: String!) {\n  hello(name: $n)\n\tme { nam }\n}\n")
        finished = self.validate("--schema", "schema.graphql", "good.graphql", "bad.graphql")
        self.assertEqual(finished.returncode, 1)
        self.assertEqual(finished.stdout, "")
        self.assertEqual(finished.stderr,
                         'bad.graphql:3:7: Cannot query field "nam" on type "User". Did you mean "name"?\n'
                         "  3 | \tme { nam }\n"
                         "    | \t     ^\n"
                         "1 error in 2 documents\n")
        finished = self.validate("--schema", "schema.graphql", "good.graphql")
        self.assertEqual((finished.returncode, finished.stdout), (0, ""))
        self.assertIn("1 document is valid", finished.stderr)

    def test_shows_all_places_and_only_a_part_of_a_long_line(self):
        self.write("long.graphql", "{ " + "a: hello(name: \"é😀\") " * 30 + "a: me { id } }")
        finished = self.validate("--schema", "schema.graphql", "long.graphql")
        first, excerpt, caret = finished.stderr.splitlines()[:3]
        self.assertTrue(first.startswith("long.graphql:1:3: Fields \"a\" conflict because"), first)
        self.assertLess(len(excerpt), 120)
        self.assertEqual(excerpt[caret.index("^")], "a")
        self.assertIn("  and long.graphql:1:", finished.stderr)

    def test_json(self):
        self.write("a.graphql", "{ me { name ...F } }")
        self.write("b.graphql", "{ me { name }")
        self.assertEqual(self.errors("a.graphql", "b.graphql"), [
            {"message": 'Unknown fragment "F".', "file": "a.graphql", "locations": [{"line": 1, "column": 16}]},
            {"message": "Syntax Error: Expected Name, found <EOF>.", "file": "b.graphql",
             "locations": [{"line": 1, "column": 14}]}])
        self.write("a.graphql", "{ me { name } }")
        self.assertEqual(self.errors("a.graphql"), [])

    def test_documents_share_fragments(self):
        self.write("f.graphql", "fragment Unused on User { id }\n"
                                "  fragment F on User { name ...G }\nfragment G on User {\n  id nam }\n")
        self.write("a.graphql", "{ me { ...F } }")
        self.write("b.graphql", "{ me { ...F } }\nfragment F on User { id }")
        self.assertEqual(self.errors("--fragments", "f.graphql", "a.graphql", "b.graphql"), [
            {"message": 'Cannot query field "nam" on type "User". Did you mean "name"?', "file": "a.graphql",
             "locations": [{"line": 4, "column": 6, "file": "f.graphql"}]}])
        self.write("f.graphql", "fragment A on User { id }   fragment F on User { nam }")
        self.assertEqual(self.errors("--fragments", "f.graphql", "a.graphql")[0]["locations"],
                         [{"line": 1, "column": 50, "file": "f.graphql"}])
        self.write("g.graphql", "fragment F on User { id }")
        again = self.errors("--fragments", "f.graphql", "--fragments", "g.graphql", "b.graphql")
        self.assertEqual([e["file"] for e in again], ["g.graphql"])
        self.assertIn('only one fragment named "F"', again[0]["message"])

    def test_a_bad_schema_is_all_that_is_said(self):
        self.write("schema.graphql", "type Query {\n  a: Nope\n  b: Nope\n}")
        self.write("a.graphql", "{")
        errors = self.errors("a.graphql")
        self.assertEqual([(e["file"], e["locations"]) for e in errors],
                         [("schema.graphql", [{"line": 2, "column": 6}]),
                          ("schema.graphql", [{"line": 3, "column": 6}])])
        self.write("schema.graphql", "type Query @nope { a: Int @skip }")
        self.assertEqual([e["message"] for e in self.errors("a.graphql")],
                         ['Unknown directive "@nope".', 'Directive "@skip" may not be used on FIELD_DEFINITION.',
                          'Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided.'])

    def test_standard_input(self):
        finished = self.validate("--schema", "schema.graphql", "-", stdin="{ me { nope } }")
        self.assertEqual(finished.returncode, 1)
        self.assertIn("stdin:1:8: ", finished.stderr)
        self.write("a.graphql", "{ me { id } }")
        self.assertEqual(self.validate("--schema", "-", "a.graphql", stdin=SCHEMA).returncode, 0)

    def test_what_cannot_be_checked_ends_with_2(self):
        self.write("a.graphql", "{ me { id } }")
        for words, saying in [(["a.graphql"], "--schema"), (["--schema", "schema.graphql"], "documents"),
                              (["--schema", "schema.graphql", "nope.graphql"], "nope.graphql"),
                              (["--schema", "-", "-"], "standard input"), (["--batch", "a.graphql"], "--batch"),
                              (["--nope"], "--nope")]:
            finished = self.validate(*words)
            self.assertEqual((finished.returncode, finished.stdout), (2, ""), words)
            self.assertIn(saying, finished.stderr)
        self.assertEqual(run("graphql").returncode, 2)

    def test_batch_answers_every_line_at_once(self):
        process = subprocess.Popen([str(harness.MODUS), "graphql", "validate", "--batch"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)

        def ask(line):
            process.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())["errors"]

        self.assertEqual(ask({"schema": SCHEMA, "query": "{ me { id } }"}), [])
        self.assertEqual(ask({"schema": SCHEMA, "query": "{\n  me {"}),
                         [{"message": "Syntax Error: Expected Name, found <EOF>.",
                           "locations": [{"line": 2, "column": 7}]}])
        self.assertEqual(ask({"schema": SCHEMA, "query": "{ me }"})[0]["locations"], [{"line": 1, "column": 3}])
        self.assertEqual(ask({"schema": SCHEMA, "query": "{ me }", "rules": ["KnownTypeNames"]}), [])
        self.assertIn("NoRule", ask({"schema": SCHEMA, "query": "{ me }", "rules": ["NoRule"]})[0]["message"])
        self.assertIn("no JSON object", ask("nonsense")[0]["message"])
        self.assertIn('"query"', ask({"schema": SCHEMA})[0]["message"])
        bad = ask({"schema": "type Query { a: Nope }", "query": "{ a }"})
        self.assertEqual(bad, [{"message": 'Invalid schema, line 1, column 17: Unknown type "Nope".', "locations": []}])
        self.assertEqual(ask({"schema": SCHEMA, "query": "{ me { id } }"}), [])
        process.stdin.close()
        self.assertEqual(process.wait(10), 0)
        process.stdout.close()


if __name__ == "__main__":
    unittest.main()
