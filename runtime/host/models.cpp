// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/models.h"

#include <algorithm>

#include <fmt/ranges.h>

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

// A little of the call's time stays for the function to hear why there is no answer.
Deadline patience_of(const functions::CallContext& context) {
  constexpr Deadline::Clock::duration kMost = std::chrono::milliseconds(500);
  if (context.deadline.is_never()) return context.deadline;
  const auto kept = std::min(context.deadline.remaining() / 10, kMost);
  return Deadline::at(context.deadline.time() - kept);
}

// What both functions share: the model's name comes first, and the manifest must know it.
class ModelFunction : public HostFunction {
 public:
  explicit ModelFunction(std::shared_ptr<const app::Manifest> manifest)
      : manifest_(std::move(manifest)) {}

  std::string detail(const HostRequest& request) const override {
    return request.arguments.empty() ? "" : fmt::format("Model: {}", text(request.arguments[0]));
  }

  Result<void> grant(const HostRequest& request) const override {
    const std::string_view name = text(request.arguments[0]);
    if (manifest_->find_model(name) != nullptr) return {};
    std::vector<std::string_view> known;
    for (const app::Model& model : manifest_->models) known.emplace_back(model.name);
    return fail(ErrorCode::kNotFound, "there is no model \"{}\" in modus.json; it declares {}",
                name, known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
  }

 protected:
  static std::string_view text(const Value& value) {
    return value.kind() == Value::Kind::kString ? value.as_string() : std::string_view();
  }

  const app::Model& model(const HostRequest& request) const {
    return *manifest_->find_model(text(request.arguments[0]));
  }

  std::shared_ptr<const app::Manifest> manifest_;
};

class GetModelInfo final : public ModelFunction {
 public:
  using ModelFunction::ModelFunction;

  std::string_view name() const override { return "modus_models.getModelInfo"; }
  std::size_t arity() const override { return 1; }
  CallTexts texts() const override {
    return {.cancelled = "Cancelled getting model info.", .failed = "Error getting model info."};
  }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    const app::Model& found = model(*request);
    const auto members = types::make_span<types::Member>(request->arena, 2);
    members[0] = {"name", Value::string(found.name)};
    members[1] = {"fullName", Value::string(found.source_model)};
    auto done = std::move(request->done);
    done(Value::object(members));
  }
};

class InvokeModel final : public ModelFunction {
 public:
  InvokeModel(models::ModelService& service, LoopClients& clients,
              std::shared_ptr<const app::Manifest> manifest,
              std::shared_ptr<const app::Environment> environment)
      : ModelFunction(std::move(manifest)),
        service_(service),
        clients_(clients),
        environment_(std::move(environment)) {}

  std::string_view name() const override { return "modus_models.invokeModel"; }
  std::size_t arity() const override { return 2; }
  CallTexts texts() const override {
    return {"Invoking model.", "Completed model invocation.", "Cancelled model invocation.",
            "Error invoking model."};
  }

  std::vector<std::pair<std::string, std::string>> attributes(
      const HostRequest& request) const override {
    const app::Model* found =
        request.arguments.empty() ? nullptr : manifest_->find_model(text(request.arguments[0]));
    if (found == nullptr) return {};
    return {{"model", found->name}, {"modelHash", found->hash()}};
  }

  // Begins on the loop: on the guest's own stack, the work below would leave its pages touched for
  // as long as the guest waits.
  void call(const std::shared_ptr<HostRequest>& request) const override {
    // The operation lives in the request's cancel task, and goes when the answer is in or the call
    // is gone.
    auto operation = std::make_shared<models::ModelOperation>();
    request->cancel = [operation] { *operation = {}; };
    request->caller->loop().post([this, manifest = manifest_, weak = std::weak_ptr(request),
                                  started = std::weak_ptr(operation)] {
      const auto waiting = weak.lock();
      const auto slot = started.lock();
      if (waiting && slot) *slot = invoke(waiting);
    });
  }

 private:
  // The sandbox ends the call at its deadline, and with it the operation.
  models::ModelOperation invoke(const std::shared_ptr<HostRequest>& request) const {
    return service_.invoke(clients_.of(request->caller->loop()), *manifest_, *environment_,
                           model(*request).name, std::string(text(request->arguments[1])),
                           {.patience = patience_of(request->caller->context())},
                           [request](models::Outcome outcome) { answer(*request, outcome); });
  }

  static void answer(HostRequest& request, models::Outcome& outcome) {
    auto done = std::move(request.done);
    request.cancel = nullptr;
    note(request, outcome);
    if (!outcome.answer) return done(std::unexpected(std::move(outcome.answer).error()));
    done(Value::string(types::copy_text(request.arena, *outcome.answer)));
  }

  // What is out of the ordinary.
  static void note(HostRequest& request, const models::Outcome& outcome) {
    const auto add = [&](std::string name, std::string value) {
      request.attributes.emplace_back(std::move(name), std::move(value));
    };
    if (outcome.cached) add("cached", "true");
    if (!outcome.cached && outcome.attempts != 1)
      add("attempts", fmt::format("{}", outcome.attempts));
    if (outcome.answer && outcome.model != text(request.arguments[0]))
      add("answeredBy", outcome.model);
  }

  models::ModelService& service_;
  LoopClients& clients_;
  std::shared_ptr<const app::Environment> environment_;
};

}  // namespace

std::unique_ptr<HostFunction> make_get_model_info(std::shared_ptr<const app::Manifest> manifest) {
  return std::make_unique<GetModelInfo>(std::move(manifest));
}

std::unique_ptr<HostFunction> make_invoke_model(
    models::ModelService& service, LoopClients& clients,
    std::shared_ptr<const app::Manifest> manifest,
    std::shared_ptr<const app::Environment> environment) {
  return std::make_unique<InvokeModel>(service, clients, std::move(manifest),
                                       std::move(environment));
}

}  // namespace modus::host
