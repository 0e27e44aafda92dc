// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/replayer.h"

#include <algorithm>

#include "runtime/host/arguments.h"
#include "runtime/replay/call_recorder.h"

namespace modus::replay {

using types::Value;

std::optional<std::string> answer(functions::HostRequest& request, RecordedCalls* recorded,
                                  const app::Redaction& secrets) {
  auto done = std::exchange(request.done, {});
  if (request.name == kSecretCall) {
    const std::string name(host::text_argument(request, 0));
    done(Value::string(types::copy_text(request.arena, app::placeholder("MODUS_APP_" + name))));
    return std::nullopt;
  }
  const std::string arguments =
      to_recorded(secrets.apply(Value::list(request.arguments), request.arena));
  const auto is_match = [&](const RecordedCall& call) {
    return !call.was_used && call.call == request.name && call.arguments == arguments;
  };
  if (recorded != nullptr) {
    if (const auto found = std::ranges::find_if(*recorded, is_match); found != recorded->end()) {
      found->was_used = true;
      if (found->error) {
        request.caller->add_message({"error", found->error->message()});
        done(std::unexpected(*found->error));
      } else {
        done(from_recorded(found->result, request.arena));
      }
      return std::nullopt;
    }
  }
  std::string miss = describe_miss(recorded, request.name, arguments);
  done(fail(ErrorCode::kNotFound, "{}", miss));
  return miss;
}

}  // namespace modus::replay
