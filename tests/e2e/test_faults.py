# SPDX-License-Identifier: Apache-2.0
"""What an operator fears: limits reached under load, a system that gives too little, a stop in the middle of work."""
import concurrent.futures
import os
import pathlib
import resource
import signal
import socket
import threading
import time
import unittest

import harness
from harness import Server

MB = 1 << 20


def resident(server):
    return harness.resident_bytes(server.process.pid)


def until(condition, seconds):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


class Load(unittest.TestCase):
    alone = True  # run.py: it measures how soon something happens

    def test_each_limit_is_reached_while_others_are_answered(self):
        flags = ("--timeout", "300", "--memory", "16", "--stack", "256", "--max-response", "64", "--max-body", "4")
        reached = {
            "{ loopForever }": "its limit of 300 ms; raise limits.timeoutMs in modus.json or --timeout",
            "{ allocateForever }": "its limit of 16 MB; raise limits.memoryBytes in modus.json or --memory",
            "{ recurseForever }": "its stack limit of 256 KB allows; raise limits.stackBytes in modus.json or --stack",
            "{ longText(kilobytes: 100) }": "raise limits.responseBytes in modus.json or --max-response",
        }
        with Server("serve", harness.built_app("types"), "--jsonlogs", *flags) as server:
            end = time.monotonic() + 2

            def reach(query):
                while time.monotonic() < end:
                    self.assertIn(reached[query], server.errors(query))

            def send_too_much(_):
                while time.monotonic() < end:
                    status, text, _ = harness.http("POST", server.url(), b" " * 10_000)
                    self.assertEqual(status, 413)
                    self.assertIn("raise limits.requestBytes in modus.json or --max-body", text)

            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                others = [pool.submit(reach, query) for query in reached] + [pool.submit(send_too_much, None)]
                answered = 0
                while time.monotonic() < end:
                    self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})
                    answered += 1
                for other in others:
                    other.result()
            self.assertGreater(answered, 50)

    def test_memory_comes_back_after_a_bomb(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs") as server:
            server.data("{ hello }")
            before = resident(server)
            fields = "  ".join(f"f{i}: allocateForever" for i in range(4))
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                for message in pool.map(server.errors, ["{ " + fields + " }"] * 4):
                    self.assertIn("64 MB", message)
            self.assertTrue(until(lambda: resident(server) < before + 30 * MB, 3),
                            f"{before >> 20} MB before, {resident(server) >> 20} MB after")

    def test_four_loops_leave_room(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs", "--timeout", "1500") as server:
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                loops = [pool.submit(server.errors, "{ loopForever }") for _ in range(4)]
                time.sleep(0.2)
                answered = 0
                while not any(loop.done() for loop in loops):
                    server.data("{ hello }")
                    answered += 1
                self.assertGreater(answered, 50)
                for loop in loops:
                    self.assertIn("its limit of 1.5 s", loop.result())


class Stopping(unittest.TestCase):
    alone = True  # run.py: it measures how soon something happens

    def test_a_thousand_calls_in_flight_end_with_the_server(self):
        with Server("serve", harness.built_app("types"), "--jsonlogs") as server:
            short = "{ " + "  ".join(f"f{i}: sleep(milliseconds: 1500)" for i in range(100)) + " }"
            long = "{ " + "  ".join(f"f{i}: sleep(milliseconds: 60000)" for i in range(100)) + " }"
            with concurrent.futures.ThreadPoolExecutor(5) as pool:
                ending = [pool.submit(server.data, short) for _ in range(5)]
                hanging = [server.asking(long) for _ in range(5)]
                clients = [each.__enter__() for each in hanging]
                time.sleep(0.3)
                server.process.send_signal(signal.SIGTERM)
                for answer in ending:
                    self.assertEqual(len(answer.result()), 100)
                self.assertEqual(server.process.wait(15), 0)
                for client in clients:
                    client.close()


class Scarcity(unittest.TestCase):
    def test_no_descriptors_are_left(self):
        def scarce():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        with Server("serve", harness.built_app("types"), "--jsonlogs", before=scarce) as server:
            first = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            others = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(80)]
            server.wait_for("ulimit -n")
            body = b'{"query":"{ hello }"}'
            first.sendall(b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            self.assertIn(b"Hello!", first.recv(4096))
            for client in (first, *others):
                client.close()
            self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})
            self.assertEqual(sum("ulimit -n" in line for line in server.lines), 1)

    def test_the_system_allows_too_few_mappings(self):
        allowed = int(pathlib.Path("/proc/sys/vm/max_map_count").read_text())
        if allowed > 150_000:
            self.skipTest(f"this system allows {allowed} memory mappings")
        refused = harness.run("serve", harness.built_app("types"), "--port", "0", "--concurrent-calls", "30000")
        self.assertEqual(refused.returncode, 1)
        self.assertRegex(refused.stderr, rf"\d+ sandboxes need \d+ memory mappings, but the system allows "
                                         rf"{allowed}, enough for \d+; raise it \(sysctl -w vm.max_map_count=\d+\)")


class Reloads(unittest.TestCase):
    COUNT = 100

    def test_a_hundred_leave_nothing_behind(self):
        with harness.changed_app("types", lambda manifest: None) as app, \
                harness.folder() as cache, \
                Server("serve", app, "--jsonlogs", env={"MODUS_CACHE": str(cache)}) as server:
            module = next(app.glob("*.wasm"))
            content = module.read_bytes()
            stop = threading.Event()

            def ask_on():
                while not stop.is_set():
                    self.assertEqual(server.data("{ hello }"), {"hello": "Hello!"})

            def state():
                process = pathlib.Path(f"/proc/{server.process.pid}")
                return (resident(server), len((process / "maps").read_text().splitlines()),
                        len(os.listdir(process / "fd")))

            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                asking = pool.submit(ask_on)
                try:
                    for number in range(self.COUNT):
                        seen = len(server.lines)
                        name = b"reload %3d" % (number % 10)  # after ten, the compiled modules are in the cache
                        replace(module, content + bytes([0, len(name) + 1, len(name)]) + name)
                        server.wait_for("Loaded the app's new version", start=seen)
                        if number == 20:
                            early = state()
                finally:
                    stop.set()
                asking.result()
            time.sleep(0.5)
            late = state()
            self.assertLess(late[0], early[0] + 10 * MB, (early, late))
            self.assertLess(late[1], early[1] + 300, (early, late))  # a module has eight, a sandbox four
            self.assertLess(late[2], early[2] + 10, (early, late))


def replace(module, content):
    new = module.with_suffix(".new")
    new.write_bytes(content)
    os.replace(new, module)


if __name__ == "__main__":
    unittest.main()
