// SPDX-License-Identifier: Apache-2.0
// Shared objects whose reference count is not shared.
#pragma once

#include <memory>
#include <utility>

namespace modus {

/// The same object with a reference count of its own, which keeps the other alive: threads that
/// have one each do not contend.
template <class T>
std::shared_ptr<T> separate(std::shared_ptr<T> shared) {
  T* object = shared.get();
  return std::shared_ptr<T>(object, [kept = std::move(shared)](T*) {});
}

}  // namespace modus
