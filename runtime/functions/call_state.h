// SPDX-License-Identifier: Apache-2.0
// What host functions keep for a call beyond one host call, such as the streams it has opened.
#pragma once

#include <map>
#include <memory>
#include <typeindex>

namespace modus::functions {

/// One object for each type asked for. They are destroyed when the call ends, before its sandbox
/// is. Belongs to the call's thread.
class CallState {
 public:
  /// The call's own T, made when it is first asked for.
  template <class T>
  T& of() {
    std::shared_ptr<void>& kept = kept_[typeid(T)];
    if (!kept) kept = std::make_shared<T>();
    return *static_cast<T*>(kept.get());
  }

  void clear() { kept_.clear(); }

 private:
  std::map<std::type_index, std::shared_ptr<void>> kept_;
};

}  // namespace modus::functions
