// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/snapshot/snapshot.h"

#include "runtime/sandbox/internals.h"
#include "runtime/sandbox/snapshot/initialize.h"
#include "runtime/sandbox/snapshot/layout.h"
#include "runtime/sandbox/snapshot/rewrite.h"

namespace modus::sandbox {
namespace {

Result<std::vector<std::byte>> run_and_freeze(Bytes wasm, const SnapshotLimits& limits) {
  MODUS_TRY(layout, snapshot::read_layout(wasm));
  if (layout.exports_function("_start")) {
    return fail(ErrorCode::kInvalidArgument,
                "it is a command, which runs from `_start` to its end");
  }
  if (!layout.has_start && !layout.exports_function("_initialize")) {
    return std::vector<std::byte>();
  }
  MODUS_TRY(state, snapshot::initialize(layout, snapshot::instrument(layout), limits));
  auto frozen = snapshot::freeze(layout, state);
  if (frozen.size() > limits.image_bytes) {
    return fail(ErrorCode::kInvalidArgument, "its snapshot would have {}, more than {}",
                describe_bytes(frozen.size()), describe_bytes(limits.image_bytes));
  }
  // Code may name what is gone now: the export that declared a reference, or, if it was invalid all
  // along, what the instrumented module had more.
  if (!snapshot::is_valid(frozen)) {
    return fail(ErrorCode::kInvalidArgument,
                "its code refers to what only the initialisation needs");
  }
  return frozen;
}

}  // namespace

Snapshot take_snapshot(Bytes wasm, const SnapshotLimits& limits) {
  auto frozen = run_and_freeze(wasm, limits);
  if (!frozen) return {.refusal = frozen.error().message()};
  return {.wasm = *std::move(frozen)};
}

}  // namespace modus::sandbox
