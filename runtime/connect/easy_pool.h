// SPDX-License-Identifier: Apache-2.0
// libcurl's easy handles, kept for the next request: making one costs more than sending with it.
#pragma once

#include <curl/curl.h>

#include <cstddef>
#include <memory>
#include <vector>

namespace modus::connect {

/// Belongs to one thread. Handles may outlive it.
class EasyPool : public std::enable_shared_from_this<EasyPool> {
 public:
  /// Gives a handle back. It must not be in a multi handle then.
  struct Return {
    void operator()(CURL* easy) const;
    std::weak_ptr<EasyPool> pool;
  };
  using Handle = std::unique_ptr<CURL, Return>;

  EasyPool() = default;
  EasyPool(const EasyPool&) = delete;
  EasyPool& operator=(const EasyPool&) = delete;
  ~EasyPool();

  /// A handle without options; null when memory is out.
  Handle take();

 private:
  static constexpr std::size_t kMaxKept = 64;  // about 5 KB each

  std::vector<CURL*> kept_;
};

}  // namespace modus::connect
