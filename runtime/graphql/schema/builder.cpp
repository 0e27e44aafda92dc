// SPDX-License-Identifier: Apache-2.0
// Turns schema documents into a Schema. Throws Problem inside, which Schema::create turns into a
// Diagnostic.
#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/schema/prelude.h"
#include "runtime/graphql/schema/schema.h"

namespace modus::graphql {
namespace {

struct Problem {
  std::string message;
  Offset at;
};

template <class... Args>
[[noreturn]] void refuse(Offset at, fmt::format_string<Args...> format, Args&&... args) {
  throw Problem{fmt::format(format, std::forward<Args>(args)...), at};
}

TypeKind type_kind(ast::TypeSystemKind kind) {
  switch (kind) {
    case ast::TypeSystemKind::kObject: return TypeKind::kObject;
    case ast::TypeSystemKind::kInterface: return TypeKind::kInterface;
    case ast::TypeSystemKind::kUnion: return TypeKind::kUnion;
    case ast::TypeSystemKind::kEnum: return TypeKind::kEnum;
    case ast::TypeSystemKind::kInputObject: return TypeKind::kInputObject;
    default: return TypeKind::kScalar;
  }
}

ScalarKind scalar_kind(std::string_view name) {
  constexpr std::string_view kNames[] = {"Int", "Float", "String", "Boolean", "ID"};
  const auto found = std::ranges::find(kNames, name);
  return static_cast<ScalarKind>(found - std::begin(kNames));
}

const ast::Directive* find_directive(std::span<const ast::Directive> directives,
                                     std::string_view name) {
  const auto found = std::ranges::find(directives, name,
                                       [](const auto& directive) { return directive.name.text; });
  return found == directives.end() ? nullptr : &*found;
}

// The string argument of a built-in directive.
std::optional<std::string_view> directive_text(std::span<const ast::Directive> directives,
                                               std::string_view name, std::string_view fallback) {
  const ast::Directive* directive = find_directive(directives, name);
  if (directive == nullptr) return std::nullopt;
  for (const ast::Argument& argument : directive->arguments) {
    if (argument.value.kind == ast::ValueKind::kString) return argument.value.text;
  }
  return fallback;
}

std::optional<std::string_view> deprecation(std::span<const ast::Directive> directives) {
  return directive_text(directives, "deprecated", "No longer supported");
}

}  // namespace

class SchemaBuilder {
 public:
  explicit SchemaBuilder(Schema& schema) : schema_(schema) {}

  void build() {
    declare_all(*schema_.document_);
    in_prelude_ = true;
    declare_all(*schema_.prelude_);
    in_prelude_ = false;
    for (const auto* definition : definitions_) define(*definition);
    define_roots();
    for (NamedType& type : schema_.storage_) finish(type);
    for (const NamedType& type : schema_.storage_) check_default_cycle(type);
    for (NamedType& type : schema_.storage_) number_possible_types(type);
    drop_unfit_defaults();
    list_types();
    define_meta_fields();
  }

 private:
  // First pass: every type gets its place, so that types can refer to later ones.
  void declare_all(const Document& document) {
    for (const ast::Definition& definition : document.definitions()) {
      const ast::TypeSystemDefinition* d = definition.type_system;
      if (d == nullptr) {
        const Offset at = definition.operation ? definition.operation->at : definition.fragment->at;
        refuse(at, "A schema document cannot hold operations and fragments.");
      }
      if (declare(*d)) definitions_.push_back(d);
    }
  }

  // False when the definition is to be left out.
  bool declare(const ast::TypeSystemDefinition& d) {
    if (d.extension || d.kind == ast::TypeSystemKind::kSchema) return true;
    if (!in_prelude_) check_name(d.name);
    if (d.kind == ast::TypeSystemKind::kDirective) {
      if (schema_.find_directive(d.name.text) != nullptr) {
        if (in_prelude_) return false;
        refuse(d.at, "There can be only one directive named \"@{}\".", d.name.text);
      }
      schema_.directive_names_.add(d.name.text);
      schema_.directives_.push_back({d.name.text, d.description, {}, {}, d.repeatable});
      return true;
    }
    const auto [number, is_new] = schema_.type_names_.add(d.name.text);
    if (!is_new) {
      if (in_prelude_) return false;
      refuse(d.name.at, "There can be only one type named \"{}\".", d.name.text);
    }
    NamedType& type = add_type(d.name.text);
    type.kind = type_kind(d.kind);
    type.description = d.description;
    if (type.kind == TypeKind::kScalar) type.scalar = scalar_kind(type.name);
    if (in_prelude_) prelude_types_.insert(&type);
    places_.emplace(&type, d.name.at);
    return true;
  }

