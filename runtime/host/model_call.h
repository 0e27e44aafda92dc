// SPDX-License-Identifier: Apache-2.0
// One request to a model on a guest's behalf: the only way from the host to the models, so that
// grant, time, budget and journal hold for each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "runtime/app/environment.h"
#include "runtime/app/manifest.h"
#include "runtime/host/gate.h"
#include "runtime/host/loop_clients.h"
#include "runtime/models/model_service.h"

namespace modus::host {

/// A request under way. Destroying it ends it: its callbacks are not called afterwards. Belongs to
/// the thread of the caller's loop; may be destroyed from within its callbacks, and must be gone
/// when the call that it was made for is.
class ModelCall {
 public:
  ModelCall() = default;
  ModelCall(ModelCall&&) noexcept = default;
  ModelCall& operator=(ModelCall&& other) noexcept;
  ~ModelCall();

  /// See models::ModelOperation.
  void pause();
  void resume();

 private:
  friend class ModelCalls;
  struct State;
  explicit ModelCall(std::shared_ptr<State> state) : state_(std::move(state)) {}
  void give_up();

  std::shared_ptr<State> state_;
};

/// The requests of one version of an app. Immutable and thread-safe; what it is made of must
/// outlive it, and it the requests.
class ModelCalls {
 public:
  ModelCalls(const Gate& gate, models::ModelService& service, LoopClients& clients,
             std::shared_ptr<const app::Manifest> manifest,
             std::shared_ptr<const app::Environment> environment);
  ~ModelCalls();

  /// The host function modus_models.invokeModel(model, input) → answer: one request, which the gate
  /// knows already.
  std::unique_ptr<HostFunction> make_invoke_model() const;

  /// How requests to the model are written. Fails with kInvalidArgument when nobody knows.
  Result<std::shared_ptr<const models::Format>> format_of(std::string_view model) const {
    return service_.format_of(*manifest_, *environment_, model);
  }

  /// One request that the host makes within a host call, as many as it needs. The request passes
  /// the gate as if the guest had called invokeModel: it is granted, logged, and leaves a record in
  /// the journal by that name, which tells the host call that it belongs to. But its error is not
  /// told to the guest's caller; that is up to the host call.
  ///
  /// `done` comes on the caller's loop, never from within ask(); `on_delta`, when set, makes it a
  /// stream (see models::ModelService). The outcome tells who answered and in which format.
  ModelCall ask(const functions::HostRequest& within, std::string_view model, std::string input,
                models::OnDelta on_delta, models::Done done) const;

 private:
  class Request;
  class GuestsRequest;
  class HostsRequest;
  using Ended = std::move_only_function<void(functions::HostRequest&, models::Outcome)>;

  std::shared_ptr<models::ModelOperation> start(
      const std::shared_ptr<functions::HostRequest>& request, models::OnDelta on_delta,
      Ended ended) const;
  models::ModelOperation send(const std::shared_ptr<functions::HostRequest>& request,
                              models::OnDelta on_delta, Ended ended) const;

  const Gate& gate_;
  models::ModelService& service_;
  LoopClients& clients_;
  std::shared_ptr<const app::Manifest> manifest_;
  std::shared_ptr<const app::Environment> environment_;
  std::unique_ptr<const HostFunction> hosts_request_;
};

}  // namespace modus::host
