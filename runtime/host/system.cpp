// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/system.h"

#include <utility>

namespace modus::host {
namespace {

LogLevel level_named(std::string_view name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "info") return LogLevel::kInfo;
  if (name == "warning") return LogLevel::kWarning;
  if (name == "error") return LogLevel::kError;
  if (name == "fatal") return LogLevel::kFatal;
  return LogLevel::kNone;
}

// Whether it was told that a call says too much.
struct Flood {
  bool is_told = false;
};

class LogMessage final : public HostFunction {
 public:
  explicit LogMessage(Log& log) : log_(log) {}

  std::string_view name() const override { return "modus_system.logMessage"; }
  std::size_t arity() const override { return 2; }

  Result<void> grant(const functions::HostRequest& request) const override {
    for (const types::Value& argument : request.arguments) {
      if (argument.kind() != types::Value::Kind::kString) {
        return fail(ErrorCode::kInvalidArgument, "logMessage takes two strings");
      }
    }
    return {};
  }

  void call(const std::shared_ptr<functions::HostRequest>& request) const override {
    const std::string_view level = request->arguments[0].as_string();
    const std::string_view text = request->arguments[1].as_string();
    functions::Caller& caller = *request->caller;
    if (caller.add_message({std::string(level), std::string(text)})) {
      log(caller, level_named(level), text);
    } else if (!std::exchange(caller.state().of<Flood>().is_told, true)) {
      log(caller, LogLevel::kWarning, "(dropped, and what follows: it is longer than 1 MiB)");
    }
    auto done = std::move(request->done);
    done(types::Value::null());
  }

 private:
  void log(functions::Caller& caller, LogLevel level, std::string_view text) const {
    log_.write(level, "Message logged from function.",
               {{"function", caller.function()},
                {"execution_id", caller.execution_id()},
                caller.trace(),
                {"text", text},
                {"user_visible", true}});
  }

  Log& log_;
};

}  // namespace

std::unique_ptr<HostFunction> make_log_message(Log& log) {
  return std::make_unique<LogMessage>(log);
}

}  // namespace modus::host
