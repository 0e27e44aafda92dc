// SPDX-License-Identifier: Apache-2.0
// Identifiers that sort by time of creation.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace modus {

/// Fills the memory from the operating system's CSPRNG. Any thread.
void fill_random(std::span<std::byte> bytes);

/// 20 characters of lower-case base32hex: seconds, machine, process, counter. Unique per process.
/// Any thread.
std::string make_xid();

/// The second in which it was made; nothing when the text is no xid.
std::optional<std::chrono::system_clock::time_point> time_of_xid(std::string_view id);

/// A version 7 UUID (RFC 9562) in its text form. Any thread.
std::string make_uuid_v7();

}  // namespace modus
