// SPDX-License-Identifier: Apache-2.0
#include "runtime/clients/names.h"

#include <algorithm>

namespace modus::clients {

std::string Names::take(std::string_view wanted) {
  std::string name(wanted);
  while (taken_.contains(name) || std::ranges::binary_search(reserved_, name)) name += '_';
  taken_.insert(name);
  return name;
}

std::string upper_first(std::string_view name) {
  std::string changed(name);
  if (!changed.empty() && changed[0] >= 'a' && changed[0] <= 'z')
    changed[0] = static_cast<char>(changed[0] - 32);
  return changed;
}

std::string lower_first(std::string_view name) {
  std::string changed(name);
  if (!changed.empty() && changed[0] >= 'A' && changed[0] <= 'Z')
    changed[0] = static_cast<char>(changed[0] + 32);
  return changed;
}

}  // namespace modus::clients
