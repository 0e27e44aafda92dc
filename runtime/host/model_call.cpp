// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_call.h"

#include <algorithm>
#include <map>
#include <optional>

#include "runtime/host/arguments.h"
#include "runtime/host/http_call.h"
#include "runtime/host/model_attributes.h"
#include "runtime/host/model_function.h"

namespace modus::host {

using functions::HostRequest;
using types::Value;

namespace {

// A little of the call's time stays for the function to hear why there is no answer.
Deadline patience_of(const functions::CallContext& context) {
  constexpr Deadline::Clock::duration kMost = std::chrono::milliseconds(500);
  if (context.deadline.is_never()) return context.deadline;
  const auto kept = std::min(context.deadline.remaining() / 10, kMost);
  return Deadline::at(context.deadline.time() - kept);
}

Result<Value> as_value(HostRequest& request, const models::Outcome& outcome) {
  if (!outcome.answer) return std::unexpected(outcome.answer.error());
  return Value::string(types::copy_text(request.arena, *outcome.answer));
}

}  // namespace

// What the gate sees of a request, whoever makes it.
class ModelCalls::Request : public ModelFunction {
 public:
  explicit Request(const ModelCalls& calls) : ModelFunction(calls.manifest_), calls_(calls) {
    for (const app::Model& model : manifest().models) hashes_.emplace(model.name, model.hash());
  }

  std::string_view name() const override { return "modus_models.invokeModel"; }
  std::size_t arity() const override { return 2; }
  CallTexts texts() const override {
    return {"Invoking model.", "Completed model invocation.", "Cancelled model invocation.",
            "Error invoking model."};
  }

  std::string detail(const HostRequest& request) const override {
    return ModelFunction::detail(request) + in_words(request.attributes);
  }

  void describe(const HostRequest& request, observe::Span& span) const override {
    const app::Model* found = find_model(request);
    const app::Connection* connection =
        found == nullptr ? nullptr : manifest().find_connection(found->connection);
    if (connection == nullptr) return;
    describe_server(span,
                    connection->endpoint.empty() ? connection->base_url : connection->endpoint);
  }

  std::vector<std::pair<std::string, std::string>> attributes(
      const HostRequest& request) const override {
    const app::Model* found = find_model(request);
    if (found == nullptr) return {};
    return {{"model", found->name}, {"modelHash", hashes_.at(found->name)}};
  }

 protected:
  const ModelCalls& calls_;

 private:
  std::map<std::string_view, std::string> hashes_;  // of the models, by their names
};

class ModelCalls::GuestsRequest final : public Request {
 public:
  using Request::Request;

  // The operation lives in the request's cancel task, and goes when the answer is in or the call is
  // gone.
  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto operation = calls_.start(request, nullptr, [](HostRequest& own, models::Outcome outcome) {
      auto done = std::move(own.done);
      own.cancel = nullptr;
      done(as_value(own, outcome));
    });
    request->cancel = [operation = std::move(operation)] { *operation = {}; };
  }
};

struct ModelCall::State final : HostRequest {
  std::string model;
  std::string input;
  models::OnDelta on_delta;
  std::shared_ptr<models::ModelOperation> operation;
  std::optional<models::Outcome> outcome;  // from the end on
  models::Done told;

  void tell() {
    auto tell = std::move(told);  // which may destroy this
    tell(*std::exchange(outcome, std::nullopt));
  }
};

// A request that ask() made; nobody else makes such.
class ModelCalls::HostsRequest final : public Request {
 public:
  using Request::Request;

  void call(const std::shared_ptr<HostRequest>& request) const override {
    auto& state = static_cast<ModelCall::State&>(*request);
    state.operation = calls_.start(request, std::move(state.on_delta),
                                   [](HostRequest& own, models::Outcome outcome) {
                                     auto& ended = static_cast<ModelCall::State&>(own);
                                     ended.outcome.emplace(std::move(outcome));
                                     auto done = std::move(own.done);
                                     own.cancel = nullptr;
                                     done(as_value(own, *ended.outcome));
                                   });
    request->cancel = [&state] { *state.operation = {}; };
  }
};

