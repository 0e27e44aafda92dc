// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/redaction.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "runtime/base/base64.h"
#include "runtime/json/writer.h"

namespace modus::app {
namespace {

constexpr std::size_t kShortest = 4;
constexpr unsigned kHashBits = 16;

std::uint32_t gram_at(const char* text) {
  std::uint32_t bytes;
  std::memcpy(&bytes, text, sizeof bytes);
  return bytes;
}

std::uint32_t hash_of(std::uint32_t gram) { return gram * 0x9e3779b1u >> (32 - kHashBits); }

bool is_secret(std::string_view variable) {
  return variable.starts_with("MODUS_") && variable != "MODUS_ENV" && variable != "MODUS_DEBUG";
}

void replace_all(std::string& text, std::string_view form, std::string_view stand_in) {
  for (std::size_t at = 0; (at = text.find(form, at)) != std::string::npos; at += stand_in.size())
    text.replace(at, form.size(), stand_in);
}

std::string base64_of(std::string_view text) {
  return base64_encode(std::as_bytes(std::span(text)));
}

std::string json_escaped(std::string_view text) {
  json::Writer writer;
  writer.string(text);
  const std::string quoted = writer.take();
  return quoted.substr(1, quoted.size() - 2);
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || std::string_view("-._~").contains(c);
    if (is_plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

}  // namespace

std::string placeholder(std::string_view variable) { return fmt::format("{{{{{}}}}}", variable); }

Redaction::Redaction(const Environment& environment) {
  const auto add = [this](std::string form, const std::string& name) {
    if (form.size() >= kShortest) secrets_.emplace_back(std::move(form), placeholder(name));
  };
  for (const auto& [name, value] : environment.all()) {
    if (!is_secret(name) || value.empty()) continue;
    add(value, name);
    add(json_escaped(value), name);
    add(json_escaped(json_escaped(value)), name);
    add(percent_encoded(value), name);
    add(base64_of(value), name);
    for (const auto& [other, password] : environment.all()) {  // {{base64(USER:PASS)}}
      if (is_secret(other) && !password.empty())
        add(base64_of(value + ":" + password), name + ":" + other);
    }
  }
  // Longer ones first: one secret may be part of another.
  std::ranges::sort(secrets_, [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a < b;
  });
  const auto [first, last] = std::ranges::unique(secrets_);  // most look the same in each form
  secrets_.erase(first, last);
  index_forms();
}

void Redaction::index_forms() {
  if (secrets_.empty()) return;
  stride_ = secrets_.back().first.size() - sizeof(Gram::bytes) + 1;
  are_likely_.resize(std::size_t{1} << kHashBits);
  for (std::uint32_t form = 0; form < secrets_.size(); ++form) {
    for (std::uint32_t offset = 0; offset < stride_; ++offset) {
      const std::uint32_t bytes = gram_at(secrets_[form].first.data() + offset);
      grams_.push_back({bytes, form, offset});
      are_likely_[hash_of(bytes)] = true;
    }
  }
  std::ranges::sort(grams_, {}, &Gram::bytes);
}

bool Redaction::are_in(std::string_view text) const {
  if (secrets_.empty()) return false;
  for (std::size_t at = 0; at + sizeof(Gram::bytes) <= text.size(); at += stride_) {
    const std::uint32_t bytes = gram_at(text.data() + at);
    if (!are_likely_[hash_of(bytes)]) continue;
    for (const Gram& gram : std::ranges::equal_range(grams_, bytes, {}, &Gram::bytes)) {
      if (gram.offset <= at && text.substr(at - gram.offset).starts_with(secrets_[gram.form].first))
        return true;
    }
  }
  return false;
}

std::string Redaction::apply(std::string text) const {
  if (!are_in(text)) return text;
  for (const auto& [form, stand_in] : secrets_) replace_all(text, form, stand_in);
  return text;
}

void Redaction::apply(std::span<std::string> pieces) const {
  std::string whole;
  for (const std::string& piece : pieces) whole += piece;
  std::string hidden = apply(whole);
  if (hidden == whole) return;
  for (std::string& piece : pieces) piece = std::exchange(hidden, {});
}

types::Value Redaction::apply(const types::Value& value, types::Arena& arena) const {
  using Kind = types::Value::Kind;
  switch (value.kind()) {
    case Kind::kString:
      return types::Value::string(types::copy_text(arena, apply(std::string(value.as_string()))));
    case Kind::kList: {
      const auto items = types::make_span<types::Value>(arena, value.as_list().size());
      std::ranges::transform(value.as_list(), items.begin(),
                             [&](const types::Value& item) { return apply(item, arena); });
      return types::Value::list(items);
    }
    case Kind::kObject: {
      const auto members = types::make_span<types::Member>(arena, value.as_object().size());
      std::ranges::transform(value.as_object(), members.begin(), [&](const types::Member& member) {
        return types::Member{types::copy_text(arena, apply(std::string(member.name))),
                             apply(member.value, arena)};
      });
      return types::Value::object(members);
    }
    default: return value;
  }
}

}  // namespace modus::app
