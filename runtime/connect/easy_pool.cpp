// SPDX-License-Identifier: Apache-2.0
#include "runtime/connect/easy_pool.h"

namespace modus::connect {

void EasyPool::Return::operator()(CURL* easy) const {
  const auto alive = pool.lock();
  if (!alive || alive->kept_.size() >= kMaxKept) return curl_easy_cleanup(easy);
  curl_easy_reset(easy);  // lets go of what the options point to
  alive->kept_.push_back(easy);
}

EasyPool::~EasyPool() {
  for (CURL* easy : kept_) curl_easy_cleanup(easy);
}

EasyPool::Handle EasyPool::take() {
  CURL* easy = nullptr;
  if (kept_.empty()) {
    easy = curl_easy_init();
  } else {
    easy = kept_.back();
    kept_.pop_back();
  }
  return {easy, {weak_from_this()}};
}

}  // namespace modus::connect
