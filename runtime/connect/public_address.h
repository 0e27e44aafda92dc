// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace modus::connect {

/// Whether the IPv4 or IPv6 address can be that of a host on the internet: not one of this machine,
/// of a private or local network, of a cloud's own services, or reserved (IANA's special-purpose
/// registries, RFC 6890). IPv6 addresses that stand for one of IPv4 count as that.
bool is_public_address(std::string_view address);

}  // namespace modus::connect
