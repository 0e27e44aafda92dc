# SPDX-License-Identifier: Apache-2.0
"""The workloads of `make bench`, by name. Each is a function that takes a Bench and yields Rows."""
from . import adversarial, go_build, graphql, http, inflight, kernels, life, models, modules, sandbox

ALL = {
    "trivial": http.trivial,
    "fairness": http.fairness,
    "sandbox": sandbox.assemblyscript,
    "go": sandbox.go,
    "conventions": sandbox.conventions,
    "modules": modules.module_calls,
    "start": life.start,
    "memory": life.memory,
    "model": models.model,
    "overhead": models.overhead,
    "streams": models.streams,
    "history": models.history,
    "objects": http.objects,
    "marshalling": http.marshalling,
    "languages": http.languages,
    "kernels": kernels.kernels,
    "reload": life.reload,
    "go_build": go_build.go_build,
    "inflight": inflight.inflight,
    "inflight-go": inflight.inflight_go,
    "documents": graphql.documents,
    "execution": graphql.execution,
    "adversarial": adversarial.requests,
}
# Those that can be asked of any server by its URL.
BY_URL = {"trivial": http.trivial_by_url, "model": http.model_by_url, "objects": http.objects_by_url}