ModelCalls::ModelCalls(const Gate& gate, models::ModelService& service, LoopClients& clients,
                       std::shared_ptr<const app::Manifest> manifest,
                       std::shared_ptr<const app::Environment> environment)
    : gate_(gate),
      service_(service),
      clients_(clients),
      manifest_(std::move(manifest)),
      environment_(std::move(environment)),
      hosts_request_(std::make_unique<HostsRequest>(*this)) {}

ModelCalls::~ModelCalls() = default;

std::unique_ptr<HostFunction> ModelCalls::make_invoke_model() const {
  return std::make_unique<GuestsRequest>(*this);
}

ModelCall ModelCalls::ask(const HostRequest& within, std::string_view model, std::string input,
                          models::OnDelta on_delta, models::Done done) const {
  auto state = std::make_shared<ModelCall::State>();
  state->caller = within.caller;
  state->name = hosts_request_->name();
  state->within = within.sequence;
  state->trace = within.trace;
  state->model = model;
  state->input = std::move(input);
  state->arguments = {Value::string(state->model), Value::string(state->input)};
  state->on_delta = std::move(on_delta);
  state->told = std::move(done);
  state->done = [weak = std::weak_ptr(state)](const Result<Value>& answer) {
    const auto own = weak.lock();
    if (own->outcome) return own->tell();
    own->outcome.emplace(std::unexpected(answer.error()));  // the gate refuses it
    own->caller->loop().post([weak] {
      if (const auto waiting = weak.lock(); waiting && waiting->told) waiting->tell();
    });
  };
  gate_.pass(*hosts_request_, state);
  return ModelCall(std::move(state));
}

// Begins on the loop: on the guest's own stack, the work below would leave its pages touched for as
// long as the guest waits.
std::shared_ptr<models::ModelOperation> ModelCalls::start(
    const std::shared_ptr<HostRequest>& request, models::OnDelta on_delta, Ended ended) const {
  auto operation = std::make_shared<models::ModelOperation>();
  request->caller->loop().post(
      [this, weak = std::weak_ptr(request), started = std::weak_ptr(operation),
       manifest = manifest_, on_delta = std::move(on_delta), ended = std::move(ended)]() mutable {
        const auto waiting = weak.lock();
        const auto slot = started.lock();
        if (waiting && slot) *slot = send(waiting, std::move(on_delta), std::move(ended));
      });
  return operation;
}

// The sandbox ends the call at its deadline, and with it the operation.
models::ModelOperation ModelCalls::send(const std::shared_ptr<HostRequest>& request,
                                        models::OnDelta on_delta, Ended ended) const {
  const std::string_view model = text_argument(*request, 0);
  const Delivery delivery = on_delta ? Delivery::kStreamed : Delivery::kWhole;
  return service_.stream(
      clients_.of(request->caller->loop()), *manifest_, *environment_, model,
      std::string(text_argument(*request, 1)),
      {.patience = patience_of(request->caller->context()),
       .account = request->caller->context().account,
       .trace = request->trace},
      std::move(on_delta),
      [request, delivery, ended = std::move(ended)](models::Outcome outcome) mutable {
        add_attributes(request->attributes, text_argument(*request, 0), delivery, outcome);
        ended(*request, std::move(outcome));
      });
}

ModelCall& ModelCall::operator=(ModelCall&& other) noexcept {
  std::swap(state_, other.state_);
  other.give_up();
  return *this;
}

ModelCall::~ModelCall() { give_up(); }

void ModelCall::give_up() {
  const auto state = std::exchange(state_, nullptr);
  if (!state) return;
  state->done = nullptr;
  state->told = nullptr;
  if (state->cancel) std::exchange(state->cancel, nullptr)();
}

void ModelCall::pause() {
  if (state_ && state_->operation) state_->operation->pause();
}

void ModelCall::resume() {
  if (state_ && state_->operation) state_->operation->resume();
}

}  // namespace modus::host
