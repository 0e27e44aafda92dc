// SPDX-License-Identifier: Apache-2.0
// One call to a local model from start to end: waits for the server, sends, tries again when the
// server went away before it could answer. What is asked and how the answer is read differs.
#pragma once

#include <chrono>
#include <memory>

#include "runtime/models/endpoint.h"
#include "runtime/models/local/model_server.h"
#include "runtime/models/provider.h"

namespace modus::models::local {

struct LocalLimits {
  std::chrono::milliseconds start{120'000};  // how long a call waits for the server to be ready
  std::chrono::milliseconds idle{120'000};
};

/// Belongs to the client's loop. The log must outlive it.
class LocalCall : public ModelOperation::State, public std::enable_shared_from_this<LocalCall> {
 public:
  struct Setting {
    connect::HttpClient& client;
    std::shared_ptr<ModelServer> server;
    Stage stage;
    LocalLimits limits;
    Log& log;
  };

  LocalCall(Setting setting, ModelRequest request, Done done);

  /// Begins, or begins anew: the limit for a start counts from the beginning of the call.
  void start();

  void pause() override { operation_.pause(); }
  void resume() override { operation_.resume(); }

 protected:
  /// Completes the request: its address, and how its answer is received. Once for each try.
  virtual void prepare(connect::HttpRequest& http) = 0;
  /// Whether a part of the answer came, so that a second try would repeat what was done.
  virtual bool answer_began() const { return false; }
  virtual Outcome read_answer(connect::HttpResponse response) = 0;

  /// What a whole answer that is no stream means to the guest.
  Outcome interpret(connect::HttpResponse response) const;
  const ModelEndpoint& endpoint() const { return request_.endpoint; }
  /// Passes a piece of the answer on.
  void tell(const Delta& delta) {
    if (request_.on_delta != nullptr && !given_up()) (*request_.on_delta)(delta);
  }

 private:
  void send(const ServerAddress& address);
  void failed(const Error& error, std::uint64_t life);
  void finish(Outcome outcome);

  Setting setting_;
  ModelRequest request_;
  Done done_;  // the last thing called; it may destroy the call
  const Deadline start_limit_;
  bool retried_ = false;
  Timer start_timer_;
  ModelServer::Ticket ticket_;
  connect::HttpOperation operation_;
};

/// Starts the call and hands it over.
ModelOperation begin(std::shared_ptr<LocalCall> call);

}  // namespace modus::models::local
