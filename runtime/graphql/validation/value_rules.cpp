// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/schema/scalars.h"
#include "runtime/graphql/schema/suggestions.h"
#include "runtime/graphql/validation/rules.h"

namespace modus::graphql {
namespace {

using ast::ValueKind;

class LiteralCheck {
 public:
  explicit LiteralCheck(ValidationContext& context) : context_(context) {}

  void check(const ast::Value& value, const TypeRef& type) {
    if (value.kind == ValueKind::kVariable || context_.is_full()) return;
    const TypeRef& nullable = type.nullable();
    if (value.kind == ValueKind::kNull) {
      if (type.is_non_null()) mismatch(value, type);
    } else if (value.kind == ValueKind::kList && nullable.is_list()) {
      for (const ast::Value& item : value.items) check(item, *nullable.of);
    } else if (type.named->kind == TypeKind::kInputObject) {
      value.kind == ValueKind::kObject ? check_object(value, *type.named) : mismatch(value, type);
    } else if (type.named->kind == TypeKind::kEnum) {
      check_enum(value, *type.named);
    } else if (type.named->scalar != ScalarKind::kCustom) {
      const ScalarResult result = scalar_from_literal(type.named->scalar, value);
      if (!result) context_.report(result.error(), {value.at});
    }
  }

 private:
  // What a list is not, graphql-js names without its non-null.
  void mismatch(const ast::Value& value, const TypeRef& type) {
    const TypeRef& shown = value.kind == ValueKind::kList ? type.nullable() : type;
    context_.report(
        fmt::format("Expected value of type \"{}\", found {}.", shown.text, print(value)),
        {value.at});
  }

  void check_enum(const ast::Value& value, const NamedType& type) {
    if (value.kind == ValueKind::kEnum && type.find_value(value.text) != nullptr) return;
    std::vector<std::string_view> options;
    for (const EnumValue& option : type.values) options.push_back(option.name);
    const std::string shown = print(value);
    const bool word = value.kind == ValueKind::kEnum;
    const std::string hint = did_you_mean(
        "the enum value", similar_names(word ? value.text : shown, std::move(options)));
    context_.report(
        word ? fmt::format("Value \"{}\" does not exist in \"{}\" enum.{}", shown, type.name, hint)
             : fmt::format("Enum \"{}\" cannot represent non-enum value: {}.{}", type.name, shown,
                           hint),
        {value.at});
  }

  void check_object(const ast::Value& value, const NamedType& type) {
    for (const InputValue& input : type.input_fields) {
      const auto is_input = [&](const auto& field) { return field.name.text == input.name; };
      if (!input.is_required() || std::ranges::any_of(value.fields, is_input)) continue;
      context_.report(fmt::format("Field \"{}.{}\" of required type \"{}\" was not provided.",
                                  type.name, input.name, input.type->text),
                      {value.at});
    }
    if (type.one_of) check_one_of(value, type);
    for (const ast::ObjectField& field : value.fields) {
      if (const InputValue* input = type.find_input_field(field.name.text)) {
        check(field.value, *input->type);
        continue;
      }
      if (context_.is_full()) return;
      std::vector<std::string_view> options;
      for (const InputValue& option : type.input_fields) options.push_back(option.name);
      context_.report(
          fmt::format("Field \"{}\" is not defined by type \"{}\".{}", field.name.text, type.name,
                      did_you_mean("", similar_names(field.name.text, std::move(options)))),
          {field.name.at});
    }
  }

  // A key that comes twice is one key; its last value counts.
  void check_one_of(const ast::Value& value, const NamedType& type) {
    const auto is_last = [&](const ast::ObjectField& field) {
      return field.name.text == value.fields.back().name.text;
    };
    if (value.fields.empty() || !std::ranges::all_of(value.fields, is_last)) {
      context_.report(
          fmt::format("OneOf Input Object \"{}\" must specify exactly one key.", type.name),
          {value.at});
    } else if (value.fields.back().value.kind == ValueKind::kNull) {
      context_.report(
          fmt::format("Field \"{}.{}\" must be non-null.", type.name, value.fields[0].name.text),
          {value.at});
    }
  }

  ValidationContext& context_;
};

void check_unique_names(ValidationContext& context, const ast::Value& value) {
  for (const ast::Value& item : value.items) check_unique_names(context, item);
  if (value.fields.size() > 1) {
    std::vector<ast::Name> names;
    for (const ast::ObjectField& field : value.fields) names.push_back(field.name);
    report_again(names, [&](const ast::Name& name, Offset first) {
      context.report(fmt::format("There can be only one input field named \"{}\".", name.text),
                     {first, name.at});
    });
  }
  for (const ast::ObjectField& field : value.fields) check_unique_names(context, field.value);
}

}  // namespace

void check_values_of_correct_type(ValidationContext& context) {
  LiteralCheck literals(context);
  for (const DocumentPart& part : context.index().parts()) {
    for (const ValueUse& use : part.values) {
      if (use.type != nullptr) literals.check(*use.node, *use.type);
    }
  }
}

void check_unique_input_field_names(ValidationContext& context) {
  for (const DocumentPart& part : context.index().parts()) {
    for (const ValueUse& use : part.values) check_unique_names(context, *use.node);
  }
}

}  // namespace modus::graphql
