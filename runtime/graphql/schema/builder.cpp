// SPDX-License-Identifier: Apache-2.0
// Turns schema documents into a Schema.
#include <algorithm>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/language/repeated.h"
#include "runtime/graphql/schema/definitions.h"
#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/schema/prelude.h"
#include "runtime/graphql/schema/scalars.h"
#include "runtime/graphql/schema/suggestions.h"

namespace modus::graphql {
namespace {

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

std::string_view kind_name(ast::TypeSystemKind kind) {
  constexpr std::string_view kNames[] = {"schema", "scalar", "object",       "interface",
                                         "union",  "enum",   "input object", "directive"};
  return kNames[static_cast<std::size_t>(kind)];
}

const ast::Directive* find_directive(std::span<const ast::Directive> directives,
                                     std::string_view name) {
  const auto found = std::ranges::find(directives, name,
                                       [](const auto& directive) { return directive.name.text; });
  return found == directives.end() ? nullptr : &*found;
}

}  // namespace

class SchemaBuilder {
 public:
  SchemaBuilder(Schema& schema, QueryType query_type) : schema_(schema), query_type_(query_type) {}

  // What is wrong, if anything; then the schema is of no use.
  std::vector<Problem> build() {
    refuse_operations();
    if (!draft_.problems.empty()) return std::move(draft_.problems);
    declare_all(*schema_.document_, Origin::kOwn);
    declare_all(*schema_.prelude_, Origin::kPrelude);
    for (const auto* definition : definitions_) define(*definition);
    for (Problem& problem : check_directives(schema_)) {
      draft_.problems.push_back(std::move(problem));
    }
    if (draft_.problems.empty()) define_roots();
    if (draft_.problems.empty()) check_types(draft_, query_type_);
    if (draft_.problems.empty()) check_default_values(draft_);
    if (draft_.problems.empty()) finish();
    return std::move(draft_.problems);
  }

 private:
  enum class Origin { kOwn, kPrelude };

  // What they would mean without a schema, nothing later has to care about.
  void refuse_operations() {
    for (const ast::Definition& definition : schema_.document_->definitions()) {
      if (definition.type_system != nullptr) continue;
      const Offset at = definition.operation ? definition.operation->at : definition.fragment->at;
      draft_.refuse({at}, "A schema document cannot hold operations and fragments.");
    }
  }

  // First pass: every type gets its place, so that types can refer to later ones.
  void declare_all(const Document& document, Origin origin) {
    for (const ast::Definition& definition : document.definitions()) {
      const ast::TypeSystemDefinition* d = definition.type_system;
      if (declare(*d, origin)) definitions_.push_back(d);
    }
  }

  // False when the definition is to be left out.
  bool declare(const ast::TypeSystemDefinition& d, Origin origin) {
    if (d.extension) return true;
    if (d.kind == ast::TypeSystemKind::kSchema) return declare_schema(d);
    if (d.kind == ast::TypeSystemKind::kDirective) return declare_directive(d, origin);
    const auto [number, is_new] = schema_.type_names_.add(d.name.text);
    if (!is_new)
      return origin == Origin::kOwn && declare_again(draft_.types[number].definitions, d);
    NamedType& type = add_type(d.name.text, type_kind(d.kind));
    type.description = d.description;
    if (type.kind == TypeKind::kScalar) type.scalar = scalar_kind(type.name);
    if (origin == Origin::kOwn) draft_.types.push_back({&type, {&d}});
    used_.push_back(origin == Origin::kOwn || type.kind != TypeKind::kScalar);
    return true;
  }

  // A second definition is looked at like an extension, to say what else is wrong.
  bool declare_again(Definitions& definitions, const ast::TypeSystemDefinition& d) {
    const ast::TypeSystemDefinition& first = *definitions.front();
    draft_.refuse({first.name.at, d.name.at}, "There can be only one type named \"{}\".",
                  d.name.text);
    if (first.kind != d.kind) return false;
    definitions.push_back(&d);
    return true;
  }

