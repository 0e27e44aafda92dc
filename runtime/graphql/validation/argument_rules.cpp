// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

// The arguments given to a field or directive, and those it has.
struct ArgumentList {
  const ast::Selection* field = nullptr;  // or
  const ast::Directive* directive = nullptr;
  const NamedType* parent = nullptr;  // of a field; null when unknown
  std::span<const ast::Argument> given{};
  const std::vector<InputValue>* expected = nullptr;  // null when unknown

  // For messages: `field "Query.x"`.
  std::string owner() const {
    if (directive != nullptr) return fmt::format("directive \"@{}\"", directive->name.text);
    return fmt::format("field \"{}.{}\"", parent == nullptr ? "" : parent->name, field->name.text);
  }
  // For messages: `Field "x"`.
  std::string subject() const {
    if (directive != nullptr) return fmt::format("Directive \"@{}\"", directive->name.text);
    return fmt::format("Field \"{}\"", field->name.text);
  }
  Offset at() const { return directive != nullptr ? directive->at : field->at; }
};

template <class Visit>
void each_argument_list(const ValidationContext& context, Visit visit) {
  for (const DocumentPart& part : context.index().parts()) {
    const auto field = [&](const SelectionUse& use, const NamedType* parent) {
      const auto* expected = use.definition == nullptr ? nullptr : &use.definition->arguments;
      if (use.node->arguments.empty() && (expected == nullptr || expected->empty())) return;
      visit(ArgumentList{
          .field = use.node, .parent = parent, .given = use.node->arguments, .expected = expected});
    };
    each_selection(part, ast::SelectionKind::kField, field);
    for (const DirectiveUse& use : part.directives) {
      visit(ArgumentList{
          .directive = use.node,
          .given = use.node->arguments,
          .expected = use.definition == nullptr ? nullptr : &use.definition->arguments});
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
      context.report(fmt::format("Unknown argument \"{}\" on {}.{}", name.text, list.owner(),
                                 did_you_mean("", similar_names(name.text, std::move(options)))),
                     {name.at});
    }
  });
}

void check_unique_argument_names(ValidationContext& context) {
  each_argument_list(context, [&](const ArgumentList& list) {
    if (list.given.size() < 2) return;
    std::vector<ast::Name> names;
    for (const ast::Argument& argument : list.given) names.push_back(argument.name);
    report_repeated(names, [&](const ast::Name& name, std::vector<Offset> places) {
      context.report(fmt::format("There can be only one argument named \"{}\".", name.text),
                     std::move(places));
    });
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
                      list.subject(), input.name, input.type->text),
          {list.at()});
    }
  });
}

}  // namespace modus::graphql
