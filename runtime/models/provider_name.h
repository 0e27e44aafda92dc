// SPDX-License-Identifier: Apache-2.0
// Who serves a model.
#pragma once

#include <string>
#include <string_view>

namespace modus::models {

inline constexpr std::string_view kLocalProvider = "modus.local";

/// The provider's name as OpenTelemetry has it (`gen_ai.provider.name`: "openai", "aws.bedrock"),
/// by the host of the model's address; the connection's name when the host is not known, and
/// kLocalProvider without an address.
std::string provider_name(std::string_view connection, std::string_view address);

}  // namespace modus::models
