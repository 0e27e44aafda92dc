// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/function_fields.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "runtime/graphql/generate/field_names.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSubscription = "Subscription";
constexpr std::array<std::string_view, 3> kRoots{"Query", "Mutation", kSubscription};

/// What only Modus calls: agents and tests.
constexpr std::string_view kOwnPrefix = "_modus_";

std::string root_of(const types::Signature& function, const FunctionDocs& docs) {
  if (function.is_stream()) return std::string(kSubscription);
  return docs.root ? *docs.root : std::string(root_type(function.name));
}

class Finder {
 public:
  explicit Finder(std::span<const types::Signature> exports) : exports_(exports) {}

  Result<FunctionFields> find() {
    for (std::size_t i = 0; i < exports_.size(); ++i) MODUS_CHECK(add(i));
    std::ranges::sort(fields_.shown, {}, [](const FunctionField& field) {
      return std::pair(std::ranges::find(kRoots, field.root), document_order(field.name));
    });
    std::ranges::sort(fields_.hidden, {},
                      [this](const auto& hidden) { return exports_[hidden.function].name; });
    return std::move(fields_);
  }

 private:
  Result<void> add(std::size_t index) {
    const types::Signature& function = exports_[index];
    MODUS_TRY(docs, read_docs(function));
    if (docs.is_hidden) return hide(index, "marked @hidden");
    std::optional<std::string> name = docs.name;
    if (!name) {
      MODUS_TRY(derived, field_name(function.name));
      name = std::move(derived);
    }
    if (!name) return hide(index, "its field's name would begin with an underscore");
    FunctionField field{root_of(function, docs), *std::move(name), index, std::move(docs.docs)};
    MODUS_CHECK(claim(field));
    fields_.shown.push_back(std::move(field));
    return {};
  }

  Result<void> hide(std::size_t index, std::string reason) {
    if (!exports_[index].name.starts_with(kOwnPrefix))
      fields_.hidden.push_back({index, std::move(reason)});
    return {};
  }

  // A subscription may have the name of a query: they are never asked for in one place.
  Result<void> claim(const FunctionField& field) {
    const bool is_subscription = field.root == kSubscription;
    const std::string& function = exports_[field.function].name;
    if (is_subscription && field.name == kAgentEvent)
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" would be the field \"{}\" of Subscription, which is Modus's "
                  "own; name its field with @name",
                  function, kAgentEvent);
    const auto [owner, added] =
        owners_.emplace(std::pair(is_subscription, field.name), field.function);
    if (added) return {};
    const auto [first, second] = std::minmax(function, exports_[owner->second].name);
    return fail(
        ErrorCode::kInvalidArgument,
        "the functions \"{}\" and \"{}\" would both be the GraphQL field \"{}\"; rename one "
        "of them, or name its field with @name",
        first, second, field.name);
  }

  const std::span<const types::Signature> exports_;
  std::map<std::pair<bool, std::string>, std::size_t> owners_;
  FunctionFields fields_;
};

}  // namespace

std::pair<std::string, std::string_view> document_order(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return {std::move(lower), name};
}

Result<FunctionFields> find_function_fields(std::span<const types::Signature> exports) {
  return Finder(exports).find();
}

}  // namespace modus::graphql
