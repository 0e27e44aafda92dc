// SPDX-License-Identifier: Apache-2.0
// A benchmark's program ends when anything goes wrong: a figure for half of the work says nothing.
#pragma once

#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "runtime/base/result.h"

namespace modus {

/// Says why on standard error and ends the process, without running what else is under way.
[[noreturn]] inline void die(const std::string& why) {
  std::cerr << "error: " << why << std::endl;
  std::_Exit(1);
}

/// The value, or the end of the process with the error.
template <class T>
T demand(Result<T> result) {
  if (!result) die(result.error().describe());
  return *std::move(result);
}

}  // namespace modus