  // The name must be new, and in type_names_ already.
  NamedType& add_type(std::string_view name) {
    NamedType& type = schema_.storage_.emplace_back();
    type.name = name;
    type.number = schema_.storage_.size() - 1;
    type.plain = {Wrapper::kNone, &type, nullptr, std::string(name)};
    type.required = {Wrapper::kNonNull, &type, &type.plain, type.plain.text + "!"};
    schema_.by_name_.push_back(&type);
    return type;
  }

  static void check_name(const ast::Name& name) {
    if (name.text.starts_with("__")) {
      refuse(name.at, "Name \"{}\" must not begin with \"__\", which is reserved.", name.text);
    }
  }

  // Second pass: definitions and extensions fill in what they say.
  void define(const ast::TypeSystemDefinition& d) {
    check_directives(d.directives);
    if (d.kind == ast::TypeSystemKind::kSchema) return define_schema(d);
    if (d.kind == ast::TypeSystemKind::kDirective) return define_directive(d);
    NamedType* type = look_up(d.name);
    if (type->kind != type_kind(d.kind)) {
      refuse(d.name.at, "Cannot extend type \"{}\": it is of another kind.", d.name.text);
    }
    for (const ast::Name& name : d.interfaces) add_interface(*type, name);
    for (const ast::FieldDefinition& field : d.fields) add_field(*type, field);
    for (const ast::Name& name : d.members) add_member(*type, name);
    for (const ast::EnumValueDefinition& value : d.values) add_value(*type, value);
    for (const ast::InputValueDefinition& field : d.input_fields) {
      type->names.add(field.name.text);
      add_input(type->input_fields, field, "field");
    }
    if (const auto url = directive_text(d.directives, "specifiedBy", "")) type->specified_by = url;
    if (find_directive(d.directives, "oneOf") != nullptr) type->one_of = true;
  }

  void define_schema(const ast::TypeSystemDefinition& d) {
    if (!d.extension) {
      if (has_schema_definition_) refuse(d.at, "Must provide only one schema definition.");
      has_schema_definition_ = true;
      schema_.description_ = d.description;
    }
    for (const ast::RootOperation& root : d.roots) {
      const NamedType*& place = schema_.roots_[static_cast<std::size_t>(root.kind)];
      if (place != nullptr) refuse(root.type.at, "A root operation can be defined only once.");
      place = find(root.type);
      if (place->kind != TypeKind::kObject) {
        refuse(root.type.at, "Root type \"{}\" must be an object type.", root.type.text);
      }
    }
  }

  void define_directive(const ast::TypeSystemDefinition& d) {
    DirectiveDefinition& directive =
        schema_.directives_[schema_.directive_names_.find(d.name.text)];
    for (const auto& argument : d.input_fields) {
      add_input(directive.arguments, argument, "argument");
    }
    for (const ast::Name& location : d.locations) directive.locations.push_back(location.text);
  }

  void add_interface(NamedType& type, const ast::Name& name) {
    const NamedType* interface = find(name);
    if (interface->kind != TypeKind::kInterface) {
      refuse(name.at, "Type \"{}\" cannot implement \"{}\", which is no interface.", type.name,
             name.text);
    }
    if (type.implements(*interface)) {
      refuse(name.at, "Type \"{}\" can implement \"{}\" only once.", type.name, name.text);
    }
    type.interfaces.push_back(interface);
  }

  void add_field(NamedType& type, const ast::FieldDefinition& d) {
    check_name_unless_prelude(type, d.name);
    check_directives(d.directives);
    if (!type.names.add(d.name.text).is_new) {
      refuse(d.name.at, "Field \"{}.{}\" can only be defined once.", type.name, d.name.text);
    }
    Field& field = type.fields.emplace_back();
    field.name = d.name.text;
    field.description = d.description;
    field.type = resolve(d.type);
    field.deprecation = deprecation(d.directives);
    if (field.type->named->kind == TypeKind::kInputObject) {
      refuse(d.type.at, "The type of field \"{}.{}\" must be an output type, not \"{}\".",
             type.name, field.name, field.type->text);
    }
    for (const auto& argument : d.arguments) add_input(field.arguments, argument, "argument");
  }

