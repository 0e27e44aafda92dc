# SPDX-License-Identifier: Apache-2.0
"""Values on their way from a client through a real AssemblyScript module and back."""
import unittest

import harness
from harness import Server

INTEGERS = {
    "echoI8": ("Int", -128, 127), "echoU8": ("Int", 0, 255), "echoI16": ("Int", -32768, 32767),
    "echoU16": ("Int", 0, 65535), "echoI32": ("Int", -2147483648, 2147483647),
    "echoU32": ("UInt", 0, 4294967295), "echoI64": ("Int64", -9223372036854775808, 9223372036854775807),
    "echoU64": ("UInt64", 0, 18446744073709551615),
}


class Types(unittest.TestCase):
    maxDiff = None
    app = "types"
    default_of_name = '"World"'
    null_pointer = "null pointer"

    @classmethod
    def setUpClass(cls):
        cls.server = Server("serve", harness.built_app(cls.app), "--jsonlogs")

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def echo(self, function, graphql_type, value):
        query = f"query($v: {graphql_type}) {{ r: {function}(value: $v) }}"
        return self.server.data(query, {"v": value})["r"]

    def test_it_is_snapshotted(self):
        self.assertFalse([line for line in self.server.lines if "snapshot" in line])

    def test_integers_at_their_limits(self):
        for function, (graphql_type, low, high) in INTEGERS.items():
            for value in (low, high, 0, 1):
                self.assertEqual(self.echo(function, graphql_type + "!", value), value, function)
                self.assertEqual(self.server.data(f"{{ {function}(value: {value}) }}")[function], value)

    def test_integers_past_their_limits(self):
        for function, (_, low, high) in INTEGERS.items():
            for value in (low - 1, high + 1):
                self.assertTrue(self.server.errors(f"{{ {function}(value: {value}) }}"), (function, value))

    def test_floats(self):
        for value in (0, -1.5, 0.1, 1e-7, 5e-324, 1.7976931348623157e308, 123456789.125):
            self.assertEqual(self.echo("echoF64", "Float!", value), value)
            self.assertEqual(self.server.data(f"{{ echoF64(value: {value!r}) }}")["echoF64"], value)
        self.assertEqual(self.echo("echoF32", "Float!", 0.1), 0.1)  # the shortest text of the nearest f32

    def test_strings(self):
        for value in ("", "plain", "ünïcödé 🎉", "a\u0000b", "\"\\\n\t", "x" * 100_000):
            self.assertEqual(self.echo("echoString", "String!", value), value)
        self.assertEqual(self.server.data('{ codeUnits(text: "🎉") }'), {"codeUnits": 2})
        self.assertEqual(self.server.data("{ loneSurrogate }")["loneSurrogate"].count("\ufffd"), 1)

    def test_nullables(self):
        for value in (None, "", "x"):
            self.assertEqual(self.echo("echoNullableString", "String", value), value)
        self.assertEqual(self.server.data("{ echoNullableString }"), {"echoNullableString": None})
        self.assertIn("Expected value of type", self.server.errors("{ echoString(value: null) }"))

    def test_numbers_may_be_null(self):
        self.assertEqual(self.server.data("""{ some: mean(values: [1, null, 2.5, null])  zero: mean(values: [0])
            unknown: mean(values: [null])  none: mean(values: []) }"""),
            {"some": 1.75, "zero": 0, "unknown": None, "none": None})
        self.assertIn("Float", self.server.errors('{ mean(values: ["x"]) }'))

    def test_any_value(self):
        for value in (True, 2.5, "ünï\n", [1, [2], {}], {"a": {"b": [None, 9007199254740993]}}):
            self.assertEqual(self.server.data("query($v: JSON!) { wrap(value: $v) }", {"v": value}),
                             {"wrap": {"value": value}})

    def lists(self, function, graphql_type, values):
        query = f"query($v: {graphql_type}) {{ r: {function}(values: $v) }}"
        return self.server.data(query, {"v": values})["r"]

    def test_lists(self):
        self.assertEqual(self.lists("echoBools", "[Boolean!]!", [True, False]), [True, False])
        self.assertEqual(self.lists("echoI8s", "[Int!]!", [-128, 127]), [-128, 127])
        self.assertEqual(self.lists("echoU64s", "[UInt64!]!", [2**64 - 1, 0]), [2**64 - 1, 0])
        self.assertEqual(self.lists("echoF64s", "[Float!]!", []), [])
        self.assertEqual(self.lists("echoStrings", "[String!]!", ["a", ""]), ["a", ""])
        self.assertEqual(self.lists("echoNullableStrings", "[String]!", ["a", None]), ["a", None])
        self.assertEqual(self.lists("echoNullableList", "[String!]", None), None)
        self.assertEqual(self.lists("echoI32s", "[Int!]!", list(range(10_000))), list(range(10_000)))
        self.assertEqual(self.server.data("{ echoMatrix(rows: [[1, 2], [], [3]]) }")["echoMatrix"], [[1, 2], [], [3]])
        self.assertEqual(self.server.data("{ append(values: [1], value: 2)  sum(values: 5) }"),
                         {"append": [1, 2], "sum": 5})

    def test_sets(self):
        self.assertEqual(self.server.data("{ echoSet(values: [3, 1, 3, 2]) }")["echoSet"], [3, 1, 2])
        many = list(range(1000))
        self.assertEqual(self.lists("echoSet", "[Int!]!", many), many)
        self.assertEqual(self.server.data("""{ yes: isMember(values: ["a", "ü", ""], value: "ü")
            no: isMember(values: ["a"], value: "b")  none: isMember(values: [], value: "") }"""),
            {"yes": True, "no": False, "none": False})
        self.assertEqual(self.server.data("{ exchange(values: [1, 5], out: 1, into: 18446744073709551606) }")["exchange"],
                         [5, *range(2**64 - 10, 2**64)])

    def test_static_arrays(self):
        self.assertEqual(self.lists("echoStatic", "[Float!]!", [0.5, -1]), [0.5, -1])
        self.assertEqual(self.lists("echoStatic", "[Float!]!", []), [])
        self.assertEqual(self.lists("staticWords", "[String]!", ["a", None]), ["a", None, "end"])
        self.assertEqual(self.server.data('{ staticBytes(values: "AAEC/w==") }')["staticBytes"], "AAEC/w==")

    def test_maps_are_found_by_every_kind_of_key(self):
        self.assertEqual(self.server.data("""{
            word: lookup(values: [{key: "a", value: 1}, {key: "b", value: 2}], key: "b")
            short: lookUpNumber(values: [{key: -7, value: "x"}], key: -7)
            float: lookUpFloat(values: [{key: 0.1, value: true}], key: 0.1)
            narrow: withoutKey(values: [{key: 200, value: 1}, {key: 3, value: 4}], key: 200) { key value }
            null: lookUpNull(values: [{key: "null", value: 1}, {key: null, value: 2}])
            objects: ownKeys(values: [{key: {x: 3, y: 0}, value: 1}, {key: {x: 4, y: 0}, value: 1}]) }"""),
            {"word": 2, "short": "x", "float": True, "narrow": [{"key": 3, "value": 4}], "null": 2, "objects": 7})

    def test_defaults(self):
        self.assertEqual(self.server.data('{ a: sayHello  b: sayHello(name: "Ada")  c: offset(value: 5) }'),
                         {"a": "Hello, World!", "b": "Hello, Ada!", "c": 4})
        first = self.server.ask("{ computed(first: 1) }")
        self.assertNotIn("errors", first)

    def test_records(self):
        self.assertEqual(self.server.data("{ person(id: 1) { __typename id: firstName } }")["person"]["__typename"], "Person")
        self.assertEqual(self.server.data("{ person(id: 999999) { age } }"), {"person": None})
        everyone = self.server.data("{ people(minAge: 30) { firstName tags address { city postcode } friends { lastName friends { age } } } }")["people"]
        self.assertEqual(everyone, [
            {"firstName": "Ada", "tags": ["math", "poetry"], "friends": [],
             "address": {"city": "London", "postcode": None}},
            {"firstName": "Charles", "tags": [], "friends": [{"lastName": "Lovelace", "friends": []}],
             "address": None}])
        self.assertIn(self.null_pointer, self.server.errors("{ brokenPerson { age } }"))

    def test_fragments_and_merging(self):
        query = """
          query($with: Boolean!) {
            ...Root
            people { firstName }
            people { ... on Person { age } ...More @include(if: $with) }
          }
          fragment Root on Query { first: person(id: 1) { ...More } }
          fragment More on Person { again: firstName }
        """
        data = self.server.data(query, {"with": True})
        self.assertEqual(list(data), ["first", "people"])
        self.assertEqual(list(data["people"][0]), ["firstName", "age", "again"])
        self.assertEqual(list(self.server.data(query, {"with": False})["people"][0]), ["firstName", "age"])

    def test_mutations_and_inputs(self):
        person = {"id": 1, "revision": 1, "firstName": "Grace", "lastName": "Hopper", "age": 85, "height": 1.5,
                  "active": True, "nickname": None, "tags": ["navy"], "friends": [],
                  "address": {"street": "", "city": "Arlington"}}
        query = """mutation($person: PersonInput!) { addPerson(person: $person) {
            id revision firstName lastName age height active nickname tags friends { id } address { city postcode } } }"""
        added = self.server.data(query, {"person": person})["addPerson"]
        self.assertEqual(added, {**person, "id": 3, "address": {"city": "Arlington", "postcode": None}})
        self.assertIn("was not provided", self.server.errors("mutation { addPerson(person: {}) { id } }"))
        self.assertIn("nope", self.server.errors(query, {"person": {**person, "nope": 1}}))
        self.assertIn("300", self.server.errors(query, {"person": {**person, "age": 300}}))

    def test_every_call_begins_anew(self):
        self.assertEqual(self.server.data("{ a: computed(first: 1) b: computed(first: 1) }")["a"],
                         self.server.data("{ b: computed(first: 1) }")["b"])

    def test_what_a_function_says(self):
        response = self.server.ask('{ logEverything(text: "hi") }')
        messages = [error["message"] for error in response["errors"]]
        self.assertTrue(messages)
        self.assertTrue(all(error["path"] == ["logEverything"] for error in response["errors"]))
        response = self.server.ask('{ writeStreams(text: "hi") }')
        self.assertTrue(response["extensions"]["invocations"]["writeStreams"]["logs"])

    def test_errors_for_users(self):
        self.assertIn("no luck", self.server.errors('{ failForUser(message: "no luck") }'))
        self.assertIn("modus.json", self.server.errors("{ askMissingModel }"))

    def test_introspection(self):
        query = """{ __schema { queryType { name } mutationType { name }
            types { kind name fields { name args { name defaultValue } type { name ofType { name } } } } } }"""
        self.assertIn('"introspection": true', self.server.errors(query), "it is for development")
        with Server("serve", harness.built_app(self.app), env={"MODUS_ENV": "dev"}) as server:
            schema = server.data(query)["__schema"]
        self.assertEqual(schema["queryType"], {"name": "Query"})
        by_name = {entry["name"]: entry for entry in schema["types"]}
        self.assertIn("Person", by_name)
        hello = next(field for field in by_name["Query"]["fields"] if field["name"] == "sayHello")
        self.assertEqual(hello["args"], [{"name": "name", "defaultValue": self.default_of_name}])
        self.assertNotIn("extensions", self.server.ask("{ __typename }"))


if __name__ == "__main__":
    unittest.main()
