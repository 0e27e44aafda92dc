// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/introspection/introspection.h"

#include "runtime/graphql/schema/default_text.h"

namespace modus::graphql {
namespace {

// The fields of the introspection types, in the order of the prelude.
enum class SchemaField {
  kDescription,
  kTypes,
  kQueryType,
  kMutationType,
  kSubscriptionType,
  kDirectives
};
enum class TypeField {
  kKind,
  kName,
  kDescription,
  kSpecifiedByUrl,
  kFields,
  kInterfaces,
  kPossibleTypes,
  kEnumValues,
  kInputFields,
  kOfType,
  kIsOneOf
};
enum class FieldField { kName, kDescription, kArgs, kType, kIsDeprecated, kDeprecationReason };
enum class InputField {
  kName,
  kDescription,
  kType,
  kDefaultValue,
  kIsDeprecated,
  kDeprecationReason
};
enum class EnumValueField { kName, kDescription, kIsDeprecated, kDeprecationReason };
enum class DirectiveField {
  kName,
  kDescription,
  kIsRepeatable,
  kLocations,
  kArgs,
  kIsDeprecated,
  kDeprecationReason
};

std::string_view kind_name(TypeKind kind) {
  constexpr std::string_view kNames[] = {"SCALAR", "OBJECT", "INTERFACE",
                                         "UNION",  "ENUM",   "INPUT_OBJECT"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace

bool is_meta_field(const RootField& field) { return field.node().name.text.starts_with("__"); }

FieldOutcome answer_meta_field(const BoundOperation& operation, const RootField& field,
                               std::span<const Argument> arguments) {
  json::Writer writer(operation.plan().options->max_response_bytes.most);
  if (field.node().name.text == "__typename") {
    writer.string(operation.plan().root->name);
  } else {
    write_introspection(operation, field.node().name.text, *field.projection, arguments, writer);
  }
  return {.json = writer.take(), .errors = {}, .invocation = {}};
}

void write_introspection(const BoundOperation& operation, std::string_view field,
                         const types::Projection& projection, std::span<const Argument> arguments,
                         json::Writer& writer) {
  Introspection introspection(operation, writer);
  if (field == "__schema") {
    introspection.write_schema(projection);
  } else {
    introspection.write_type(arguments.front().value.as_string(), projection);
  }
}

template <class Write>
void Introspection::object(const types::Projection& projection, Write write) {
  writer_.begin_object();
  for (const Entry& entry : projection.entries) {
    if (writer_.is_full()) break;
    writer_.key(entry.key);
    if (entry.is_typename) {
      writer_.string(entry.type_name);
    } else {
      write(entry);
    }
  }
  writer_.end_object();
}

template <class Items, class Write>
void Introspection::list(const Items& items, Write write) {
  writer_.begin_array();
  for (const auto& item : items) {
    if (writer_.is_full()) break;
    write(item);
  }
  writer_.end_array();
}

void Introspection::optional_text(std::string_view text) {
  text.empty() ? writer_.null() : writer_.string(text);
}

void Introspection::is_deprecated(const std::optional<std::string_view>& reason) {
  writer_.boolean(reason.has_value());
}

void Introspection::text_or_null(const std::optional<std::string_view>& text) {
  text ? writer_.string(*text) : writer_.null();
}

bool Introspection::includes_deprecated(const Entry& entry) {
  const ast::Selection& node = *operation_.selection().sources[entry.source].front();
  for (const ast::Argument& argument : node.arguments) {
    const ast::Value& value = argument.value;
    if (value.kind != ast::ValueKind::kVariable) return value.text == "true";
    const types::Value given = operation_.variables().find(value.text);
    return given.kind() == types::Value::Kind::kBoolean && given.as_boolean();
  }
  return false;
}

void Introspection::write_schema(const types::Projection& projection) {
  object(projection, [&](const Entry& entry) {
    const auto named = [&](const NamedType* type) { write_named(type, *entry.projection); };
    switch (static_cast<SchemaField>(entry.field)) {
      case SchemaField::kDescription: return optional_text(schema_.description());
      case SchemaField::kTypes: return list(schema_.types(), named);
      case SchemaField::kQueryType: return named(schema_.root(ast::OperationKind::kQuery));
      case SchemaField::kMutationType: return named(schema_.root(ast::OperationKind::kMutation));
      case SchemaField::kSubscriptionType:
        return named(schema_.root(ast::OperationKind::kSubscription));
      case SchemaField::kDirectives:
        return list(schema_.directives(), [&](const DirectiveDefinition& directive) {
          write_directive(directive, *entry.projection);
        });
    }
  });
}

void Introspection::write_type(std::string_view name, const types::Projection& projection) {
  write_named(schema_.find_type(name), projection);
}

void Introspection::write_named(const NamedType* type, const types::Projection& projection) {
  if (type == nullptr) return writer_.null();
  object(projection, [&](const Entry& entry) { write_named_field(*type, entry); });
}

void Introspection::write_type(const TypeRef& type, const types::Projection& projection) {
  if (type.wrapper == Wrapper::kNone) return write_named(type.named, projection);
  object(projection, [&](const Entry& entry) {
    switch (static_cast<TypeField>(entry.field)) {
      case TypeField::kKind: return writer_.string(type.is_list() ? "LIST" : "NON_NULL");
      case TypeField::kOfType: return write_type(*type.of, *entry.projection);
      default: return writer_.null();
    }
  });
}

void Introspection::write_named_field(const NamedType& type, const Entry& entry) {
  const bool has_fields = type.kind == TypeKind::kObject || type.kind == TypeKind::kInterface;
  const auto named = [&](const NamedType* other) { write_named(other, *entry.projection); };
  const auto visible = [&](const auto& items, auto write) {
    const bool all = includes_deprecated(entry);
    list(items, [&](const auto& item) {
      if (all || !item.deprecation) write(item);
    });
  };
  switch (static_cast<TypeField>(entry.field)) {
    case TypeField::kKind: return writer_.string(kind_name(type.kind));
    case TypeField::kName: return writer_.string(type.name);
    case TypeField::kDescription: return optional_text(type.description);
    case TypeField::kSpecifiedByUrl: return text_or_null(type.specified_by);
    case TypeField::kFields:
      if (!has_fields) break;
      return visible(type.fields,
                     [&](const Field& field) { write_field(field, *entry.projection); });
    case TypeField::kInterfaces:
      if (!has_fields) break;
      return list(type.interfaces, named);
    case TypeField::kPossibleTypes:
      if (!type.is_abstract()) break;
      return list(type.possible_types, named);
    case TypeField::kEnumValues:
      if (type.kind != TypeKind::kEnum) break;
      return visible(type.values,
                     [&](const EnumValue& value) { write_enum_value(value, *entry.projection); });
    case TypeField::kInputFields:
      if (type.kind != TypeKind::kInputObject) break;
      return write_inputs(type.input_fields, entry);
    case TypeField::kOfType: break;
    case TypeField::kIsOneOf:
      if (type.kind != TypeKind::kInputObject) break;
      return writer_.boolean(type.one_of);
  }
  writer_.null();
}

void Introspection::write_field(const Field& field, const types::Projection& projection) {
  object(projection, [&](const Entry& entry) {
    switch (static_cast<FieldField>(entry.field)) {
      case FieldField::kName: return writer_.string(field.name);
      case FieldField::kDescription: return optional_text(field.description);
      case FieldField::kArgs: return write_inputs(field.arguments, entry);
      case FieldField::kType: return write_type(*field.type, *entry.projection);
      case FieldField::kIsDeprecated: return is_deprecated(field.deprecation);
      case FieldField::kDeprecationReason: return text_or_null(field.deprecation);
    }
  });
}

void Introspection::write_inputs(const std::vector<InputValue>& inputs, const Entry& entry) {
  const bool all = includes_deprecated(entry);
  list(inputs, [&](const InputValue& input) {
    if (all || !input.deprecation) write_input(input, *entry.projection);
  });
}

void Introspection::write_input(const InputValue& input, const types::Projection& projection) {
  object(projection, [&](const Entry& entry) {
    switch (static_cast<InputField>(entry.field)) {
      case InputField::kName: return writer_.string(input.name);
      case InputField::kDescription: return optional_text(input.description);
      case InputField::kType: return write_type(*input.type, *entry.projection);
      case InputField::kDefaultValue:
        return input.default_value == nullptr ? writer_.null()
                                              : writer_.string(default_text(input));
      case InputField::kIsDeprecated: return is_deprecated(input.deprecation);
      case InputField::kDeprecationReason: return text_or_null(input.deprecation);
    }
  });
}

void Introspection::write_enum_value(const EnumValue& value, const types::Projection& projection) {
  object(projection, [&](const Entry& entry) {
    switch (static_cast<EnumValueField>(entry.field)) {
      case EnumValueField::kName: return writer_.string(value.name);
      case EnumValueField::kDescription: return optional_text(value.description);
      case EnumValueField::kIsDeprecated: return is_deprecated(value.deprecation);
      case EnumValueField::kDeprecationReason: return text_or_null(value.deprecation);
    }
  });
}

void Introspection::write_directive(const DirectiveDefinition& directive,
                                    const types::Projection& projection) {
  object(projection, [&](const Entry& entry) {
    switch (static_cast<DirectiveField>(entry.field)) {
      case DirectiveField::kName: return writer_.string(directive.name);
      case DirectiveField::kDescription: return optional_text(directive.description);
      case DirectiveField::kIsRepeatable: return writer_.boolean(directive.repeatable);
      case DirectiveField::kLocations:
        return list(directive.locations,
                    [&](std::string_view location) { writer_.string(location); });
      case DirectiveField::kArgs: return write_inputs(directive.arguments, entry);
      case DirectiveField::kIsDeprecated: return writer_.boolean(false);
      case DirectiveField::kDeprecationReason: return writer_.null();
    }
  });
}

}  // namespace modus::graphql
