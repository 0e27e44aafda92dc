// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/index.h"

#include <algorithm>
#include <set>

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

}  // namespace

class DocumentIndexer {
 public:
  DocumentIndexer(const Schema& schema, TypeTable& type_refs, DocumentPart& part)
      : schema_(schema), type_refs_(type_refs), part_(part) {}

  void add_operation(const ast::Operation& operation) {
    part_.operation = &operation;
    part_.type = schema_.root(operation.kind);
    for (const ast::VariableDefinition& variable : operation.variables) {
      const TypeRef* type = schema_.resolve(variable.type, type_refs_);
      part_.variable_types.push_back(type);
      const bool input = type != nullptr && type->named->is_input();
      if (variable.default_value != nullptr) {
        add_value(*variable.default_value, input ? type : nullptr, false);
      }
      add_directives(variable.directives, "VARIABLE_DEFINITION");
    }
    add_directives(operation.directives, location_of(operation.kind));
    add_selections(*operation.selection_set, part_.type);
  }

  void add_fragment(const ast::Fragment& fragment) {
    part_.fragment = &fragment;
    part_.type = composite_or_null(schema_.find_type(fragment.type_condition.text));
    add_directives(fragment.directives, "FRAGMENT_DEFINITION");
    add_selections(*fragment.selection_set, part_.type);
  }

 private:
  void add_selections(const ast::SelectionSet& set, const NamedType* parent) {
    part_.selection_sets.push_back({&set, parent});
    for (const ast::Selection& selection : set.items) {
      add_directives(selection.directives, location_of(selection.kind));
      switch (selection.kind) {
        case ast::SelectionKind::kField: add_field(selection, parent); break;
        case ast::SelectionKind::kSpread: part_.spreads.push_back({&selection, parent}); break;
        case ast::SelectionKind::kInlineFragment: {
          part_.inline_fragments.push_back({&selection, parent});
          const std::string_view condition = selection.type_condition.text;
          add_selections(
              *selection.selection_set,
              condition.empty() ? parent : composite_or_null(schema_.find_type(condition)));
          break;
        }
      }
    }
  }

  void add_field(const ast::Selection& node, const NamedType* parent) {
    const Field* field = parent == nullptr ? nullptr : schema_.find_field(*parent, node.name.text);
    part_.fields.push_back({&node, parent, field});
    add_arguments(node.arguments, field == nullptr ? nullptr : &field->arguments);
    if (node.selection_set == nullptr) return;
    add_selections(*node.selection_set,
                   field == nullptr ? nullptr : composite_or_null(field->type->named));
  }

  void add_directives(std::span<const ast::Directive> directives, std::string_view location) {
    for (const ast::Directive& directive : directives) {
      const DirectiveDefinition* definition = schema_.find_directive(directive.name.text);
      part_.directives.push_back(
          {&directive, definition, location, &directive == directives.data()});
      add_arguments(directive.arguments, definition == nullptr ? nullptr : &definition->arguments);
    }
  }

  void add_arguments(std::span<const ast::Argument> arguments,
                     const std::vector<InputValue>* expected) {
    for (const ast::Argument& argument : arguments) {
      const InputValue* input =
          expected == nullptr ? nullptr : find_input(*expected, argument.name.text);
      add_value(argument.value, input == nullptr ? nullptr : input->type,
                input != nullptr && input->default_value != nullptr);
    }
  }

  void add_value(const ast::Value& value, const TypeRef* type, bool has_default) {
    part_.values.push_back({&value, type});
    add_variables(value, type, has_default, nullptr);
  }

  void add_variables(const ast::Value& value, const TypeRef* type, bool has_default,
                     const NamedType* one_of) {
    if (value.kind == ast::ValueKind::kVariable) {
      part_.variables.push_back({&value, type, has_default, one_of});
    }
    // What a custom scalar holds is of no type.
    const bool list = type != nullptr && type->nullable().is_list();
    for (const ast::Value& item : value.items) {
      add_variables(item, list ? type->nullable().of : nullptr, false, nullptr);
    }
    const NamedType* object =
        type != nullptr && type->named->kind == TypeKind::kInputObject ? type->named : nullptr;
    for (const ast::ObjectField& field : value.fields) {
      const InputValue* input =
          object == nullptr ? nullptr : object->find_input_field(field.name.text);
      add_variables(field.value, input == nullptr ? nullptr : input->type,
                    input != nullptr && input->default_value != nullptr,
                    object != nullptr && object->one_of ? object : nullptr);
    }
  }

  const Schema& schema_;
  TypeTable& type_refs_;
  DocumentPart& part_;
};

DocumentIndex::DocumentIndex(const Schema& schema, const Document& document) {
  for (const ast::Definition& definition : document.definitions()) {
    if (definition.type_system != nullptr) continue;
    DocumentIndexer indexer(schema, type_refs_, parts_.emplace_back());
    if (definition.operation != nullptr) {
      indexer.add_operation(*definition.operation);
    } else {
      fragments_.emplace(definition.fragment->name.text, parts_.size() - 1);
      indexer.add_fragment(*definition.fragment);
    }
  }
}

const DocumentPart* DocumentIndex::find_fragment(std::string_view name) const {
  const auto found = fragments_.find(name);
  return found == fragments_.end() ? nullptr : &parts_[found->second];
}

std::vector<const DocumentPart*> DocumentIndex::reachable(const DocumentPart& part) const {
  std::vector<const DocumentPart*> found = {&part};
  std::set<const DocumentPart*> seen = {&part};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const FragmentUse& spread : found[i]->spreads) {
      const DocumentPart* fragment = find_fragment(spread.node->name.text);
      if (fragment != nullptr && seen.insert(fragment).second) found.push_back(fragment);
    }
  }
  return found;
}

}  // namespace modus::graphql
