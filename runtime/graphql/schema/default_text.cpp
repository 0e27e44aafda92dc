// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/schema/default_text.h"

#include <algorithm>

#include "runtime/graphql/language/printer.h"
#include "runtime/graphql/language/text.h"
#include "runtime/graphql/schema/literals.h"
#include "runtime/graphql/schema/scalars.h"

namespace modus::graphql {
namespace {

using types::Value;

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return text == "0" || (!text.empty() && text[0] != '0' && std::ranges::all_of(text, is_digit));
}

// Without a type: inside values of custom scalars.
void append(std::string& to, const Value& value, const TypeRef* type);

void append_list(std::string& to, const Value& value, const TypeRef* item_type) {
  to += '[';
  bool first = true;
  for (const Value& item : value.as_list()) {
    if (!first) to += ", ";
    first = false;
    append(to, item, item_type);
  }
  to += ']';
}

void append_object(std::string& to, const Value& value, const NamedType* type) {
  to += '{';
  bool first = true;
  for (const types::Member& member : value.as_object()) {
    if (!first) to += ", ";
    first = false;
    to.append(member.name).append(": ");
    const InputValue* field = type == nullptr ? nullptr : type->find_input_field(member.name);
    append(to, member.value, field == nullptr ? nullptr : field->type);
  }
  to += '}';
}

void append(std::string& to, const Value& value, const TypeRef* type) {
  const NamedType* named = type == nullptr ? nullptr : type->named;
  switch (value.kind()) {
    case Value::Kind::kList:
      return append_list(
          to, value, type != nullptr && type->nullable().is_list() ? type->nullable().of : nullptr);
    case Value::Kind::kObject: return append_object(to, value, named);
    case Value::Kind::kString: {
      const bool bare =
          named != nullptr && (named->kind == TypeKind::kEnum ||
                               (named->scalar == ScalarKind::kId && is_integer(value.as_string())));
      if (bare) {
        to += value.as_string();
      } else {
        append_string_literal(to, value.as_string());
      }
      return;
    }
    default: to += inspect(value); return;
  }
}

}  // namespace

std::string default_text(const InputValue& input) {
  types::Arena arena;
  std::string text;
  append(text, coerce_literal(*input.default_value, *input.type, {}, arena).value(), input.type);
  return text;
}

}  // namespace modus::graphql
