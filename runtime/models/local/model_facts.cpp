// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/model_facts.h"

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace modus::models::local {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is little-endian, as we read it");

constexpr std::uint64_t kLongestKey = 65'535;  // the format's own limit
constexpr std::uint64_t kLongestTemplate = 1 << 20;
constexpr std::uint32_t kUint32 = 4, kInt32 = 5, kString = 8, kArray = 9;
constexpr std::array<std::uint8_t, 13> kSizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

// Reads on; whatever goes wrong shows in ok().
class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : input_(file, std::ios::binary) {}

  bool ok() const { return static_cast<bool>(input_); }

  template <class T>
  T number() {
    T value{};
    input_.read(reinterpret_cast<char*>(&value), sizeof value);
    return value;
  }

  std::string key() { return text(kLongestKey); }

  std::string text(std::uint64_t longest) {
    const auto length = number<std::uint64_t>();
    if (length > longest) input_.setstate(std::ios::failbit);
    if (!ok()) return {};
    std::string text(length, '\0');
    input_.read(text.data(), static_cast<std::streamsize>(length));
    return text;
  }

  void skip_value(std::uint32_t type) {
    if (type == kString) return skip(number<std::uint64_t>());
    if (type != kArray) return skip(size_of(type));
    const auto element = number<std::uint32_t>();
    const auto count = number<std::uint64_t>();
    if (element != kString) {
      const std::uint64_t size = size_of(element);
      if (size > 0 && count > INT64_MAX / size) input_.setstate(std::ios::failbit);
      return skip(count * size);
    }
    for (std::uint64_t i = 0; i < count && ok(); ++i) skip(number<std::uint64_t>());
  }

 private:
  // 0, and no longer ok, for a type that has no fixed size here: unknown, or an array of arrays.
  std::uint64_t size_of(std::uint32_t type) {
    const std::uint64_t size = type < kSizes.size() ? kSizes[type] : 0;
    if (size == 0) input_.setstate(std::ios::failbit);
    return size;
  }

  void skip(std::uint64_t bytes) {
    if (bytes > INT64_MAX) input_.setstate(std::ios::failbit);
    if (!ok()) return;
    input_.ignore(static_cast<std::streamsize>(bytes));
    if (input_.gcount() != static_cast<std::streamsize>(bytes)) input_.setstate(std::ios::failbit);
  }

  std::ifstream input_;
};

// Keys begin with the architecture's name: "bert.pooling_type".
void note(ModelFacts& facts, std::string_view key, std::uint32_t value) {
  const std::string_view name = key.substr(key.find('.') + 1);
  if (name == "context_length") facts.context_tokens = value;
  if (name == "embedding_length") facts.vector_length = value;
  if (name == "pooling_type" && value <= static_cast<std::uint32_t>(Pooling::kRank))
    facts.pooling = static_cast<Pooling>(value);
}

}  // namespace

Result<ModelFacts> read_model_facts(const std::filesystem::path& file) {
  Reader reader(file);
  if (!reader.ok()) {
    return fail(ErrorCode::kUnavailable, "the local model {} cannot be read: {}", file.string(),
                std::strerror(errno));
  }
  if (reader.number<std::uint32_t>() != 0x46554747) {  // "GGUF"
    return fail(ErrorCode::kCorrupt, "the local model {} is no GGUF file", file.string());
  }
  const auto version = reader.number<std::uint32_t>();
  if (reader.ok() && version != 2 && version != 3) {
    return fail(ErrorCode::kCorrupt,
                "the local model {} is a GGUF file of version {}; versions 2 and 3 are known",
                file.string(), version);
  }
  reader.number<std::uint64_t>();  // how many tensors
  const auto count = reader.number<std::uint64_t>();
  ModelFacts facts;
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    const std::string key = reader.key();
    const auto type = reader.number<std::uint32_t>();
    if (type == kUint32 || type == kInt32) {
      note(facts, key, reader.number<std::uint32_t>());
    } else if (type == kString && key.starts_with("tokenizer.chat_template")) {
      const bool is_for_tools = key.ends_with(".tool_use");
      const bool mentions_tools = reader.text(kLongestTemplate).contains("tools");
      facts.has_words_for_tools |= is_for_tools || mentions_tools;
    } else {
      reader.skip_value(type);
    }
  }
  if (reader.ok()) return facts;
  return fail(ErrorCode::kCorrupt,
              "the header of the local model {} is cut off or damaged; put the file in place again",
              file.string());
}

}  // namespace modus::models::local
