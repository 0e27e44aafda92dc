// SPDX-License-Identifier: Apache-2.0
// What this process uses, under the names that Prometheus's clients share.
#pragma once

#include "runtime/observe/metrics/exposition.h"

namespace modus::observe {

/// What the system does not tell is left out.
void write_process_metrics(Exposition& exposition);

}  // namespace modus::observe
