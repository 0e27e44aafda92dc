// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/language/printer.h"

#include <algorithm>
#include <vector>

#include "runtime/json/writer.h"

namespace modus::graphql {
namespace {

enum class Order { kWritten, kByName };

void append(std::string& text, const ast::Value& value, Order order);

void append_object(std::string& text, const ast::Value& value, Order order) {
  std::vector<ast::ObjectField> fields(value.fields.begin(), value.fields.end());
  if (order == Order::kByName) {
    std::ranges::sort(fields, {}, [](const auto& field) { return field.name.text; });
  }
  text += '{';
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text += ", ";
    text.append(fields[i].name.text).append(": ");
    append(text, fields[i].value, order);
  }
  text += '}';
}

void append(std::string& text, const ast::Value& value, Order order) {
  switch (value.kind) {
    case ast::ValueKind::kVariable: text.append("$").append(value.text); return;
    case ast::ValueKind::kString: json::append_string(text, value.text); return;
    case ast::ValueKind::kObject: append_object(text, value, order); return;
    case ast::ValueKind::kList: {
      text += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) text += ", ";
        append(text, value.items[i], order);
      }
      text += ']';
      return;
    }
    default: text += value.text; return;
  }
}

}  // namespace

std::string print(const ast::Value& value) {
  std::string text;
  append(text, value, Order::kWritten);
  return text;
}

std::string print_sorted(const ast::Value& value) {
  std::string text;
  append(text, value, Order::kByName);
  return text;
}

std::string print(const ast::Type& type) {
  switch (type.kind) {
    case ast::TypeKind::kNamed: return std::string(type.name.text);
    case ast::TypeKind::kList: return "[" + print(*type.of) + "]";
    case ast::TypeKind::kNonNull: return print(*type.of) + "!";
  }
  return {};
}

}  // namespace modus::graphql