  void add_input(std::vector<InputValue>& inputs, const ast::InputValueDefinition& d,
                 std::string_view what) {
    check_directives(d.directives);
    if (find_input(inputs, d.name.text) != nullptr) {
      refuse(d.name.at, "There can be only one {} named \"{}\".", what, d.name.text);
    }
    const TypeRef* type = resolve(d.type);
    if (!type->named->is_input()) {
      refuse(d.type.at, "The type of {} \"{}\" must be an input type, not \"{}\".", what,
             d.name.text, type->text);
    }
    inputs.push_back(
        {d.name.text, d.description, type, d.default_value, deprecation(d.directives)});
  }

  void add_member(NamedType& type, const ast::Name& name) {
    const NamedType* member = find(name);
    if (member->kind != TypeKind::kObject) {
      refuse(name.at, "Union \"{}\" can only include object types, not \"{}\".", type.name,
             name.text);
    }
    if (std::ranges::find(type.possible_types, member) != type.possible_types.end()) {
      refuse(name.at, "Union \"{}\" can include type \"{}\" only once.", type.name, name.text);
    }
    type.possible_types.push_back(member);
  }

  void add_value(NamedType& type, const ast::EnumValueDefinition& d) {
    check_directives(d.directives);
    if (!type.names.add(d.name.text).is_new) {
      refuse(d.name.at, "Enum value \"{}.{}\" can only be defined once.", type.name, d.name.text);
    }
    type.values.push_back({d.name.text, d.description, deprecation(d.directives)});
  }

  void check_name_unless_prelude(const NamedType& type, const ast::Name& name) const {
    if (!prelude_types_.contains(&type)) check_name(name);
  }

  void check_directives(std::span<const ast::Directive> directives) const {
    for (const ast::Directive& directive : directives) {
      if (schema_.find_directive(directive.name.text) == nullptr) {
        refuse(directive.at, "Unknown directive \"@{}\".", directive.name.text);
      }
    }
  }

  NamedType* look_up(const ast::Name& name) {
    const std::uint32_t number = schema_.type_names_.find(name.text);
    if (number == NameTable::kNone) refuse(name.at, "Unknown type \"{}\".", name.text);
    return schema_.by_name_[number];
  }

  // As look_up, and notes that the schema refers to the type.
  NamedType* find(const ast::Name& name) {
    NamedType* type = look_up(name);
    used_.insert(type);
    return type;
  }

  const TypeRef* resolve(const ast::Type& type) {
    if (type.kind == ast::TypeKind::kNamed) return &find(type.name)->plain;
    const TypeRef* of = resolve(*type.of);
    return type.kind == ast::TypeKind::kList ? schema_.type_refs_.list_of(*of)
                                             : schema_.type_refs_.non_null(*of);
  }

  // Without a schema definition the types of the usual names are the roots.
  void define_roots() {
    constexpr std::string_view kNames[] = {"Query", "Mutation", "Subscription"};
    for (std::size_t i = 0; i < 3 && !has_schema_definition_; ++i) {
      const NamedType* type = schema_.find_type(kNames[i]);
      if (schema_.roots_[i] == nullptr && type != nullptr && type->kind == TypeKind::kObject) {
        schema_.roots_[i] = type;
      }
    }
    if (schema_.roots_[0] != nullptr) return;
    if (!schema_.type_names_.add(kNames[0]).is_new)
      refuse(0, "Query root type must be an object type.");
    NamedType& query = add_type(kNames[0]);
    query.kind = TypeKind::kObject;
    schema_.roots_[0] = &query;
  }

  // Third pass: what needs all types complete.
  void finish(NamedType& type) {
    const auto place = places_.find(&type);
    if (place == places_.end()) return;  // the empty Query
    const bool has_parts = type.kind == TypeKind::kScalar || !type.fields.empty() ||
                           !type.possible_types.empty() || !type.values.empty() ||
                           !type.input_fields.empty();
    if (!has_parts) {
      refuse(place->second, "Type \"{}\" must define one or more {}.", type.name,
             type.kind == TypeKind::kEnum    ? "values"
             : type.kind == TypeKind::kUnion ? "member types"
                                             : "fields");
    }
    for (const NamedType* interface : type.interfaces) {
      check_interface(type, *interface, place->second);
      if (type.kind == TypeKind::kObject) {
        schema_.storage_[interface->number].possible_types.push_back(&type);
      }
    }
  }