  bool declare_schema(const ast::TypeSystemDefinition& d) {
    if (!draft_.schemas.empty()) {
      draft_.refuse({d.at}, "Must provide only one schema definition.");
    }
    draft_.schemas.push_back(&d);
    return true;
  }

  bool declare_directive(const ast::TypeSystemDefinition& d, Origin origin) {
    const auto [number, is_new] = schema_.directive_names_.add(d.name.text);
    if (!is_new) {
      if (origin == Origin::kOwn) {
        draft_.refuse({draft_.directives[number].definition->name.at, d.name.at},
                      "There can be only one directive named \"@{}\".", d.name.text);
      }
      return false;
    }
    schema_.directives_.push_back({d.name.text, d.description, {}, {}, d.repeatable});
    if (origin == Origin::kOwn) draft_.directives.push_back({&schema_.directives_.back(), &d});
    return true;
  }

  // The name must be the newest in type_names_.
  NamedType& add_type(std::string_view name, TypeKind kind) {
    NamedType& type = schema_.storage_.emplace_back();
    type.kind = kind;
    type.name = name;
    type.number = schema_.storage_.size() - 1;
    type.plain = {Wrapper::kNone, &type, nullptr, std::string(name)};
    type.required = {Wrapper::kNonNull, &type, &type.plain, type.plain.text + "!"};
    schema_.by_name_.push_back(&type);
    return type;
  }

  // Second pass: definitions and extensions fill in what they say.
  void define(const ast::TypeSystemDefinition& d) {
    if (d.kind == ast::TypeSystemKind::kSchema) return define_schema(d);
    if (d.kind == ast::TypeSystemKind::kDirective) return define_directive(d);
    NamedType* type =
        d.extension ? find_extended(d) : schema_.by_name_[schema_.type_names_.find(d.name.text)];
    if (type == nullptr) return;
    if (d.extension) draft_.types[type->number].definitions.push_back(&d);
    for (const ast::Name& name : d.interfaces) {
      if (const NamedType* interface = find(name)) type->interfaces.push_back(interface);
    }
    for (const ast::FieldDefinition& field : d.fields) add_field(*type, field);
    for (const ast::Name& name : d.members) {
      if (const NamedType* member = find(name)) type->possible_types.push_back(member);
    }
    for (const ast::EnumValueDefinition& value : d.values) add_value(*type, value);
    for (const ast::InputValueDefinition& field : d.input_fields) add_input_field(*type, field);
    if (const auto url = directive_text(d.directives, "specifiedBy", "url", ""))
      type->specified_by = url;
    if (find_directive(d.directives, "oneOf") != nullptr) type->one_of = true;
  }

  NamedType* find_extended(const ast::TypeSystemDefinition& d) {
    const std::uint32_t number = schema_.type_names_.find(d.name.text);
    if (number >= draft_.types.size()) {
      std::vector<std::string_view> options;
      for (const auto& own : draft_.types) options.push_back(own.type->name);
      draft_.refuse({d.name.at}, "Cannot extend type \"{}\" because it is not defined.{}",
                    d.name.text, did_you_mean("", similar_names(d.name.text, options)));
      return nullptr;
    }
    const ast::TypeSystemDefinition& extended = *draft_.types[number].definitions.front();
    if (extended.kind == d.kind) return schema_.by_name_[number];
    draft_.refuse({extended.at, d.at}, "Cannot extend non-{} type \"{}\".", kind_name(d.kind),
                  d.name.text);
    return nullptr;
  }

  void define_schema(const ast::TypeSystemDefinition& d) {
    constexpr std::string_view kNames[] = {"query", "mutation", "subscription"};
    if (d.extension) {
      draft_.schemas.push_back(&d);
    } else {
      schema_.description_ = d.description;
    }
    for (const ast::RootOperation& root : d.roots) {
      const auto kind = static_cast<std::size_t>(root.kind);
      const NamedType* type = find(root.type);
      if (draft_.root_nodes[kind] != nullptr) {
        draft_.refuse({draft_.root_nodes[kind]->at, root.at},
                      "There can be only one {} type in schema.", kNames[kind]);
        continue;
      }
      draft_.root_nodes[kind] = &root;
      draft_.roots[kind] = type;
    }
  }

