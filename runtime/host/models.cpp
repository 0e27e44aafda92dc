// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/models.h"

#include "runtime/host/model_function.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

class GetModelInfo final : public ModelFunction {
 public:
  using ModelFunction::ModelFunction;

  std::string_view name() const override { return "modus_models.getModelInfo"; }
  std::size_t arity() const override { return 1; }
  CallTexts texts() const override {
    return {.cancelled = "Cancelled getting model info.", .failed = "Error getting model info."};
  }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    const app::Model& found = *find_model(*request);
    const auto members = types::make_span<types::Member>(request->arena, 2);
    members[0] = {"name", Value::string(found.name)};
    members[1] = {"fullName", Value::string(found.source_model)};
    auto done = std::move(request->done);
    done(Value::object(members));
  }
};

}  // namespace

std::unique_ptr<HostFunction> make_get_model_info(std::shared_ptr<const app::Manifest> manifest) {
  return std::make_unique<GetModelInfo>(std::move(manifest));
}

}  // namespace modus::host
