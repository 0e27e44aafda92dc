// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/arguments.h"

#include <boost/beast/core/string.hpp>

namespace modus::host {

using types::Value;

std::string_view text_of(const Value& value) {
  return value.kind() == Value::Kind::kString ? value.as_string() : std::string_view();
}

std::string_view text_argument(const functions::HostRequest& request, std::size_t index) {
  return index < request.arguments.size() ? text_of(request.arguments[index]) : std::string_view();
}

Value field_of(const Value& object, std::string_view name) {
  if (object.kind() != Value::Kind::kObject) return {};
  for (const types::Member& member : object.as_object()) {
    if (boost::beast::iequals(member.name, name)) return member.value;
  }
  return {};
}

Result<void> expect_texts(const functions::HostRequest& request, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (request.arguments[i].kind() != Value::Kind::kString) {
      return fail(ErrorCode::kInvalidArgument, "argument {} of {} is not a string", i + 1,
                  request.name);
    }
  }
  return {};
}

}  // namespace modus::host
