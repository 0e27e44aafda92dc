// SPDX-License-Identifier: Apache-2.0
#include "runtime/guest/convention.h"

#include "runtime/guest/assemblyscript/convention.h"
#include "runtime/guest/metadata.h"
#include "runtime/guest/packed/convention.h"
#include "runtime/guest/tinygo/convention.h"

namespace modus::guest {

Result<std::unique_ptr<Convention>> make_convention(const sandbox::Outline& module) {
  MODUS_TRY(metadata, read_metadata(module));
  if (metadata.abi == packed::kAbi) return packed::make_convention(module, std::move(metadata));
  if (!metadata.abi.empty()) {
    return fail(ErrorCode::kCorrupt,
                "the module holds to the function ABI \"{}\", and this runtime knows only \"{}\"; "
                "use the runtime that belongs to the SDK, or rebuild the app with \"modus build\"",
                metadata.abi, packed::kAbi);
  }
  if (metadata.info.sdk == "modus-sdk-as") {
    return assemblyscript::make_convention(module, std::move(metadata));
  }
  if (metadata.info.sdk == "modus-sdk-go") {
    return tinygo::make_convention(module, std::move(metadata));
  }
  return fail(ErrorCode::kCorrupt,
              "the module was built with the SDK \"{}\", which this runtime does not know, "
              "and does not hold to the packed function ABI; rebuild the app with \"modus build\"",
              metadata.info.sdk);
}

}  // namespace modus::guest
