// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/agreement.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modus::types {
namespace {

struct Part {
  std::string name;
  const Type* type;
};

bool may_always_be_null(const Type& type) {
  switch (type.kind) {
    case Kind::kList:
    case Kind::kMap:
    case Kind::kBytes:
    case Kind::kOpaque: return true;
    default: return false;
  }
}

// The type without what does not count.
const Type& essence(const Type& type) {
  return may_always_be_null(type.required()) ? type.required() : type;
}

Kind kind_of(const Type& type) {
  if (type.kind == Kind::kDuration) return Kind::kInt64;
  // What has no fields has no structure that we know.
  if (type.kind == Kind::kRecord && type.fields.empty()) return Kind::kOpaque;
  return type.kind;
}

std::string lower_case(std::string_view name) {
  std::string lowered(name);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lowered;
}

std::vector<Part> sorted_parts(std::vector<Part> parts) {
  for (Part& part : parts) part.name = lower_case(part.name);
  std::ranges::sort(parts, {}, &Part::name);
  return parts;
}

std::vector<Part> fields_of(const Type& record) {
  std::vector<Part> parts;
  for (const Field& field : record.fields) parts.push_back({field.name, field.type});
  return sorted_parts(std::move(parts));
}

std::vector<Part> results_of(const Signature& signature) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < signature.results.size(); ++i) {
    const NamedResult& result = signature.results[i];
    parts.push_back({result_name(result, i), result.type});
  }
  return sorted_parts(std::move(parts));
}

// Walks two types side by side. Pairs that were met before are taken as agreeing: if they do not,
// they were found out there.
class Comparison {
 public:
  Result<void> compare(const Type& here, const Type& there, const std::string& place) {
    const Type& a = essence(here);
    const Type& b = essence(there);
    if (!met_.emplace(&a, &b).second) return {};
    const auto differ = [&] {
      return fail(ErrorCode::kInvalidArgument, "{} is {} there, and {} here", place, there.name,
                  here.name);
    };
    const auto is_sequence = [](Kind kind) { return kind == Kind::kList || kind == Kind::kArray; };
    if (is_sequence(a.kind) && is_sequence(b.kind)) {
      if (a.kind == Kind::kArray && b.kind == Kind::kArray && a.length != b.length) return differ();
      return compare(*a.element, *b.element, "an element of " + place);
    }
    if (kind_of(a) != kind_of(b)) return differ();
    switch (kind_of(a)) {
      case Kind::kNullable: return compare(*a.element, *b.element, place);
      case Kind::kMap:
        MODUS_CHECK(compare(*a.key, *b.key, "a key of " + place));
        return compare(*a.element, *b.element, "a value of " + place);
      case Kind::kRecord: return compare_parts(fields_of(a), fields_of(b), place);
      default: return {};
    }
  }

  Result<void> compare_parts(std::span<const Part> here, std::span<const Part> there,
                             const std::string& place) {
    const auto known = [](std::span<const Part> parts, const std::string& name) {
      return std::ranges::find(parts, name, &Part::name) != parts.end();
    };
    for (const Part& part : there) {
      if (known(here, part.name)) continue;
      return fail(ErrorCode::kInvalidArgument, "{} has a field '{}' there, and none here", place,
                  part.name);
    }
    for (const Part& part : here) {
      if (known(there, part.name)) continue;
      return fail(ErrorCode::kInvalidArgument, "{} has a field '{}' here, and none there", place,
                  part.name);
    }
    // Two of one record may differ only by case: then there are as many on both sides, or else.
    if (here.size() != there.size()) {
      return fail(ErrorCode::kInvalidArgument, "{} has {} fields there, and {} here", place,
                  there.size(), here.size());
    }
    for (std::size_t i = 0; i < here.size(); ++i) {
      MODUS_CHECK(compare(*here[i].type, *there[i].type,
                          fmt::format("field '{}' of {}", here[i].name, place)));
    }
    return {};
  }

 private:
  std::set<std::pair<const Type*, const Type*>> met_;
};

Result<void> compare_results(Comparison& comparison, const Signature& import,
                             const Signature& function) {
  const std::string place = "the result";
  if (import.results.size() == 1 && function.results.size() == 1)
    return comparison.compare(*import.results[0].type, *function.results[0].type, place);
  if (import.results.empty() != function.results.empty()) {
    return fail(ErrorCode::kInvalidArgument, "it has {} result there, and {} here",
                function.results.empty() ? "no" : "a", import.results.empty() ? "none" : "one");
  }
  // A language with one result has a record of them.
  const auto parts = [](const Signature& signature) {
    const bool is_record =
        signature.results.size() == 1 && signature.results[0].type->kind == Kind::kRecord;
    return is_record ? fields_of(*signature.results[0].type) : results_of(signature);
  };
  return comparison.compare_parts(parts(import), parts(function), place);
}

}  // namespace

Result<void> check_agreement(const Signature& import, const Signature& function) {
  if (import.parameters.size() != function.parameters.size()) {
    return fail(ErrorCode::kInvalidArgument, "it takes {} parameters there, and {} here",
                function.parameters.size(), import.parameters.size());
  }
  Comparison comparison;
  for (std::size_t i = 0; i < import.parameters.size(); ++i) {
    const Parameter& there = function.parameters[i];
    MODUS_CHECK(comparison.compare(*import.parameters[i].type, *there.type,
                                   fmt::format("parameter '{}'", there.name)));
  }
  return compare_results(comparison, import, function);
}

}  // namespace modus::types