  void define_directive(const ast::TypeSystemDefinition& d) {
    DirectiveDefinition& directive =
        schema_.directives_[schema_.directive_names_.find(d.name.text)];
    add_arguments(directive.arguments, d.input_fields, "@", d.name.text);
    for (const ast::Name& location : d.locations) directive.locations.push_back(location.text);
  }

  void add_field(NamedType& type, const ast::FieldDefinition& d) {
    const TypeRef* result = resolve(d.type);
    std::vector<InputValue> arguments;
    add_arguments(arguments, d.arguments, type.name, ".", d.name.text);
    if (!type.names.add(d.name.text).is_new) {
      draft_.refuse({draft_.find_field(type, d.name.text)->name.at, d.name.at},
                    "Field \"{}.{}\" can only be defined once.", type.name, d.name.text);
      return;
    }
    type.fields.push_back(
        {d.name.text, d.description, std::move(arguments), result, deprecation(d.directives)});
  }

  void add_input_field(NamedType& type, const ast::InputValueDefinition& d) {
    const InputValue input = make_input(d);
    if (!type.names.add(d.name.text).is_new) {
      draft_.refuse({draft_.find_input(type, d.name.text)->name.at, d.name.at},
                    "Field \"{}.{}\" can only be defined once.", type.name, d.name.text);
      return;
    }
    type.input_fields.push_back(input);
  }

  template <class... Owner>
  void add_arguments(std::vector<InputValue>& arguments,
                     std::span<const ast::InputValueDefinition> definitions, Owner... owner) {
    std::vector<ast::Name> names;
    for (const ast::InputValueDefinition& d : definitions) {
      arguments.push_back(make_input(d));
      names.push_back(d.name);
    }
    if (names.size() < 2) return;
    report_repeated(names, [&](const ast::Name& name, std::vector<Offset> places) {
      std::string of;
      (of.append(owner), ...);
      draft_.refuse(std::move(places), "Argument \"{}({}:)\" can only be defined once.", of,
                    name.text);
    });
  }

  InputValue make_input(const ast::InputValueDefinition& d) {
    const TypeRef* type = resolve(d.type);
    return {d.name.text, d.description, type != nullptr ? type : &unknown_.plain, d.default_value,
            deprecation(d.directives)};
  }

  void add_value(NamedType& type, const ast::EnumValueDefinition& d) {
    if (!type.names.add(d.name.text).is_new) {
      draft_.refuse({draft_.find_value(type, d.name.text)->name.at, d.name.at},
                    "Enum value \"{}.{}\" can only be defined once.", type.name, d.name.text);
      return;
    }
    type.values.push_back({d.name.text, d.description, deprecation(d.directives)});
  }

  std::optional<std::string_view> deprecation(std::span<const ast::Directive> directives) {
    return directive_text(directives, "deprecated", "reason", "No longer supported");
  }

  // The string that is an argument of a built-in directive.
  std::optional<std::string_view> directive_text(std::span<const ast::Directive> directives,
                                                 std::string_view name, std::string_view argument,
                                                 std::string_view fallback) {
    const ast::Directive* directive = find_directive(directives, name);
    if (directive == nullptr) return std::nullopt;
    for (const auto& [given, value] : directive->arguments) {
      if (given.text != argument) continue;
      if (value.kind == ast::ValueKind::kString) return value.text;
      draft_.refuse({value.at}, "Argument \"{}\" has invalid value {}.", argument, print(value));
    }
    return fallback;
  }

