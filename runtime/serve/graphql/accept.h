// SPDX-License-Identifier: Apache-2.0
// What a client says in Accept about the ways to answer a GraphQL operation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/graphql/engine.h"

namespace modus::serve {

/// How an operation can be answered over HTTP.
enum class AnswerType : std::uint8_t { kGraphqlResponse, kJson, kEventStream, kMultipart };

/// The header, read. Without one, everything is accepted and JSON is meant, as for "*/*".
class Accept {
 public:
  explicit Accept(std::string_view header);

  /// For a single response. JSON is preferred to streams, unless the client prefers those; nothing
  /// when it accepts none of all.
  std::optional<AnswerType> for_response() const;
  /// For responses that come one after another: what the client names itself, nothing otherwise.
  std::optional<AnswerType> for_stream() const;
  bool takes_events() const { return quality_of(AnswerType::kEventStream) > 0; }
  /// Of a response in parts: the current form, unless the client asks for that of 2022 by the
  /// parameter deferSpec=20220824.
  graphql::IncrementalForm incremental_form() const { return form_; }

 private:
  static constexpr int kTypes = 4;
  std::uint16_t quality_of(AnswerType type) const { return quality_[static_cast<int>(type)]; }

  std::uint16_t quality_[kTypes] = {};  // in thousandths
  graphql::IncrementalForm form_ = graphql::IncrementalForm::kCurrent;
};

}  // namespace modus::serve
