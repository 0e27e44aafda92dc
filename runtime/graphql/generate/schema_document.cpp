// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/generate/schema_document.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "runtime/graphql/generate/default_values.h"
#include "runtime/graphql/generate/field_names.h"
#include "runtime/graphql/generate/type_writer.h"

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

type Subscription {
  agentEvent(agentId: String!): AgentEvent!
}
)";

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

/// The contract's order: by the name in lower case.
std::pair<std::string, std::string_view> order(std::string_view name) {
  return {lower(name), name};
}

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

void append_definitions(std::string& text, std::string_view keyword,
                        const std::deque<Definition>& definitions) {
  std::vector<const Definition*> sorted;
  for (const Definition& definition : definitions) sorted.push_back(&definition);
  std::ranges::sort(sorted, {}, [](const Definition* d) { return order(d->name); });
  for (const Definition* definition : sorted) {
    text += '\n';
    append_docs(text, definition->docs, "");
    text += fmt::format("{} {} {{\n", keyword, definition->name);
    for (const FieldText& field : definition->fields) {
      append_docs(text, field.docs, "  ");
      text += fmt::format("  {}: {}\n", field.name, field.type);
    }
    text += "}\n";
  }
}

class Generator {
 public:
  Generator(std::span<const types::Signature> exports, const types::TypeTable& table)
      : exports_(exports), table_(table) {}

  Result<SchemaDocument> generate() {
    MODUS_CHECK(find_fields());
    std::vector<const types::Signature*> shown;
    for (const auto& field : document_.fields) shown.push_back(&exports_[field.function]);
    std::ranges::sort(shown, {}, &types::Signature::name);
    TypeWriter writer(shown, table_);
    MODUS_CHECK(name_results(shown, writer));

    std::string text(kHead);
    MODUS_CHECK(append_root(text, "Query", writer));
    MODUS_CHECK(append_root(text, "Mutation", writer));
    append_scalars(text, writer.scalars());
    append_definitions(text, "input", writer.definitions(Direction::kInput));
    append_definitions(text, "type", writer.definitions(Direction::kOutput));
    text += kTail;
    document_.text = std::move(text);
    return std::move(document_);
  }

 private:
  Result<void> find_fields() {
    std::map<std::string, std::size_t> owners;
    for (std::size_t i = 0; i < exports_.size(); ++i) {
      const std::string& function = exports_[i].name;
      MODUS_TRY(name, field_name(function));
      if (!name) continue;
      if (const auto [owner, added] = owners.emplace(*name, i); !added) {
        const auto [first, second] = std::minmax(function, exports_[owner->second].name);
        return fail(
            ErrorCode::kInvalidArgument,
            "the functions \"{}\" and \"{}\" would both be the GraphQL field \"{}\"; rename "
            "one of them",
            first, second, *name);
      }
      document_.fields.push_back({std::string(root_type(function)), *std::move(name), i});
    }
    // "Query" comes first, as in the document.
    std::ranges::sort(document_.fields, [](const auto& a, const auto& b) {
      if (a.root != b.root) return a.root > b.root;
      return order(a.name) < order(b.name);
    });
    return {};
  }

  /// Numbers the objects made of several results in the order of the functions' names.
  static Result<void> name_results(std::span<const types::Signature* const> functions,
                                   TypeWriter& writer) {
    for (const types::Signature* function : functions) MODUS_CHECK(writer.result_text(*function));
    return {};
  }

  Result<void> append_root(std::string& text, std::string_view root, TypeWriter& writer) const {
    std::string fields;
    for (const auto& field : document_.fields) {
      if (field.root != root) continue;
      const types::Signature& function = exports_[field.function];
      MODUS_TRY(arguments, arguments_text(function, writer));
      MODUS_TRY(result, writer.result_text(function));
      append_docs(fields, function.docs, "  ");
      fields += fmt::format("  {}{}: {}\n", field.name, arguments, result);
    }
    if (!fields.empty()) text += fmt::format("\ntype {} {{\n{}}}\n", root, fields);
    return {};
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
    std::ranges::sort(sorted, {}, order);
    if (!sorted.empty()) text += '\n';
    for (std::string_view name : sorted) text += fmt::format("scalar {}\n", name);
  }

  const std::span<const types::Signature> exports_;
  const types::TypeTable& table_;
  SchemaDocument document_;
};

}  // namespace

Result<SchemaDocument> generate_schema(std::span<const types::Signature> exports,
                                       const types::TypeTable& types) {
  return Generator(exports, types).generate();
}

}  // namespace modus::graphql
