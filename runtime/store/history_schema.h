// SPDX-License-Identifier: Apache-2.0
// The table of the inference history, and how files of earlier versions become ones of this.
#pragma once

#include <vector>

#include "runtime/store/migration.h"

namespace modus::store {

/// For DatabaseOptions::migrations.
std::vector<Migration> history_migrations();

}  // namespace modus::store
