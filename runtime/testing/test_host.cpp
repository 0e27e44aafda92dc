// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/test_host.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/host/arguments.h"
#include "runtime/testing/piece_redaction.h"

namespace modus::testing {
namespace {

using functions::HostRequest;
using types::Value;

constexpr std::string_view kReports = "modus_test.";
constexpr std::string_view kLog = "modus_system.logMessage";
constexpr std::string_view kSecret = "modus_secrets.getSecretValue";

bool is_report(std::string_view name) {
  return name == "modus_test.begin" || name == "modus_test.end" || name == "modus_test.fail";
}

// Nothing to write down: the log takes and gives nothing, and a replayed secret is its placeholder.
bool is_never_recorded(std::string_view name) { return name == kLog || name == kSecret; }

}  // namespace

void TestHost::begin_run(std::string name, RecordedCalls* replayed) {
  run_ = {};
  open_.clear();
  run_.results.push_back({.name = std::move(name)});
  replayed_ = replayed;
  if (replayed == nullptr) return;
  for (RecordedCall& call : *replayed) call.was_used = false;
}

TestRun TestHost::end_run() {
  open_.clear();
  replayed_ = nullptr;
  redact_pieces(run_.recorded, redaction_);
  return std::exchange(run_, {});
}

bool TestHost::provides(std::string_view name) const {
  return is_report(name) || real_->provides(name);
}

void TestHost::call(Request request) {
  if (request->name.starts_with(kReports)) {
    report(*request);
    return std::exchange(request->done, {})(Value::null());
  }
  if (mode_ == HostCalls::kReplay && request->name != kLog) return replay(request);
  if (mode_ == HostCalls::kRecord && !is_never_recorded(request->name)) record(request);
  real_->call(std::move(request));
}

// What begins first is the run itself. A plain function begins nothing.
void TestHost::report(const HostRequest& request) {
  if (run_.results.empty()) return;  // between runs
  if (request.name == "modus_test.end") {
    if (open_.empty()) return;
    run_.results[open_.back()].ended = true;
    open_.pop_back();
  } else if (request.name == "modus_test.fail") {
    const Value line = request.arguments.size() > 1 ? request.arguments[1] : Value();
    const std::string where = line.kind() == Value::Kind::kInt && line.as_int() > 0
                                  ? fmt::format("line {}: ", line.as_int())
                                  : std::string();
    fail_current(where + std::string(host::text_argument(request, 0)));
  } else {
    begin(host::text_argument(request, 0));
  }
}

void TestHost::begin(std::string_view name) {
  if (open_.empty()) {
    open_.push_back(0);
    return;
  }
  TestResult& outer = run_.results[open_.back()];
  outer.has_children = true;
  open_.push_back(run_.results.size());
  run_.results.push_back({.name = fmt::format("{} › {}", outer.name, name)});
}

void TestHost::fail_current(std::string message) {
  if (run_.results.empty()) return;
  run_.results[open_.empty() ? 0 : open_.back()].failures.push_back(std::move(message));
}

void TestHost::record(const Request& request) {
  RecordedCall& call = run_.recorded.emplace_back();  // a deque: it stays where it is
  call.call = request->name;
  call.arguments = to_recorded(redaction_.apply(Value::list(request->arguments), request->arena));
  call.error = Error(ErrorCode::kCancelled, "the call ended first");
  request->done = [this, &call, done = std::move(request->done)](Result<Value> answer) mutable {
    types::BlockArena arena;
    call.error.reset();
    if (answer) {
      call.result = to_recorded(redaction_.apply(*answer, arena));
    } else {
      call.error = Error(answer.error().code(), redaction_.apply(answer.error().describe()));
    }
    done(std::move(answer));
  };
}

void TestHost::replay(const Request& request) {
  auto done = std::exchange(request->done, {});
  if (request->name == kSecret) {
    const std::string name(host::text_argument(*request, 0));
    return done(Value::string(types::copy_text(request->arena, placeholder("MODUS_APP_" + name))));
  }
  const std::string arguments =
      to_recorded(redaction_.apply(Value::list(request->arguments), request->arena));
  const auto is_match = [&](const RecordedCall& call) {
    return !call.was_used && call.call == request->name && call.arguments == arguments;
  };
  if (replayed_ != nullptr) {
    if (const auto found = std::ranges::find_if(*replayed_, is_match); found != replayed_->end()) {
      found->was_used = true;
      if (found->error) {
        request->caller->add_message({"error", found->error->message()});
        return done(std::unexpected(*found->error));
      }
      return done(from_recorded(found->result, request->arena));
    }
  }
  std::string miss = describe_miss(replayed_, request->name, arguments);
  fail_current(miss);
  done(fail(ErrorCode::kNotFound, "{}", miss));
}

}  // namespace modus::testing
