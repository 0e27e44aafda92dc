// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// The arguments given to a field or directive, and those it has.
struct ArgumentList {
  Offset at;
  std::span<const ast::Argument> given;
  const std::vector<InputValue>* expected;  // null when unknown
  std::string owner;                        // for messages: `field "Query.x"`
  std::string subject;                      // for messages: `Field "x"`
};

template <class Visit>
void each_argument_list(const ValidationContext& context, Visit visit) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const FieldUse& use : part.fields) {
      const Field* field = use.definition;
      if (use.node->arguments.empty() && (field == nullptr || field->arguments.empty())) continue;
      const std::string_view parent = use.parent == nullptr ? "" : use.parent->name;
      const std::string_view name = use.node->name.text;
      visit(ArgumentList{
          use.node->at, use.node->arguments, field == nullptr ? nullptr : &field->arguments,
          fmt::format("field \"{}.{}\"", parent, name), fmt::format("Field \"{}\"", name)});
    }
    for (const DirectiveUse& use : part.directives) {
      const std::string_view name = use.node->name.text;
      visit(ArgumentList{use.node->at, use.node->arguments,
                         use.definition == nullptr ? nullptr : &use.definition->arguments,
                         fmt::format("directive \"@{}\"", name),
                         fmt::format("Directive \"@{}\"", name)});
    }
  }
}

}  // namespace

void check_known_argument_names(ValidationContext& context) {
  each_argument_list(context, [&](const ArgumentList& list) {
    if (list.expected == nullptr) return;
    for (const ast::Argument& argument : list.given) {
      const ast::Name& name = argument.name;
      if (find_input(*list.expected, name.text) != nullptr || context.is_full()) continue;
      std::vector<std::string_view> options;
      for (const InputValue& option : *list.expected) options.push_back(option.name);
      context.report(fmt::format("Unknown argument \"{}\" on {}.{}", name.text, list.owner,
                                 did_you_mean("", similar_names(name.text, std::move(options)))),
                     {name.at});
    }
  });
}

void check_unique_argument_names(ValidationContext& context) {
  each_argument_list(context, [&](const ArgumentList& list) {
    if (list.given.size() < 2) return;
    std::unordered_map<std::string_view, std::vector<Offset>> places;
    for (const auto& argument : list.given) places[argument.name.text].push_back(argument.name.at);
    for (const auto& argument : list.given) {
      const auto& all = places[argument.name.text];
      if (all.size() > 1 && all.front() == argument.name.at) {
        context.report(
            fmt::format("There can be only one argument named \"{}\".", argument.name.text), all);
      }
    }
  });
}

void check_provided_required_arguments(ValidationContext& context) {
  each_argument_list(context, [&](const ArgumentList& list) {
    if (list.expected == nullptr) return;
    for (const InputValue& input : *list.expected) {
      const auto is_input = [&](const auto& argument) { return argument.name.text == input.name; };
      if (!input.is_required() || std::ranges::any_of(list.given, is_input)) continue;
      context.report(
          fmt::format("{} argument \"{}\" of type \"{}\" is required, but it was not provided.",
                      list.subject, input.name, input.type->text),
          {list.at});
    }
  });
}

}  // namespace modus::graphql
