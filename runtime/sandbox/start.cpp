// SPDX-License-Identifier: Apache-2.0
#include "runtime/sandbox/internals.h"

namespace modus::sandbox {
namespace {

class Starting final : public Instance::Start {
 public:
  Starting(std::unique_ptr<Instance> instance, Instance::Ready ready)
      : instance_(std::move(instance)), ready_(std::move(ready)) {}

  // The first step is a task of its own, so that `ready` finds the ticket in its owner's hands.
  void post() {
    instance_->loop().post([weak = std::weak_ptr(self_)] {
      if (const auto self = weak.lock()) (*self)->begin();
    });
  }

 private:
  void begin();
  void initialize();
  void finish(Result<void> outcome);

  std::unique_ptr<Instance> instance_;
  Instance::Ready ready_;
  std::shared_ptr<Starting*> self_ = std::make_shared<Starting*>(this);
};

void Starting::begin() {
  instance_->internals().instantiate([this](Result<void> outcome) {
    if (!outcome) return finish(std::move(outcome));
    initialize();
  });
}

void Starting::initialize() {
  const Module& module = instance_->module();
  auto function = module.find_function("_initialize");
  if (!function) function = module.find_function("_start");
  if (!function) return finish({});
  instance_->internals().call(module.exported_functions()[*function], {},
                              [this](Result<void> outcome) { finish(std::move(outcome)); });
}

// May destroy this.
void Starting::finish(Result<void> outcome) {
  auto ready = std::move(ready_);
  auto instance = std::move(instance_);
  if (outcome) return ready(std::move(instance));
  instance.reset();
  ready(std::unexpected(std::move(outcome).error()));
}

}  // namespace

std::unique_ptr<Instance::Start> Instance::start(Loop& loop, std::shared_ptr<const Program> program,
                                                 InstanceOptions options, Ready ready) {
  auto internals = std::make_unique<Internals>(loop, std::move(program), std::move(options));
  auto start = std::make_unique<Starting>(std::make_unique<Instance>(std::move(internals)),
                                          std::move(ready));
  start->post();
  return start;
}

}  // namespace modus::sandbox
