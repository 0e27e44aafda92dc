// SPDX-License-Identifier: Apache-2.0
// What Amazon Bedrock's operations have in common, whatever the model behind them speaks.
#pragma once

#include <string>
#include <string_view>

namespace modus::models {

/// Turns the address of InvokeModel or Converse into that of its streaming twin. Returns whether
/// the URL is one of theirs.
bool stream_from_bedrock(std::string& url);

/// The URL without its query.
std::string_view without_query(std::string_view url);

}  // namespace modus::models
