// SPDX-License-Identifier: Apache-2.0
// One compiled module as a file. The code comes first, so that the file can be mapped and run:
//   the code, the note, then 56 bytes (numbers are little-endian):
//   0   "MODUSAOT"
//   8   version of this format, 32 bits
//   12  length of the note, 32 bits
//   16  length of the code, 64 bits
//   24  SHA-256 of: the key, the 24 bytes above, the code, the note
// The key is part of the digest, so a file does not pass under another module's name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/base/bytes.h"

namespace modus::sandbox {

/// Owns a file descriptor.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() { close(); }

  bool is_open() const { return descriptor_ >= 0; }
  int get() const { return descriptor_; }
  /// Whether everything written has reached the file system.
  bool close();

 private:
  int descriptor_ = -1;
};

struct CachedCode {
  File file;                // the code, and something after it
  std::uint64_t code_size;  // bytes
  std::string note;         // the caller's own words about this code

  /// Of the very file that was checked, whatever its name leads to now; valid as long as `file`.
  std::string path() const;
};

enum class ReadFailure {
  kDamaged,     // not, or no longer, what was stored under the key
  kUnreadable,  // errno says why
};

/// Reads and checks all of it.
std::expected<CachedCode, ReadFailure> read_cached_code(File file, std::string_view key);

/// Whether all of it was written; else errno says why.
bool write_cached_code(const File& file, std::string_view key, Bytes code, std::string_view note);

}  // namespace modus::sandbox
