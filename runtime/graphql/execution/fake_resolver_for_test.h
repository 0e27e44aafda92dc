// SPDX-License-Identifier: Apache-2.0
// A resolver for tests of the engine.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "runtime/graphql/engine.h"
#include "runtime/json/writer.h"

namespace modus::graphql {

inline void write(json::Writer& writer, types::Value value) {
  using Kind = types::Value::Kind;
  switch (value.kind()) {
    case Kind::kAbsent: return writer.string("(absent)");
    case Kind::kNull: return writer.null();
    case Kind::kBoolean: return writer.boolean(value.as_boolean());
    case Kind::kInt: return writer.integer(value.as_int());
    case Kind::kUint: return writer.integer(value.as_uint());
    case Kind::kFloat: return writer.number(value.as_float());
    case Kind::kString: return writer.string(value.as_string());
    case Kind::kList:
      writer.begin_array();
      for (const types::Value& item : value.as_list()) write(writer, item);
      return writer.end_array();
    case Kind::kObject:
      writer.begin_object();
      for (const types::Member& member : value.as_object()) {
        writer.key(member.name);
        write(writer, member.value);
      }
      return writer.end_object();
  }
}

inline std::string to_text(std::span<const Argument> arguments) {
  json::Writer writer;
  writer.begin_object();
  for (const Argument& argument : arguments) {
    writer.key(argument.name);
    write(writer, argument.value);
  }
  writer.end_object();
  return writer.take();
}

// `key=ordinal{…}`, `key=Type` for __typename.
inline std::string to_text(const types::Projection* projection) {
  if (projection == nullptr) return "";
  std::string text;
  for (const auto& entry : projection->entries) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{}={}", entry.key,
                        entry.is_typename ? entry.type_name : std::to_string(entry.field));
    text += to_text(entry.projection);
  }
  return "{" + text + "}";
}

// Answers `"key"` unless told otherwise; holds answers back when asked to.
class FakeResolver : public Resolver {
 public:
  void resolve(const FieldCall& call, std::move_only_function<void(FieldOutcome)> done) override {
    calls.push_back(fmt::format("{}.{} {}{}", call.type, call.field, to_text(call.arguments),
                                to_text(call.projection)));
    const auto prepared = outcomes.find(std::string(call.key));
    FieldOutcome outcome;
    outcome.json = fmt::format("\"{}\"", call.key);
    if (prepared != outcomes.end()) outcome = prepared->second;
    if (!hold) return done(std::move(outcome));
    held.push_back([outcome, done = std::move(done)]() mutable { done(std::move(outcome)); });
  }

  std::map<std::string, FieldOutcome> outcomes;
  bool hold = false;
  std::vector<std::string> calls;
  std::vector<std::move_only_function<void()>> held;
};

// Prepares and executes; a refusal is an answer too.
inline void run(Engine& engine, Request request, Resolver& resolver,
                std::move_only_function<void(Response)> done) {
  auto operation = engine.prepare(std::move(request));
  if (!operation) return done(std::move(operation).error());
  engine.execute(*std::move(operation), resolver, std::move(done));
}

}  // namespace modus::graphql
