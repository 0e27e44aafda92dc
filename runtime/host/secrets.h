// SPDX-License-Identifier: Apache-2.0
// modus_secrets: values that an app's operator gives it by name.
#pragma once

#include <memory>

#include "runtime/app/environment.h"
#include "runtime/host/gate.h"

namespace modus::host {

/// getSecretValue(name) → the variable MODUS_APP_<name>. The journal never sees the value.
std::unique_ptr<HostFunction> make_get_secret_value(
    std::shared_ptr<const app::Environment> environment);

}  // namespace modus::host
