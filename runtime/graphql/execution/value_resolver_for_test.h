// SPDX-License-Identifier: Apache-2.0
// A resolver for tests that have the answers as a value.
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>

#include "runtime/graphql/engine.h"
#include "runtime/types/value.h"

namespace modus::graphql {

/// Answers the root fields from a value, in which objects with one of three members stand for what
/// a resolver does: {"$error": "text"} fails, {"$args": true} yields the field's arguments,
/// {"$next": true} yields 1, 2, 3, … within a request.
class ValueResolver final : public Resolver {
 public:
  ValueResolver(types::Value root, types::Arena& arena) : root_(root), arena_(arena) {}

  void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) override {
    const types::Value value = root_.find(call.field);
    done({.value = value.is_absent() ? types::Value::null() : value});
  }

  std::expected<types::Value, std::string> settle(types::Value value,
                                                  std::span<const Argument> arguments) override {
    const types::Value error = value.find("$error");
    if (!error.is_absent()) return std::unexpected(std::string(error.as_string()));
    return substitute(value, arguments);
  }

 private:
  // Items of lists are substituted with their list, but fail on their own.
  types::Value substitute(types::Value value, std::span<const Argument> arguments) {
    if (value.kind() == types::Value::Kind::kList) {
      const auto items = types::make_span<types::Value>(arena_, value.as_list().size());
      for (std::size_t i = 0; i < items.size(); ++i) {
        items[i] = substitute(value.as_list()[i], arguments);
      }
      return types::Value::list(items);
    }
    if (!value.find("$next").is_absent()) return types::Value::integer(++next_);
    if (value.find("$args").is_absent()) return value;
    const auto members = types::make_span<types::Member>(arena_, arguments.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
      members[i] = {arguments[i].name, arguments[i].value};
    }
    return types::Value::object(members);
  }

  types::Value root_;
  types::Arena& arena_;
  std::int64_t next_ = 0;
};

}  // namespace modus::graphql
