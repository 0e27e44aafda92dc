// SPDX-License-Identifier: Apache-2.0
// An answer that shall be a value of a type: how it is asked for, in each provider's way, and how
// it is read and checked.
#pragma once

#include <memory>
#include <string>

#include "runtime/base/result.h"
#include "runtime/json/json.h"
#include "runtime/models/formats/format.h"
#include "runtime/types/type.h"

namespace modus::host {

class TypedAnswer {
 public:
  /// The type must outlive it. Fails with kInvalidArgument when a model cannot be told what its
  /// values look like.
  static Result<TypedAnswer> of(const types::Type& type);

  /// Puts what is wanted into a request, after the tools that it offers.
  void ask_for(const models::Format& format, json::Object& request) const;

  /// Whether the call is not one of a tool but gives the answer, as some providers' do.
  bool is_given_by(const models::ToolCall& call) const { return call.name == schema_.name; }

  /// Whether ask_for() has put such a tool into the request.
  bool is_asked_for_by_tool(const models::Format& format, const json::Object& request) const;

  /// The value as JSON, as guests read it. Fails with kInvalidArgument when the model answered, but
  /// not with such a value, and with kUnavailable when it did not, or not to the end.
  Result<std::string> read(const models::Format& format, const json::Object& answer) const;

  /// The next request of one whose answer read() refused: tells the model what is wrong with it.
  void ask_again(const models::Format& format, json::Object& request, const json::Object& answer,
                 const Error& problem) const;

 private:
  TypedAnswer() = default;

  /// What models give: providers want an object, so that other values are the member of one.
  std::unique_ptr<types::Type> object_;
  bool is_wrapped_ = false;
  models::AnswerSchema schema_;
};

/// The first JSON object in a text, which may have other words around it; when the text ends
/// within an object, as far as it goes. Empty when there is none.
std::string_view find_object_in(std::string_view text);

}  // namespace modus::host
