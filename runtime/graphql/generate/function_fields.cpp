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
  explicit Finder(std::span<const SchemaModule> modules) : modules_(modules) {}

  Result<FunctionFields> find() {
    for (std::size_t module = 0; module < modules_.size(); ++module) MODUS_CHECK(add_all(module));
    std::ranges::sort(fields_.shown, {}, [](const FunctionField& field) {
      return std::pair(std::ranges::find(kRoots, field.root), document_order(field.name));
    });
    std::ranges::sort(fields_.hidden, {}, [this](const HiddenFunction& hidden) {
      return std::pair(std::string_view(signature(hidden).name), hidden.module);
    });
    return std::move(fields_);
  }

 private:
  const types::Signature& signature(const auto& of) const {
    return modules_[of.module].exports[of.function];
  }

  Result<void> add_all(std::size_t module) {
    for (std::size_t i = 0; i < modules_[module].exports.size(); ++i)
      MODUS_CHECK(add({.module = module, .function = i}));
    return {};
  }

  Result<void> add(FunctionField field) {
    const types::Signature& function = signature(field);
    auto docs = read_docs(function);
    if (!docs) return within_module(field, docs.error());
    if (docs->is_hidden) return hide(field, "marked @hidden");
    const auto name =
        docs->name ? Result<std::optional<std::string>>(docs->name) : field_name(function.name);
    if (!name) return within_module(field, name.error());
    if (!*name) return hide(field, "its field's name would begin with an underscore");
    field.root = root_of(function, *docs);
    field.name = prefixed(modules_[field.module].prefix, **name);
    field.docs = std::move(docs->docs);
    MODUS_CHECK(claim(field));
    fields_.shown.push_back(std::move(field));
    return {};
  }

  std::unexpected<Error> within_module(const FunctionField& field, const Error& error) const {
    const std::string_view module = modules_[field.module].name;
    return std::unexpected(module.empty() ? error : error.within(fmt::format("module {}", module)));
  }

  Result<void> hide(const FunctionField& field, std::string reason) {
    if (!signature(field).name.starts_with(kOwnPrefix))
      fields_.hidden.push_back({field.module, field.function, std::move(reason)});
    return {};
  }

  // A subscription may have the name of a query: they are never asked for in one place.
  Result<void> claim(const FunctionField& field) {
    const bool is_subscription = field.root == kSubscription;
    if (is_subscription && field.name == kAgentEvent)
      return fail(ErrorCode::kInvalidArgument,
                  "the function \"{}\" would be the field \"{}\" of Subscription, which is Modus's "
                  "own; name its field with @name",
                  signature(field).name, kAgentEvent);
    const auto [owner, added] = owners_.emplace(std::pair(is_subscription, field.name), field);
    if (added) return {};
    const FunctionField& other = owner->second;
    if (other.module != field.module) return clash_of_modules(other, field);
    const auto [first, second] = std::minmax(signature(field).name, signature(other).name);
    return fail(
        ErrorCode::kInvalidArgument,
        "the functions \"{}\" and \"{}\" would both be the GraphQL field \"{}\"; rename one "
        "of them, or name its field with @name",
        first, second, field.name);
  }

  std::unexpected<Error> clash_of_modules(const FunctionField& a, const FunctionField& b) const {
    return fail(
        ErrorCode::kInvalidArgument,
        "the function \"{}\" of the module \"{}\" and \"{}\" of \"{}\" would both be the "
        "GraphQL field \"{}\"; give one of the modules {} \"prefix\" in modus.json, or name "
        "the field of one with @name",
        signature(a).name, modules_[a.module].name, signature(b).name, modules_[b.module].name,
        a.name,
        modules_[a.module].prefix.empty() && modules_[b.module].prefix.empty() ? "a" : "another");
  }

  const std::span<const SchemaModule> modules_;
  std::map<std::pair<bool, std::string>, FunctionField> owners_;
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

Result<FunctionFields> find_function_fields(std::span<const SchemaModule> modules) {
  return Finder(modules).find();
}

}  // namespace modus::graphql
