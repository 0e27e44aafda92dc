// SPDX-License-Identifier: Apache-2.0
// "Did you mean …?" for misspelt names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modus::graphql {

/// Those of `options` that resemble `input`, the nearest first.
std::vector<std::string_view> similar_names(std::string_view input,
                                            const std::vector<std::string_view>& options);

/// ` Did you mean the enum value "A", "B", or "C"?` with at most five names; empty without any.
/// `what` may be empty.
std::string did_you_mean(std::string_view what, const std::vector<std::string_view>& names);

/// Negative, zero or positive like strcmp, with numbers in the names compared by value.
int compare_naturally(std::string_view a, std::string_view b);

}  // namespace modus::graphql
