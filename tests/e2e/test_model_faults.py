# SPDX-License-Identifier: Apache-2.0
"""Providers that fail in every way there is: each a clear error in its time, nothing left behind, others unharmed."""
import concurrent.futures
import os
import shutil
import signal
import socket
import time
import unittest

import faulty
import harness
from harness import Server
from test_streams import Events

MB = 1 << 20
LIMITS = {"connectMs": 500, "firstByteMs": 500, "totalMs": 2000}
TOTAL = "within 2 s, waits and retries included (the total limit); raise models.{}.timeouts.totalMs in modus.json"


def ask(model):
    return f'{{ chat(model: "{model}", text: "x") }}'


def stream(model, text="x"):
    return f'subscription {{ chatStream(model: "{model}", text: "{text}") }}'


def heard(server, model, text="x"):
    """The text of a stream, and the errors at its end."""
    with Events(server.port, stream(model, text)) as events:
        responses = events.responses()
    pieces = [response["data"]["chatStream"] for response in responses if response.get("data")]
    return "".join(pieces), "\n".join(error["message"] for response in responses for error in response.get("errors", []))


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def until(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


class ModelFaults(unittest.TestCase):
    """Each model is asked through a provider with the fault that it is named after. "good" works."""

    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.folder())
        certificates = faulty.Certificates(folder)
        urls = {"down": "http://127.0.0.1:9/", "nowhere": "http://nobody.invalid/", **cls.servers(certificates)}
        cls.build = cls.enterClassContext(harness.changed_app("tests/providers/app", lambda manifest: manifest.update(
            models={name: {"sourceModel": "x", "connection": name, "path": "v1/chat/completions", "timeouts": LIMITS,
                           "retries": {"max": 0}, "breaker": {"failures": 0}} for name in urls},
            connections={name: {"type": "http", "baseUrl": url} for name, url in urls.items()})))
        cls.env = {"SSL_CERT_FILE": str(certificates.authority)}

    @classmethod
    def servers(cls, certificates):
        """The addresses of those that run, by the models that lead there."""
        made = {
            "good": faulty.FaultyServer(faulty.answers),
            "secure": faulty.FaultyServer(faulty.answers, certificates.valid()),
            "silent": faulty.FaultyServer(faulty.never_answers),
            "stalling": faulty.FaultyServer(faulty.stalls_after_the_head),
            "halfway": faulty.FaultyServer(faulty.stalls_within_the_body),
            "dripping": faulty.FaultyServer(faulty.drips),
            "cut": faulty.FaultyServer(faulty.cuts_off),
            "reset": faulty.FaultyServer(faulty.resets),
            "gibberish": faulty.FaultyServer(faulty.speaks_gibberish),
            "busy": faulty.FaultyServer(faulty.is_busy),
            "plain": faulty.FaultyServer(faulty.speaks_no_tls),
            "unknown": faulty.FaultyServer(faulty.answers, certificates.of_nobody()),
            "misnamed": faulty.FaultyServer(faulty.answers, certificates.of_another_host()),
            "expired": faulty.FaultyServer(faulty.answers, certificates.expired()),
            "stream-stalling": faulty.FaultyServer(faulty.streams_and_stalls),
            "stream-cut": faulty.FaultyServer(faulty.streams_and_cuts_off),
            "stream-reset": faulty.FaultyServer(faulty.streams_and_resets),
            "stream-late": faulty.FaultyServer(faulty.stalls_before_the_stream),
        }
        for server in made.values():
            cls.addClassCleanup(server.close)
        mute = socket.create_server(("127.0.0.1", 0), backlog=512)  # takes connections; nobody shakes hands
        cls.addClassCleanup(mute.close)
        return {**{name: server.url() for name, server in made.items()},
                "plain": made["plain"].url().replace("http:", "https:"),
                "mute": f"https://127.0.0.1:{mute.getsockname()[1]}/"}

    FAULTS = {
        "down": "cannot connect to 127.0.0.1 port 9: connection refused",
        "nowhere": "cannot find the address of nobody.invalid",
        "silent": "sent nothing for 500 ms (the first-byte limit); raise models.silent.timeouts.firstByteMs in modus.json",
        "stalling": TOTAL.format("stalling"),
        "halfway": TOTAL.format("halfway"),
        "dripping": TOTAL.format("dripping"),
        "cut": "closed the connection before the answer was complete",
        "reset": "closed the connection",
        "gibberish": "answered with something that is not HTTP",
        "busy": "limits the rate of requests (429); try again after 60 s",
        "unknown": "cannot set up TLS with 127.0.0.1.*: SSL certificate problem: self-signed certificate",
        "misnamed": "cannot set up TLS with 127.0.0.1.*: SSL: no alternative certificate subject name matches",
        "expired": "cannot set up TLS with 127.0.0.1.*: SSL certificate problem: certificate has expired",
        "mute": "no connection within 500 ms (the connect limit); raise models.mute.timeouts.connectMs in modus.json",
        "plain": "cannot set up TLS with 127.0.0.1.*wrong version number",
    }

    # What a stream gives, and how it ends.
    STREAM_FAULTS = {
        "stream-stalling": ("word word ", TOTAL.format("stream-stalling")),
        "stream-cut": ("word word ", "closed the connection before the answer was complete"),
        "stream-reset": ("word word ", "closed the connection before the answer was complete"),
        "stream-late": ("", TOTAL.format("stream-late")),
        "silent": ("", FAULTS["silent"]),
        "down": ("", FAULTS["down"]),
        "busy": ("", FAULTS["busy"]),
    }

    def check_stream(self, server, name):
        start = time.monotonic()
        text, errors = heard(server, name)
        self.assertEqual(text, self.STREAM_FAULTS[name][0], name)
        self.assertIn(self.STREAM_FAULTS[name][1], errors)
        self.assertLess(time.monotonic() - start, 6, name)

    def check(self, server, name):
        start = time.monotonic()
        errors = server.errors(ask(name))
        self.assertRegex(errors, self.FAULTS[name].replace("(", r"\(").replace(")", r"\)"))
        self.assertIn(f'the model "{name}"' if name != "busy" else "", errors)
        self.assertLess(time.monotonic() - start, 6, name)  # the total limit is 2 s, the machine may be busy

    def storm(self, server, pool, rounds):
        """All faults at once, again and again, and whether the good models answer meanwhile."""
        asked = [pool.submit(check, server, name) for _ in range(rounds)
                 for check, names in ((self.check, self.FAULTS), (self.check_stream, self.STREAM_FAULTS)) for name in names]
        answered = 0
        while not all(one.done() for one in asked):
            for good in ("good", "secure"):
                self.assertEqual(server.data(ask(good)), {"chat": "Fine. (0 in, 0 out)"})
                answered += 1
        for one in asked:
            one.result()
        return answered

    def test_each_is_a_clear_error_in_its_time_and_leaves_nothing_behind(self):
        with Server("serve", self.build, "--jsonlogs", env=self.env) as server, \
                concurrent.futures.ThreadPoolExecutor(30) as pool:
            self.storm(server, pool, 4)
            self.assertTrue(until(lambda: open_files(server) < 60, 5), f"{open_files(server)} files are open")
            files, memory = open_files(server), harness.resident_bytes(server.process.pid)
            self.assertGreater(self.storm(server, pool, 30), 50)
            self.assertTrue(until(lambda: open_files(server) <= files + 10, 5),
                            f"{files} files were open, {open_files(server)} are")
            grown = harness.resident_bytes(server.process.pid) - memory
            self.assertLess(grown, 8 * MB, f"memory grew by {grown / MB:.1f} MB")

    def test_without_limits_of_its_own_a_model_ends_before_its_function(self):
        def forget_limits(manifest):
            for model in manifest["models"].values():
                model.pop("timeouts")

        with harness.folder() as folder:
            build = shutil.copytree(self.build, folder / "build")
            harness.edit_json(build / "modus.json", forget_limits)
            with Server("serve", build, "--timeout", "1500", env=self.env) as server, \
                    concurrent.futures.ThreadPoolExecutor(8) as pool:
                names = ("silent", "stalling", "halfway", "dripping")
                start = time.monotonic()
                for name, errors in zip(names, pool.map(server.errors, map(ask, names))):
                    self.assertIn(f'the model "{name}" had not answered when the time of the function was nearly over; '
                                  "raise limits.timeoutMs in modus.json or --timeout", errors)
                self.assertLess(time.monotonic() - start, 4)

    def test_a_client_that_leaves_takes_its_request_along(self):
        with Server("serve", self.build, env=self.env) as server:
            def leave():
                with server.asking(ask("silent")), server.asking(ask("stalling")):
                    pass

            for _ in range(4):  # until each loop has what it needs
                leave()
            time.sleep(0.5)
            files = open_files(server)
            for _ in range(20):
                leave()
            self.assertTrue(until(lambda: open_files(server) <= files + 2, 2),
                            f"{files} files were open, {open_files(server)} are")