  static void number_possible_types(NamedType& type) {
    for (const NamedType* object : type.possible_types) {
      const std::size_t word = object->number / 64;
      if (word >= type.possible_bits.size()) type.possible_bits.resize(word + 1);
      type.possible_bits[word] |= std::uint64_t{1} << object->number % 64;
    }
  }

  static void check_interface(const NamedType& type, const NamedType& interface, Offset at) {
    for (const Field& field : interface.fields) {
      if (type.find_field(field.name) == nullptr) {
        refuse(at, "Interface field {}.{} expected but {} does not provide it.", interface.name,
               field.name, type.name);
      }
    }
    for (const NamedType* parent : interface.interfaces) {
      if (!type.implements(*parent)) {
        refuse(at, "Type {} must implement {} because it is implemented by {}.", type.name,
               parent->name, interface.name);
      }
    }
  }

  // Defaults that are objects lead from one input type to others; a cycle would never end. Some
  // harmless cycles are refused too.
  void check_default_cycle(const NamedType& type) {
    if (!default_path_.insert(&type).second) {
      refuse(places_.at(&type), "Input object \"{}\" has a default value that contains itself.",
             type.name);
    }
    if (!cycle_free_.contains(&type)) {
      for (const InputValue& field : type.input_fields) {
        const ast::Value* value = field.default_value;
        const bool nests = value != nullptr && (value->kind == ast::ValueKind::kObject ||
                                                value->kind == ast::ValueKind::kList);
        if (nests && field.type->named->kind == TypeKind::kInputObject) {
          check_default_cycle(*field.type->named);
        }
      }
      cycle_free_.insert(&type);
    }
    default_path_.erase(&type);
  }

  void drop_unfit_defaults() {
    const auto drop = [](std::vector<InputValue>& inputs) {
      types::Arena arena;
      for (InputValue& input : inputs) {
        if (input.default_value != nullptr &&
            !coerce_literal(*input.default_value, *input.type, {}, arena)) {
          input.default_value = nullptr;
        }
      }
    };
    for (NamedType& type : schema_.storage_) {
      drop(type.input_fields);
      for (Field& field : type.fields) drop(field.arguments);
    }
    for (DirectiveDefinition& directive : schema_.directives_) drop(directive.arguments);
  }

  // A built-in scalar that nothing refers to is no part of the schema.
  void list_types() {
    for (const NamedType& type : schema_.storage_) {
      const bool unused_scalar = prelude_types_.contains(&type) && type.kind == TypeKind::kScalar &&
                                 !used_.contains(&type);
      if (unused_scalar) {
        schema_.by_name_[schema_.type_names_.find(type.name)] = nullptr;
      } else {
        schema_.types_.push_back(&type);
      }
    }
  }

  void define_meta_fields() {
    const TypeRef& string = schema_.find_type("String")->required;
    schema_.typename_field_ = {"__typename", "", {}, &string};
    schema_.schema_field_ = {"__schema", "", {}, &schema_.find_type("__Schema")->required};
    schema_.type_field_ = {
        "__type", "", {{"name", "", &string}}, &schema_.find_type("__Type")->plain};
  }

  Schema& schema_;
  bool in_prelude_ = false;
  bool has_schema_definition_ = false;
  std::vector<const ast::TypeSystemDefinition*> definitions_;
  std::set<const NamedType*> prelude_types_;
  std::set<const NamedType*> used_;
  std::set<const NamedType*> default_path_;
  std::set<const NamedType*> cycle_free_;
  std::unordered_map<const NamedType*, Offset> places_;
};

std::expected<std::shared_ptr<const Schema>, Diagnostic> Schema::create(std::string document) {
  auto parsed = parse_document(std::move(document));
  if (!parsed) return std::unexpected(std::move(parsed).error());
  auto schema = std::make_shared<Schema>();
  schema->document_ = std::move(*parsed);
  schema->prelude_ = parse_document(std::string(kPrelude)).value();
  try {
    SchemaBuilder(*schema).build();
  } catch (const Problem& problem) {
    return std::unexpected(Diagnostic{problem.message, {schema->document_->locate(problem.at)}});
  }
  return schema;
}

}  // namespace modus::graphql
