// SPDX-License-Identifier: Apache-2.0
// The result of everything that can fail: a value or an Error. Exceptions do not cross a room's
// door.
#pragma once

#include <expected>
#include <utility>

#include <fmt/format.h>

#include "runtime/base/error.h"

namespace modus {

template <class T>
using Result = std::expected<T, Error>;

/// `return fail(ErrorCode::kNotFound, "no model named \"{}\"", name);`
template <class... Args>
std::unexpected<Error> fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return std::unexpected(Error(code, fmt::format(format, std::forward<Args>(args)...)));
}

}  // namespace modus

/// Declares `name` from a Result expression, or returns its error from the enclosing function.
#define MODUS_TRY(name, expression)                                             \
  auto name##_result = (expression);                                            \
  if (!name##_result) return std::unexpected(std::move(name##_result).error()); \
  auto name = std::move(*name##_result)

/// Returns the error of a Result<void> expression from the enclosing function.
#define MODUS_CHECK(expression)                        \
  if (auto check_result = (expression); !check_result) \
  return std::unexpected(std::move(check_result).error())
