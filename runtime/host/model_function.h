// SPDX-License-Identifier: Apache-2.0
// What host functions that are about a model have in common.
#pragma once

#include <memory>
#include <string>

#include "runtime/app/manifest.h"
#include "runtime/host/gate.h"

namespace modus::host {

/// The first argument is the model's name, and the manifest must know it.
class ModelFunction : public HostFunction {
 public:
  explicit ModelFunction(std::shared_ptr<const app::Manifest> manifest)
      : manifest_(std::move(manifest)) {}

  std::string detail(const functions::HostRequest& request) const override;
  Result<void> grant(const functions::HostRequest& request) const override;

 protected:
  const app::Manifest& manifest() const { return *manifest_; }
  /// Null when there is no such model.
  const app::Model* find_model(const functions::HostRequest& request) const;

 private:
  std::shared_ptr<const app::Manifest> manifest_;
};

}  // namespace modus::host
