// SPDX-License-Identifier: Apache-2.0
// The gate: every host call passes here. It checks the grant and the deadline, writes the journal
// record, the log lines and the trace's span, and only then lets the host function work.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/functions/host.h"
#include "runtime/host/journal.h"
#include "runtime/observe/log.h"
#include "runtime/observe/trace/span.h"

namespace modus::host {

/// What the log says around a call (contract section 3); an empty text says nothing.
struct CallTexts {
  std::string_view starting = {};
  std::string_view completed = {};
  std::string_view cancelled = {};
  std::string_view failed = {};
};

/// A service offered to guests; one file per noun implements some. Immutable and thread-safe.
class HostFunction {
 public:
  virtual ~HostFunction() = default;
  virtual std::string_view name() const = 0;  // "modus_models.invokeModel"
  virtual CallTexts texts() const { return {}; }

  /// Whether its calls pass the gate; those do not that belong to one that has.
  virtual bool passes_gate() const { return true; }

  /// Whether the guest itself is told why a call failed; otherwise its client is.
  virtual bool tells_guest() const { return false; }

  /// How many arguments call() relies on; a module that passes fewer is refused.
  virtual std::size_t arity() const = 0;

  /// What the call is about, for the log: "Model: llm". Asked as it begins and as it ends, when
  /// the request has more attributes.
  virtual std::string detail(const functions::HostRequest&) const { return {}; }

  /// Whether the app's manifest allows this call.
  virtual Result<void> grant(const functions::HostRequest&) const { return {}; }

  /// Attributes for the journal record.
  virtual std::vector<std::pair<std::string, std::string>> attributes(
      const functions::HostRequest&) const {
    return {};
  }

  /// Tells a trace of the call, before it is known to be granted: that it leaves the process, and
  /// where to; nothing that may be a secret.
  virtual void describe(const functions::HostRequest&, observe::Span&) const {}
  /// Likewise of its result.
  virtual void describe_result(const types::Value&, observe::Span&) const {}

  /// The result as the journal records it: without what must not be written down.
  virtual types::Value journalled(const types::Value& result) const { return result; }

  /// Does the work: calls request->done, now or later, on the caller's loop.
  virtual void call(const std::shared_ptr<functions::HostRequest>& request) const = 0;
};

/// Thread-safe. Log and journal must outlive it.
class Gate {
 public:
  Gate(Log& log, const Journal& journal) : log_(log), journal_(journal) {}

  void pass(const HostFunction& function,
            const std::shared_ptr<functions::HostRequest>& request) const;

 private:
  class Passage;

  Log& log_;
  const Journal& journal_;
};

}  // namespace modus::host
