// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/execution/completion.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/execution/arguments.h"
#include "runtime/graphql/execution/leaf_values.h"
#include "runtime/graphql/introspection/introspection.h"
#include "runtime/types/value_json.h"

namespace modus::graphql {

using types::Projection;
using types::Value;

std::string Completion::complete(const RootField& field, std::span<const Argument> arguments,
                                 Value value) {
  const Target target{.parent = *operation_.plan().root,
                      .field = *field.definition,
                      .nodes = field.nodes,
                      .projection = field.projection,
                      .arguments = arguments};
  const Outcome outcome =
      at_place(*field.definition->type, target, {nullptr, field.key(), 0}, value);
  return outcome == Outcome::kBroken ? std::string() : writer_.take();
}

// Fields and items are where an error turns into null, unless null is not allowed there either.
Completion::Outcome Completion::at_place(const TypeRef& type, const Target& target,
                                         const Place& place, Value given) {
  const auto mark = writer_.mark();
  const auto settled = resolver_.settle(given, target.arguments);
  const Outcome outcome =
      settled ? value(type, target, place, *settled) : broken(target, place, settled.error());
  if (outcome != Outcome::kBroken || type.is_non_null()) return outcome;
  writer_.rewind(mark);
  return null();
}

Completion::Outcome Completion::value(const TypeRef& type, const Target& target, const Place& place,
                                      Value given) {
  if (type.is_non_null()) {
    const Outcome outcome = value(*type.of, target, place, given);
    if (outcome != Outcome::kNull) return outcome;
    return broken(target, place,
                  fmt::format("Cannot return null for non-nullable field {}.{}.",
                              target.parent.name, target.field.name));
  }
  if (given.is_null() || given.is_absent()) return null();
  if (type.is_list()) return list(*type.of, target, place, given);
  const NamedType& named = *type.named;
  if (named.is_leaf()) return leaf(named, target, place, given);
  if (named.is_abstract()) return abstract(named, target, place, given);
  return object(named, *target.projection, place, given);
}

Completion::Outcome Completion::list(const TypeRef& item_type, const Target& target,
                                     const Place& place, Value given) {
  if (given.kind() != Value::Kind::kList) {
    return broken(target, place,
                  fmt::format("Expected Iterable, but did not find one for field \"{}.{}\".",
                              target.parent.name, target.field.name));
  }
  writer_.begin_array();
  std::size_t index = 0;
  for (const Value& item : given.as_list()) {
    if (writer_.is_full()) break;
    const Place here{&place, {}, index++};
    if (at_place(item_type, target, here, item) == Outcome::kBroken) return Outcome::kBroken;
  }
  writer_.end_array();
  return Outcome::kWritten;
}

Completion::Outcome Completion::leaf(const NamedType& type, const Target& target,
                                     const Place& place, Value given) {
  const auto coerced = coerce_result(type, given, arena_);
  if (!coerced) return broken(target, place, coerced.error());
  types::write_json(writer_, *coerced);
  return Outcome::kWritten;
}

// The object's type is what its __typename says.
Completion::Outcome Completion::abstract(const NamedType& type, const Target& target,
                                         const Place& place, Value given) {
  const Value name = given.find("__typename");
  if (name.kind() != Value::Kind::kString) {
    return broken(target, place,
                  fmt::format("Abstract type \"{0}\" must resolve to an Object type at runtime for "
                              "field \"{1}.{2}\". Either the \"{0}\" type should provide a "
                              "\"resolveType\" function or each possible type should provide an "
                              "\"isTypeOf\" function.",
                              type.name, target.parent.name, target.field.name));
  }
  const NamedType* const actual = operation_.plan().schema->find_type(name.as_string());
  if (actual == nullptr) {
    return broken(target, place,
                  fmt::format("Abstract type \"{}\" was resolved to a type \"{}\" that does not "
                              "exist inside the schema.",
                              type.name, name.as_string()));
  }
  if (actual->kind != TypeKind::kObject) {
    return broken(target, place,
                  fmt::format("Abstract type \"{}\" was resolved to a non-object type \"{}\".",
                              type.name, actual->name));
  }
  const auto variant = std::ranges::find(type.possible_types, actual);
  if (variant == type.possible_types.end()) {
    return broken(target, place,
                  fmt::format("Runtime Object type \"{}\" is not a possible type for \"{}\".",
                              actual->name, type.name));
  }
  const auto index = static_cast<std::size_t>(variant - type.possible_types.begin());
  return object(*actual, *target.projection->variants[index], place, given);
}

Completion::Outcome Completion::object(const NamedType& type, const Projection& projection,
                                       const Place& place, Value given) {
  writer_.begin_object();
  for (const Projection::Entry& entry : projection.entries) {
    if (writer_.is_full()) break;
    writer_.plain_key(entry.key);
    if (member(type, entry, {&place, entry.key, 0}, given) == Outcome::kBroken) {
      return Outcome::kBroken;
    }
  }
  writer_.end_object();
  return Outcome::kWritten;
}

Completion::Outcome Completion::member(const NamedType& type, const Projection::Entry& entry,
                                       const Place& place, Value parent) {
  if (entry.is_typename) {
    writer_.string(entry.type_name);
    return Outcome::kWritten;
  }
  if (entry.field == type.fields.size()) return introspection(type, entry, place);
  const Field& field = type.fields[entry.field];
  const FieldNodes& nodes = operation_.selection().sources[entry.source];
  const auto arguments = arguments_of(field, *nodes.front());
  if (!arguments) {
    const Outcome outcome = broken(arguments.error(), place);
    return field.type->is_non_null() ? outcome : null();
  }
  const Target target{.parent = type,
                      .field = field,
                      .nodes = nodes,
                      .projection = entry.projection,
                      .arguments = *arguments};
  return at_place(*field.type, target, place, parent.find(field.name));
}

Completion::Outcome Completion::introspection(const NamedType& type, const Projection::Entry& entry,
                                              const Place& place) {
  const ast::Selection& node = *operation_.selection().sources[entry.source].front();
  const Field& field = *operation_.plan().schema->find_field(type, node.name.text);
  const auto arguments = arguments_of(field, node);
  if (!arguments) {
    (void)broken(arguments.error(), place);
    return null();
  }
  write_introspection(operation_, node.name.text, *entry.projection, *arguments, writer_);
  return Outcome::kWritten;
}

std::expected<std::span<const Argument>, Diagnostic> Completion::arguments_of(
    const Field& field, const ast::Selection& node) {
  if (field.arguments.empty()) return {};
  const auto [known, is_new] = planned_.try_emplace({&field, &node});
  if (is_new) known->second = plan_arguments(field, node, arena_);
  return coerce_arguments(*operation_.plan().document, known->second, operation_.variables(),
                          arena_);
}

Completion::Outcome Completion::null() {
  writer_.null();
  return Outcome::kNull;
}

Completion::Outcome Completion::broken(const Target& target, const Place& place,
                                       std::string message) {
  Diagnostic error{.message = std::move(message)};
  for (const ast::Selection* node : target.nodes) {
    error.locations.push_back(operation_.plan().document->locate(node->at));
  }
  return broken(std::move(error), place);
}

Completion::Outcome Completion::broken(Diagnostic error, const Place& place) {
  FieldFault& fault = errors_.emplace_back(std::move(error));
  for (const Place* step = &place; step->outer != nullptr; step = step->outer) {
    if (step->key.empty()) {
      fault.path.emplace_back(step->index);
    } else {
      fault.path.emplace_back(std::string(step->key));
    }
  }
  std::ranges::reverse(fault.path);
  return Outcome::kBroken;
}

}  // namespace modus::graphql
