// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/model_function.h"

#include <fmt/ranges.h>

#include "runtime/host/arguments.h"

namespace modus::host {

using functions::HostRequest;

std::string ModelFunction::detail(const HostRequest& request) const {
  return request.arguments.empty() ? "" : fmt::format("Model: {}", text_argument(request, 0));
}

Result<void> ModelFunction::grant(const HostRequest& request) const {
  if (find_model(request) != nullptr) return {};
  std::vector<std::string_view> known;
  for (const app::Model& model : manifest_->models) known.emplace_back(model.name);
  return fail(ErrorCode::kNotFound, "there is no model \"{}\" in modus.json; it declares {}",
              text_argument(request, 0),
              known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

const app::Model* ModelFunction::find_model(const HostRequest& request) const {
  return manifest_->find_model(text_argument(request, 0));
}

}  // namespace modus::host
