// SPDX-License-Identifier: Apache-2.0
// For tests: the header of a GGUF file, made member by member.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace modus::models::local {

class TestGguf {
 public:
  explicit TestGguf(std::uint32_t version = 3) : version_(version) {}

  /// A value as the format writes it, after the number of its type.
  template <class T>
  TestGguf& add(std::string_view key, std::uint32_t type, T value) {
    return add_raw(key, type, bytes(value));
  }
  TestGguf& add(std::string_view key, std::string_view text) {
    return add_raw(key, 8, string(text));
  }
  TestGguf& add_raw(std::string_view key, std::uint32_t type, std::string_view value) {
    ++count_;
    values_ += string(key) + bytes(type);
    values_ += value;
    return *this;
  }

  std::string text() const {
    return "GGUF" + bytes(version_) + bytes(std::uint64_t{0}) + bytes(count_) + values_;
  }
  void write_to(const std::filesystem::path& file) const {
    std::ofstream(file, std::ios::binary) << text();
  }

  template <class T>
  static std::string bytes(T value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
  }
  static std::string string(std::string_view text) {
    return bytes(std::uint64_t{text.size()}).append(text);
  }

 private:
  std::uint32_t version_;
  std::uint64_t count_ = 0;
  std::string values_;
};

}  // namespace modus::models::local
