// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/secrets.h"

#include "runtime/host/arguments.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

class GetSecretValue final : public HostFunction {
 public:
  explicit GetSecretValue(std::shared_ptr<const app::Environment> environment)
      : environment_(std::move(environment)) {}

  std::string_view name() const override { return "modus_secrets.getSecretValue"; }
  std::size_t arity() const override { return 1; }
  CallTexts texts() const override {
    return {"Starting secret lookup.", "Completed secret lookup.", "Cancelled secret lookup.",
            "Error looking up secret."};
  }
  std::string detail(const HostRequest& request) const override {
    return fmt::format("Secret: {}", text_argument(request, 0));
  }
  Result<void> grant(const HostRequest& request) const override { return expect_texts(request, 1); }
  Value journalled(const Value&) const override { return Value::null(); }

  void call(const std::shared_ptr<HostRequest>& request) const override {
    const std::string_view name = text_argument(*request, 0);
    const auto value = environment_->get(fmt::format("MODUS_APP_{}", name));
    auto done = std::move(request->done);
    if (value) return done(Value::string(*value));  // lives as long as the app's version
    done(fail(ErrorCode::kNotFound,
              "the secret \"{}\" is not set; set MODUS_APP_{} in the environment or in {}", name,
              name, environment_->local_file()));
  }

 private:
  std::shared_ptr<const app::Environment> environment_;
};

}  // namespace

std::unique_ptr<HostFunction> make_get_secret_value(
    std::shared_ptr<const app::Environment> environment) {
  return std::make_unique<GetSecretValue>(std::move(environment));
}

}  // namespace modus::host
