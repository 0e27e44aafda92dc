# SPDX-License-Identifier: Apache-2.0
"""More calls than there may be, and clients that leave: places are freed at once and nobody else is harmed."""
import concurrent.futures
import time
import unittest

import harness
from harness import Server

PERSON = {"id": 1, "revision": 1, "firstName": "Grace", "lastName": "Hopper", "age": 85, "height": 1.5, "active": True,
          "tags": [], "friends": [], "address": {"street": "", "city": "Arlington"}}


def serve_one(app=None, *flags):
    """A server that runs one call at a time."""
    return Server("serve", app or harness.built_app("types"), "--jsonlogs", "--concurrent-calls", "1", *flags)


class Overload(unittest.TestCase):
    alone = True  # run.py: it measures how soon something happens

    def test_waits_briefly(self):
        with serve_one() as server, server.asking("{ sleep(milliseconds: 300) }"):
            self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})

    def test_is_refused_after_that(self):
        with serve_one() as server, server.asking("{ sleep(milliseconds: 3000) }"):
            started = time.monotonic()
            status, answer, headers = server.post("{ a: hello  b: hello }")
            self.assertLess(time.monotonic() - started, 1.5)
            self.assertEqual((status, headers["Retry-After"]), (503, "1"))
            self.assertEqual([error["path"] for error in answer["errors"]], [["a"], ["b"]])
            message = answer["errors"][0]["message"]
            self.assertIn("its limit of 1 ", message)
            self.assertIn("raise limits.concurrentCalls in modus.json or --concurrent-calls", message)

    def test_a_request_that_ran_in_part_is_not_to_be_repeated(self):
        with serve_one() as server:
            status, answer, _ = server.post("{ a: sleep(milliseconds: 1500)  b: hello }")
            self.assertEqual(status, 200)
            self.assertEqual([error["path"] for error in answer["errors"]], [["b"]])

    def test_fields_of_a_mutation_need_one_place(self):
        with serve_one() as server:
            names = [f"f{i}" for i in range(20)]
            fields = "  ".join(f"{name}: addPerson(person: $person) {{ id }}" for name in names)
            query = "mutation($person: PersonInput!) { " + fields + " }"
            self.assertEqual(list(server.data(query, {"person": PERSON})), names)

    def test_fields_of_a_query_take_turns(self):
        with serve_one() as server:
            fields = "  ".join(f"f{i}: sleep(milliseconds: 20)" for i in range(15))
            self.assertEqual(len(server.data("{ " + fields + " }")), 15)

    def test_a_limit_in_modus_json(self):
        with harness.changed_app("types", lambda m: m.update(limits={"concurrentCalls": 2})) as app, \
                Server("serve", app, "--jsonlogs") as server, \
                concurrent.futures.ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(server.post, ["{ sleep(milliseconds: 1500) }"] * 3))
            self.assertEqual(sorted(answer[0] for answer in answers), [200, 200, 503])

    def test_default_lets_hundreds_in(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs") as server:
            names = "  ".join(f"f{i}: sleep(milliseconds: 600)" for i in range(120))
            started = time.monotonic()
            with concurrent.futures.ThreadPoolExecutor(5) as pool:
                for answer in pool.map(server.ask, ["{ " + names + " }"] * 5):
                    self.assertNotIn("errors", answer)
            self.assertLess(time.monotonic() - started, 5)


class ClientsThatLeave(unittest.TestCase):
    """With room for one call, another is answered only if the first has really ended."""

    alone = True  # run.py: it measures how soon something happens

    def check(self, query, server):
        for _ in range(3):
            with server.asking(query):
                self.assertEqual(server.post("{ hello }")[0], 503, "the call is under way")
            self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})

    def test_while_it_computes(self):
        with serve_one() as server:
            self.check("{ loopForever }", server)

    def test_while_it_sleeps(self):
        with serve_one() as server:
            self.check("{ sleep(milliseconds: 60000) }", server)

    def test_while_it_waits_for_a_model(self):
        def add_model(manifest):
            manifest["models"] = {"missing": {"sourceModel": "hang", "connection": "openai",
                                              "path": "v1/chat/completions"}}
            manifest["connections"] = {"openai": {"type": "http", "baseUrl": address,
                                                  "headers": {"Authorization": "Bearer test-key"}}}

        with harness.openai_server() as address, harness.changed_app("types", add_model) as app, \
                serve_one(app) as server:
            self.check("{ askMissingModel }", server)
            server.wait_for("Cancelled model invocation")

    def test_while_it_queues(self):
        with serve_one() as server:
            with server.asking("{ sleep(milliseconds: 60000) }"):
                with server.asking("{ loopForever }"):
                    pass
                time.sleep(0.1)
            # the place is free, and the one that queued does not take it
            self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})

    def test_many_at_once(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs", "--concurrent-calls", "30") as server:
            with concurrent.futures.ThreadPoolExecutor(60) as pool:
                def leave(index):
                    with server.asking(("{ loopForever }", "{ sleep(milliseconds: 60000) }")[index % 2]):
                        pass

                list(pool.map(leave, range(120)))
            time.sleep(0.2)
            names = "  ".join(f"f{i}: hello" for i in range(30))
            started = time.monotonic()
            self.assertEqual(len(server.data("{ " + names + " }")), 30)
            self.assertLess(time.monotonic() - started, 0.5)


if __name__ == "__main__":
    unittest.main()
