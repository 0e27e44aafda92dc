// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/schema_document.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <string_view>
#include <utility>

#include "runtime/graphql/generate/default_values.h"
#include "runtime/graphql/generate/field_names.h"
#include "runtime/graphql/generate/type_merger.h"
#include "runtime/graphql/generate/type_writer.h"
#include "runtime/json/writer.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kHead = "# Modus GraphQL Schema (auto-generated)\n";
constexpr std::string_view kTail = R"(
scalar JSON

type AgentEvent {
  name: String!
  data: JSON
  timestamp: String
}
)";
constexpr std::string_view kAgentEventField = "  agentEvent(agentId: String!): AgentEvent!\n";

/// A documentation line as part of a block string.
std::string escaped(std::string_view line) {
  std::string result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    if (line.substr(i).starts_with(R"(""")")) {
      result += R"(\""")";
      i += 2;
    } else {
      result += (c < ' ' && c != '\t') || c == 0x7f ? ' ' : line[i];
    }
  }
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

void append_docs(std::string& text, std::span<const std::string> docs, std::string_view indent) {
  if (docs.empty()) return;
  text += fmt::format("{}\"\"\"\n", indent);
  for (const std::string& line : docs) {
    const std::string escaped_line = escaped(line);
    if (!escaped_line.empty()) text.append(indent).append(escaped_line);
    text += '\n';
  }
  text += fmt::format("{}\"\"\"\n", indent);
}

std::string field_line(std::string_view name, std::string_view arguments, std::string_view type,
                       const Docs& docs) {
  std::string text;
  append_docs(text, docs.lines, "  ");
  text += fmt::format("  {}{}: {}", name, arguments, type);
  if (docs.deprecated) {
    text += " @deprecated";
    if (!docs.deprecated->empty()) {
      text += "(reason: ";
      json::append_string(text, *docs.deprecated);
      text += ')';
    }
  }
  return text + '\n';
}

void append_definitions(std::string& text, std::string_view keyword,
                        std::vector<const Definition*> definitions) {
  std::ranges::sort(definitions, {}, [](const Definition* d) { return document_order(d->name); });
  for (const Definition* definition : definitions) {
    text += '\n';
    append_docs(text, definition->docs, "");
    text += fmt::format("{} {} {{\n", keyword, definition->name);
    for (const FieldText& field : definition->fields)
      text += field_line(field.name, "", field.type, field.docs);
    text += "}\n";
  }
}

class Generator {
 public:
  explicit Generator(std::span<const SchemaModule> modules) : modules_(modules) {}

  Result<SchemaDocument> generate() {
    MODUS_TRY(fields, find_function_fields(modules_));
    fields_ = std::move(fields);
    for (std::size_t module = 0; module < modules_.size(); ++module)
      MODUS_CHECK(begin_types(module));
    MODUS_TRY(queries, root_text("Query"));
    MODUS_TRY(mutations, root_text("Mutation"));
    MODUS_TRY(subscriptions, root_text("Subscription"));
    TypeMerger types(modules_);
    for (std::size_t module = 0; module < modules_.size(); ++module)
      MODUS_CHECK(types.add(module, writers_[module]));

    std::string text(kHead);
    text.append(queries).append(mutations);
    append_scalars(text, types.scalars());
    append_definitions(text, "input", types.definitions(Direction::kInput));
    append_definitions(text, "type", types.definitions(Direction::kOutput));
    text.append(kTail).append(subscriptions);
    return SchemaDocument{std::move(text), std::move(fields_)};
  }

 private:
  /// Numbers the objects made of several results in the order of the functions' names.
  Result<void> begin_types(std::size_t module) {
    std::vector<const types::Signature*> shown;
    for (const FunctionField& field : fields_.shown) {
      if (field.module == module) shown.push_back(&modules_[module].exports[field.function]);
    }
    std::ranges::sort(shown, {}, &types::Signature::name);
    TypeWriter& writer = writers_.emplace_back(shown, *modules_[module].types,
                                               modules_[module].prefix, result_objects_);
    for (const types::Signature* function : shown) MODUS_CHECK(writer.result_text(*function));
    return {};
  }

  /// The definition of a root type; empty when it has no fields.
  Result<std::string> root_text(std::string_view root) {
    std::map<std::pair<std::string, std::string_view>, std::string> lines;
    if (root == "Subscription") lines.emplace(document_order(kAgentEvent), kAgentEventField);
    for (const FunctionField& field : fields_.shown) {
      if (field.root != root) continue;
      const types::Signature& function = modules_[field.module].exports[field.function];
      TypeWriter& writer = writers_[field.module];
      MODUS_TRY(arguments, arguments_text(function, writer));
      MODUS_TRY(result, writer.result_text(function));
      lines.emplace(document_order(field.name),
                    field_line(field.name, arguments, result, field.docs));
    }
    if (lines.empty()) return "";
    std::string text = fmt::format("\ntype {} {{\n", root);
    for (const std::string& line : lines | std::views::values) text += line;
    return text + "}\n";
  }

  static Result<std::string> arguments_text(const types::Signature& function, TypeWriter& writer) {
    std::string text;
    for (const types::Parameter& parameter : function.parameters) {
      if (!is_graphql_name(parameter.name) || parameter.name.starts_with("__"))
        return fail(ErrorCode::kInvalidArgument,
                    "the parameter \"{}\" of the function \"{}\" has no name that GraphQL allows; "
                    "rename it",
                    parameter.name, function.name);
      MODUS_TRY(type, writer.text_of(*parameter.type, Direction::kInput));
      text += fmt::format("{}{}: ", text.empty() ? "" : ", ", parameter.name);
      text += parameter.default_value ? with_default(std::move(type), parameter) : type;
    }
    return text.empty() ? text : "(" + text + ")";
  }

  // A default that only the guest can evaluate is not shown, but the argument may be left out.
  static std::string with_default(std::string type, const types::Parameter& parameter) {
    if (const auto literal = default_literal(*parameter.default_value, *parameter.type))
      return type + " = " + *literal;
    if (type.ends_with('!')) type.pop_back();
    return type;
  }

  static void append_scalars(std::string& text, const std::set<std::string>& scalars) {
    std::vector<std::string_view> sorted(scalars.begin(), scalars.end());
    std::ranges::sort(sorted, {}, document_order);
    if (!sorted.empty()) text += '\n';
    for (std::string_view name : sorted) text += fmt::format("scalar {}\n", name);
  }

  const std::span<const SchemaModule> modules_;
  FunctionFields fields_;
  ResultObjects result_objects_;
  std::deque<TypeWriter> writers_;  // of the modules, in step
};

}  // namespace

Result<SchemaDocument> generate_schema(std::span<const SchemaModule> modules) {
  return Generator(modules).generate();
}

}  // namespace modus::graphql
