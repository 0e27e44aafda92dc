// SPDX-License-Identifier: Apache-2.0
// Sends spans to an OpenTelemetry collector: OTLP over HTTP, as Protocol Buffers.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "runtime/base/loop.h"
#include "runtime/connect/http_client.h"
#include "runtime/observe/log.h"
#include "runtime/observe/trace/settings.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::serve {

/// Has a thread of its own, so that nobody waits for the collector. A batch that cannot be
/// delivered is sent again, with growing pauses, for a minute at most; meanwhile spans gather, and
/// those that are too many are dropped and counted. The log tells when sending begins to fail and
/// when it works again. The destructor sends what is left, but gives up after three seconds. Public
/// methods are thread-safe; the log must outlive it.
class OtlpExporter {
 public:
  OtlpExporter(observe::TraceSettings settings, Log& log);
  ~OtlpExporter();
  OtlpExporter(const OtlpExporter&) = delete;

  observe::Tracer& tracer() { return tracer_; }

  /// What the service is called when the user has not named it.
  void suggest_service_name(std::string name);

  struct Counts {
    std::uint64_t sent = 0;
    std::uint64_t dropped = 0;
  };
  Counts counts() const;

 private:
  // All on the exporter's own loop.
  void send_next();
  void send_later();
  void send();
  void answered(const Result<connect::HttpResponse>& response);
  void delivered(const connect::HttpResponse& response);
  void failed(std::string why, std::optional<std::chrono::milliseconds> pause);
  void give_up();
  void end_batch();
  void flush();
  void tell_drops();

  Loop& loop() { return thread_[0]; }

  const observe::TraceSettings settings_;
  Log& log_;
  LoopThreads thread_{1};
  observe::Tracer tracer_;
  observe::Resource resource_;
  std::unique_ptr<connect::HttpClient> client_;  // made when first needed
  connect::HttpOperation operation_;
  Timer timer_;  // until the next batch, or the next try

  observe::Tracer::Batch rest_;  // what was too large to be sent together
  std::string body_;             // of the batch under way
  std::size_t in_batch_ = 0;     // its spans; 0: none is under way
  bool is_waiting_ = false;      // to try again
  unsigned tries_ = 0;
  std::chrono::steady_clock::time_point begun_;
  bool is_failing_ = false;
  bool is_dropping_ = false;
  std::string last_complaint_;
  bool is_stopping_ = false;                   // there is nothing to wait for any more
  std::optional<std::promise<void>> flushed_;  // until that is told

  std::atomic<std::uint64_t> sent_ = 0;
  std::atomic<std::uint64_t> undelivered_ = 0;
};

}  // namespace modus::serve
