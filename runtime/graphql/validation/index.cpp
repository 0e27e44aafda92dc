// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/index.h"

#include <utility>

namespace modus::graphql {
namespace {

std::string_view location_of(ast::OperationKind kind) {
  constexpr std::string_view kNames[] = {"QUERY", "MUTATION", "SUBSCRIPTION"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view location_of(ast::SelectionKind kind) {
  constexpr std::string_view kNames[] = {"FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"};
  return kNames[static_cast<std::size_t>(kind)];
}

const NamedType* composite_or_null(const NamedType* type) {
  return type != nullptr && type->is_composite() ? type : nullptr;
}

// Null when unknown: the document of a schema is looked at before it is known to be one.
const TypeRef* type_of(const InputValue* input) {
  return input == nullptr || input->type->named == nullptr ? nullptr : input->type;
}

// What was added to a list since it had `begin` items. The list must have had room for it.
template <class T>
std::span<const T> since(const std::vector<T>& list, std::size_t begin) {
  return std::span(list).subspan(begin);
}

}  // namespace

// Room for everything is made at first, so nothing moves and pointers and spans into the lists
// stay.
class DocumentIndexer {
 public:
  DocumentIndexer(const Schema& schema, const Document& document, DocumentIndex& index)
      : schema_(schema), document_(document), index_(index) {}

  void build() {
    make_room();
    for (const ast::Definition& definition : document_.definitions()) add_part(definition);
    for (DocumentPart& part : index_.parts_) fill(part);
  }

 private:
  void make_room() {
    const ast::Counts& counts = document_.counts();
    std::size_t declarations = 0;
    for (const ast::Definition& definition : document_.definitions()) {
      if (definition.operation != nullptr) declarations += definition.operation->variables.size();
    }
    index_.parts_.reserve(document_.definitions().size());
    index_.selection_sets_.reserve(counts.selection_sets);
    index_.selections_.reserve(counts.selections);
    index_.spreads_.reserve(counts.spreads);
    index_.directives_.reserve(counts.directives);
    index_.values_.reserve(counts.values);
    index_.variables_.reserve(counts.variables);
    index_.declarations_.reserve(declarations);
  }

  // The last of several fragments of one name is the one that spreads mean.
  void add_part(const ast::Definition& definition) {
    DocumentPart& part = index_.parts_.emplace_back();
    part.number = static_cast<std::uint32_t>(index_.parts_.size() - 1);
    part.operation = definition.operation;
    part.fragment = definition.fragment;
    part.type_system = definition.type_system;
    if (part.fragment == nullptr) return;
    const auto [number, is_new] = fragment_names_.add(part.fragment->name.text);
    part.name = number;
    if (is_new) fragments_.emplace_back();
    fragments_[number] = &part;
  }

  void fill(DocumentPart& part) {
    const std::size_t sets = index_.selection_sets_.size();
    const std::size_t spreads = index_.spreads_.size();
    const std::size_t directives = index_.directives_.size();
    const std::size_t values = index_.values_.size();
    const std::size_t variables = index_.variables_.size();
    if (part.operation != nullptr) {
      add_operation(part, *part.operation);
    } else if (part.fragment != nullptr) {
      add_fragment(part, *part.fragment);
    } else {
      add_type_system(*part.type_system);
    }
    part.selection_sets = since(index_.selection_sets_, sets);
    part.spreads = since(index_.spreads_, spreads);
    part.directives = since(index_.directives_, directives);
    part.values = since(index_.values_, values);
    part.variables = since(index_.variables_, variables);
  }

  void add_operation(DocumentPart& part, const ast::Operation& operation) {
    part.type = schema_.root(operation.kind);
    const std::size_t begin = index_.declarations_.size();
    for (const ast::VariableDefinition& variable : operation.variables) {
      const TypeRef* type = schema_.resolve(variable.type, index_.type_refs_);
      index_.declarations_.push_back({&variable, type, variable_number(variable.name.text)});
      const bool input = type != nullptr && type->named->is_input();
      if (variable.default_value != nullptr) {
        add_value(*variable.default_value, input ? type : nullptr, false);
      }
      add_directives(variable.directives, "VARIABLE_DEFINITION");
    }
    part.declarations = since(index_.declarations_, begin);
    add_directives(operation.directives, location_of(operation.kind));
    part.root = add_selections(*operation.selection_set, part.type);
  }

  void add_fragment(DocumentPart& part, const ast::Fragment& fragment) {
    part.type = composite_or_null(schema_.find_type(fragment.type_condition.text));
    add_directives(fragment.directives, "FRAGMENT_DEFINITION");
    part.root = add_selections(*fragment.selection_set, part.type);
  }

  void add_type_system(const ast::TypeSystemDefinition& d) {
    constexpr std::string_view kLocations[] = {"SCHEMA", "SCALAR", "OBJECT",       "INTERFACE",
                                               "UNION",  "ENUM",   "INPUT_OBJECT", ""};
    add_to_list(list_of_type(d.name.text), d.directives,
                kLocations[static_cast<std::size_t>(d.kind)]);
    for (const ast::FieldDefinition& field : d.fields) {
      add_directives(field.directives, "FIELD_DEFINITION");
      add_inputs(field.arguments, "ARGUMENT_DEFINITION");
    }
    for (const ast::EnumValueDefinition& value : d.values) {
      add_directives(value.directives, "ENUM_VALUE");
    }
    add_inputs(d.input_fields, d.kind == ast::TypeSystemKind::kDirective
                                   ? "ARGUMENT_DEFINITION"
                                   : "INPUT_FIELD_DEFINITION");
  }

  void add_inputs(std::span<const ast::InputValueDefinition> inputs, std::string_view location) {
    for (const ast::InputValueDefinition& input : inputs) {
      if (input.default_value != nullptr) add_value(*input.default_value, nullptr, false);
      add_directives(input.directives, location);
    }
  }

  // The empty name is that of the schema.
  std::uint32_t list_of_type(std::string_view name) {
    const auto [number, is_new] = type_names_.add(name);
    if (is_new) type_lists_.push_back(next_list_++);
    return type_lists_[number];
  }

  // The items of a set stand side by side; what is below them follows.
  const SelectionSetUse* add_selections(const ast::SelectionSet& node, const NamedType* parent) {
    SelectionSetUse& set = index_.selection_sets_.emplace_back(&node, parent);
    const std::size_t begin = index_.selections_.size();
    for (const ast::Selection& item : node.items) index_.selections_.push_back({&item});
    set.items = since(index_.selections_, begin);
    for (std::size_t i = begin; i < begin + node.items.size(); ++i) {
      SelectionUse& use = index_.selections_[i];
      switch (use.node->kind) {
        case ast::SelectionKind::kField: add_field(use, parent); break;
        case ast::SelectionKind::kSpread: add_spread(use, parent); break;
        case ast::SelectionKind::kInlineFragment: add_inline_fragment(use, parent); break;
      }
    }
    return &set;
  }

  void add_field(SelectionUse& use, const NamedType* parent) {
    const ast::Selection& node = *use.node;
    const Field* field = parent == nullptr ? nullptr : schema_.find_field(*parent, node.name.text);
    use.definition = field;
    use.key = index_.keys_.add(node.key()).number;
    const Field* around = std::exchange(field_, field);
    add_directives(node.directives, location_of(node.kind));
    add_arguments(node.arguments, field == nullptr ? nullptr : &field->arguments);
    if (node.selection_set != nullptr) {
      use.below = add_selections(
          *node.selection_set, field == nullptr ? nullptr : composite_or_null(field->type->named));
    }
    field_ = around;
  }

  void add_spread(SelectionUse& use, const NamedType* parent) {
    add_directives(use.node->directives, location_of(use.node->kind));
    const std::uint32_t number = fragment_names_.find(use.node->name.text);
    use.fragment = number < fragments_.size() ? fragments_[number] : nullptr;
    index_.spreads_.push_back({use.node, parent, use.fragment});
  }

  void add_inline_fragment(SelectionUse& use, const NamedType* parent) {
    add_directives(use.node->directives, location_of(use.node->kind));
    const std::string_view condition = use.node->type_condition.text;
    use.below = add_selections(
        *use.node->selection_set,
        condition.empty() ? parent : composite_or_null(schema_.find_type(condition)));
  }

  // As in graphql-js the arguments of an unknown directive are taken for those of the field that it
  // stands at or in.
  void add_directives(std::span<const ast::Directive> directives, std::string_view location) {
    if (!directives.empty()) add_to_list(next_list_++, directives, location);
  }

  void add_to_list(std::uint32_t list, std::span<const ast::Directive> directives,
                   std::string_view location) {
    for (const ast::Directive& directive : directives) {
      const DirectiveDefinition* definition = schema_.find_directive(directive.name.text);
      index_.directives_.push_back({&directive, definition, location, list});
      add_arguments(directive.arguments, definition != nullptr ? &definition->arguments
                                         : field_ != nullptr   ? &field_->arguments
                                                               : nullptr);
    }
  }

  void add_arguments(std::span<const ast::Argument> arguments,
                     const std::vector<InputValue>* expected) {
    for (const ast::Argument& argument : arguments) {
      const InputValue* input =
          expected == nullptr ? nullptr : find_input(*expected, argument.name.text);
      add_value(argument.value, type_of(input),
                input != nullptr && input->default_value != nullptr);
    }
  }

  void add_value(const ast::Value& value, const TypeRef* type, bool has_default) {
    index_.values_.push_back({&value, type});
    add_variables(value, type, has_default, nullptr);
  }

  void add_variables(const ast::Value& value, const TypeRef* type, bool has_default,
                     const NamedType* one_of) {
    if (value.kind == ast::ValueKind::kVariable) {
      index_.variables_.push_back({&value, type, has_default, one_of, variable_number(value.text)});
    }
    for (const ast::Value& item : value.items) {
      add_variables(item, type == nullptr ? nullptr : item_type(*type), false, nullptr);
    }
    const NamedType* object =
        type != nullptr && type->named->kind == TypeKind::kInputObject ? type->named : nullptr;
    for (const ast::ObjectField& field : value.fields) {
      const InputValue* input =
          object == nullptr ? nullptr : object->find_input_field(field.name.text);
      add_variables(field.value, type_of(input),
                    input != nullptr && input->default_value != nullptr,
                    object != nullptr && object->one_of ? object : nullptr);
    }
  }

  // What a custom scalar holds is of no type. Where there should be no list, its items are taken
  // for what should be there, as in graphql-js.
  static const TypeRef* item_type(const TypeRef& type) {
    const TypeRef& nullable = type.nullable();
    if (nullable.is_list()) return nullable.of;
    const bool custom =
        nullable.named->kind == TypeKind::kScalar && nullable.named->scalar == ScalarKind::kCustom;
    return custom ? nullptr : &nullable;
  }

  std::uint32_t variable_number(std::string_view name) {
    return index_.variable_names_.add(name).number;
  }

  const Schema& schema_;
  const Document& document_;
  DocumentIndex& index_;
  std::uint32_t next_list_ = 0;
  NameTable type_names_;
  std::vector<std::uint32_t> type_lists_;  // by the numbers of type_names_
  const Field* field_ = nullptr;           // the innermost around; null when unknown
  NameTable fragment_names_;
  std::vector<const DocumentPart*> fragments_;  // by the numbers of fragment_names_
};

DocumentIndex::DocumentIndex(const Schema& schema, const Document& document) {
  DocumentIndexer(schema, document, *this).build();
}

}  // namespace modus::graphql
