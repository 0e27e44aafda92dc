// SPDX-License-Identifier: Apache-2.0
// A request to a model that takes several rounds: the model may call tools before it answers, and
// gets another chance when its answer does not fit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/host/model_call.h"
#include "runtime/host/tool_round.h"
#include "runtime/host/toolbox.h"
#include "runtime/host/typed_answer.h"

namespace modus::host {

/// What a guest asks.
struct Question {
  std::string_view model;
  std::string_view input;               // a request as for invokeModel
  const types::Type* answer = nullptr;  // null: the provider's own answer is wanted
  std::vector<std::string_view> tools;  // functions of the app
  std::int64_t max_rounds = 8;          // of tool calls
};

/// Takes the tools and the number of rounds from the arguments at `at` and behind it.
void read_tools(const functions::HostRequest& request, std::size_t at, Question& question);

/// One question under way. Each request that it makes to the model leaves a record in the journal,
/// and what it calls has the caller's context. Destroying it ends it. Belongs to the caller's loop.
class Conversation {
 public:
  /// The provider's last answer, or the value as JSON.
  using Done = std::move_only_function<void(Result<std::string>)>;

  /// Fails when the question makes no sense: kNotFound and kInvalidArgument name what is wrong.
  /// `calls` and `log` must outlive it, and so must the caller of `within`, the host call that it
  /// belongs to.
  /// `on_delta`, when set, is told what the model says in every round, as it comes.
  static Result<std::unique_ptr<Conversation>> make(const ModelCalls& calls, Log& log,
                                                    const functions::HostRequest& within,
                                                    const Question& question,
                                                    models::OnDelta on_delta, Done done);

  /// `done` comes later, and may destroy this.
  void start();

  /// Holds the model's stream back, that of later rounds too; see models::ModelOperation.
  void pause();
  void resume();

 private:
  Conversation(const ModelCalls& calls, Log& log, const functions::HostRequest& within);

  Result<void> prepare(const Question& question);
  Result<void> offer(std::span<const std::string_view> names);
  void ask();
  void answered(models::Outcome outcome);
  Result<std::string> as_it_came(std::string text, const Result<json::Value>& answer) const;
  bool goes_to_tools(const std::vector<models::ToolCall>& calls) const;
  void call_tools(json::Object answer, std::vector<models::ToolCall> calls);
  void finish(const json::Object& answer, std::string text);
  void end(Result<std::string> result);

  const ModelCalls& calls_;
  Log& log_;
  functions::HostRequest within_;  // what is needed of it: it may end before
  std::string model_;
  std::shared_ptr<const models::Format> format_;
  json::Object request_;
  std::vector<std::string> guests_tools_;  // those that the guest calls itself
  std::optional<Toolbox> tools_;
  std::optional<TypedAnswer> typed_;
  std::int64_t max_rounds_ = 0;
  std::int64_t rounds_ = 0;
  bool asked_again_ = false;
  models::OnDelta on_delta_;
  bool paused_ = false;
  Done done_;
  ModelCall call_;
  std::optional<ToolRound> round_;
};

}  // namespace modus::host