  // A type that the schema refers to.
  NamedType* find(const ast::Name& name) {
    const std::uint32_t number = schema_.type_names_.find(name.text);
    if (number == NameTable::kNone) {
      refuse_unknown(name);
      return nullptr;
    }
    used_[number] = true;
    return schema_.by_name_[number];
  }

  void refuse_unknown(const ast::Name& name) {
    constexpr std::size_t kMostWithHint = 100;
    std::vector<std::string_view> options;
    if (draft_.problems.size() < kMostWithHint) {
      for (const NamedType& type : schema_.storage_) options.push_back(type.name);
    }
    draft_.refuse({name.at}, "Unknown type \"{}\".{}", name.text,
                  did_you_mean("", similar_names(name.text, options)));
  }

  // Null when the type is unknown.
  const TypeRef* resolve(const ast::Type& type) {
    if (type.kind == ast::TypeKind::kNamed) {
      const NamedType* named = find(type.name);
      return named == nullptr ? nullptr : &named->plain;
    }
    const TypeRef* of = resolve(*type.of);
    if (of == nullptr) return nullptr;
    return type.kind == ast::TypeKind::kList ? schema_.type_refs_.list_of(*of)
                                             : schema_.type_refs_.non_null(*of);
  }

  // Without a schema definition the types of the usual names are the roots.
  void define_roots() {
    constexpr std::string_view kNames[] = {"Query", "Mutation", "Subscription"};
    const bool is_defined = !draft_.schemas.empty() && !draft_.schemas.front()->extension;
    for (std::size_t i = 0; i < 3 && !is_defined; ++i) {
      const std::uint32_t number = schema_.type_names_.find(kNames[i]);
      if (draft_.roots[i] == nullptr && number != NameTable::kNone) {
        draft_.roots[i] = schema_.by_name_[number];
      }
    }
    if (draft_.roots[0] == nullptr && query_type_ == QueryType::kOptional &&
        schema_.type_names_.add(kNames[0]).is_new) {
      draft_.roots[0] = &add_type(kNames[0], TypeKind::kObject);
      used_.push_back(true);
    }
    std::ranges::copy(draft_.roots, schema_.roots_);
  }

  // Last pass: what needs types that are all in order.
  void finish() {
    for (NamedType& type : schema_.storage_) {
      if (type.kind != TypeKind::kObject) continue;
      for (const NamedType* interface : type.interfaces) {
        schema_.storage_[interface->number].possible_types.push_back(&type);
      }
    }
    for (NamedType& type : schema_.storage_) number_possible_types(type);
    drop_unfit_defaults();
    list_types();
    define_meta_fields();
  }

  static void number_possible_types(NamedType& type) {
    for (const NamedType* object : type.possible_types) {
      const std::size_t word = object->number / 64;
      if (word >= type.possible_bits.size()) type.possible_bits.resize(word + 1);
      type.possible_bits[word] |= std::uint64_t{1} << object->number % 64;
    }
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
      if (used_[type.number]) {
        schema_.types_.push_back(&type);
      } else {
        schema_.by_name_[type.number] = nullptr;
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
  SchemaDraft draft_;
  QueryType query_type_;
  Definitions definitions_;  // those to be defined: own and built-in
  NamedType unknown_;        // in the place of one until the document is refused
  std::vector<bool> used_;   // by the types' numbers, which are those of their names
};

std::expected<std::shared_ptr<const Schema>, std::vector<Diagnostic>> Schema::create(
    std::string document, QueryType query_type) {
  auto parsed = parse_document(std::move(document));
  if (!parsed) return std::unexpected(std::vector{std::move(parsed).error()});
  auto schema = std::make_shared<Schema>();
  schema->document_ = std::move(*parsed);
  schema->prelude_ = parse_document(std::string(kPrelude)).value();
  const std::vector<Problem> problems = SchemaBuilder(*schema, query_type).build();
  if (!problems.empty()) {
    return std::unexpected(locate_all(schema->document_->source(), problems));
  }
  return schema;
}

}  // namespace modus::graphql
