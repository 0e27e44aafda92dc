// SPDX-License-Identifier: Apache-2.0
// The operations that an app's own clients send, listed in a file when they are built; with
// "persistedQueries": "trusted" an endpoint answers no others.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "runtime/base/result.h"
#include "runtime/graphql/engine.h"

namespace modus::serve {

/// Immutable and thread-safe.
class TrustedDocuments {
 public:
  /// Reads {"name": "document", …}, which is also Relay's form, or Apollo's manifest
  /// {"format": "apollo-persisted-query-manifest", "operations": [{"id", "body", …}, …]}. Fails
  /// with kInvalidArgument: the text is neither, or names one document twice.
  static Result<TrustedDocuments> parse(std::string_view text);

  /// Fails with kInvalidArgument naming the first document that is not valid, where and why.
  Result<void> check(graphql::Engine& engine) const;

  /// Null when no document has that name. The name may begin with "sha256:", as the draft of
  /// GraphQL over HTTP writes it.
  std::shared_ptr<const std::string> find(std::string_view name) const;
  std::size_t size() const { return documents_.size(); }

 private:
  Result<void> add(std::string_view name, std::string_view text);

  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> documents_;
};

}  // namespace modus::serve
