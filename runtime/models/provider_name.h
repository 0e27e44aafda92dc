// SPDX-License-Identifier: Apache-2.0
// Who serves a model.
#pragma once

#include <string>
#include <string_view>

namespace modus::models {

inline constexpr std::string_view kLocalProvider = "modus.local";

/// The provider whose address it is, as OpenTelemetry names it; empty when it is not known.
std::string_view known_provider(std::string_view address);

/// The provider's name as OpenTelemetry has it (`gen_ai.provider.name`: "openai", "aws.bedrock"),
/// by the host of the model's address; kLocalProvider without an address, and the
/// connection's name when the host is not known.
std::string provider_name(std::string_view connection, std::string_view address);

}  // namespace modus::models