class LocalModelFaults(unittest.TestCase):
    alone = True  # run.py: a model computes on all cores

    def signal_within_a_stream(self, number):
        """Sends the local model's process a signal while it answers: a clear error, and it comes back."""
        other = faulty.FaultyServer(faulty.answers)
        self.addCleanup(other.close)
        change = {"models": {"here": {"sourceModel": "smollm2-135m-instruct", "connection": "local"},
                             "good": {"sourceModel": "x", "connection": "good", "path": "v1/chat/completions"}},
                  "connections": {"good": {"type": "http", "baseUrl": other.url()}}}
        with harness.changed_app("tests/providers/app", lambda manifest: manifest.update(change)) as build, \
                Server("serve", build, "--jsonlogs") as server:
            self.assertTrue(server.data(ask("here"))["chat"])
            (model,) = harness.children_of(server.process.pid)
            with Events(server.port, stream("here", "Tell a very long story about a dragon, in full.")) as events:
                pieces = iter(events)
                self.assertEqual(next(pieces)[0], "next")
                os.kill(model, number)
                *_, last, end = pieces
            self.assertEqual(end, ("complete", ""))
            self.assertIn('the local model \\"here\\" stopped while answering; it is being restarted', last[1])
            reason = server.wait_for("A local model stopped")
            self.assertEqual(server.data(ask("good")), {"chat": "Fine. (0 in, 0 out)"})
            self.assertTrue(heard(server, "here")[0])
            self.assertEqual(len(harness.children_of(server.process.pid)), 1)
            return reason

    def test_killed(self):
        self.assertIn("signal 9", self.signal_within_a_stream(signal.SIGKILL))

    def test_stopped(self):
        self.assertIn("it hung: it neither answered nor computed", self.signal_within_a_stream(signal.SIGSTOP))


if __name__ == "__main__":
    unittest.main()
