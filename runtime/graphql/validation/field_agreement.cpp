// SPDX-License-Identifier: Apache-2.0
#include "runtime/graphql/validation/field_agreement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace modus::graphql {
namespace {

bool same_value(const ast::Value& a, const ast::Value& b);

// Arguments and object fields alike: pairs of names and values, whose order means nothing.
template <class Pair>
bool same_pairs(std::span<const Pair> a, std::span<const Pair> b) {
  if (a.size() != b.size()) return false;
  const auto same = [](const Pair& x, const Pair& y) {
    return x.name.text == y.name.text && same_value(x.value, y.value);
  };
  if (std::ranges::equal(
          a, b, {}, [](const Pair& p) { return p.name.text; },
          [](const Pair& p) { return p.name.text; })) {
    return std::ranges::equal(a, b, same);
  }
  const auto sorted = [](std::span<const Pair> pairs) {
    std::vector<Pair> copy(pairs.begin(), pairs.end());
    std::ranges::sort(copy, {}, [](const Pair& p) { return std::pair(p.name.text, p.name.at); });
    return copy;
  };
  return std::ranges::equal(sorted(a), sorted(b), same);
}

bool same_value(const ast::Value& a, const ast::Value& b) {
  if (a.kind != b.kind || a.text != b.text || a.is_block != b.is_block) return false;
  return std::ranges::equal(a.items, b.items, same_value) && same_pairs(a.fields, b.fields);
}

bool is_same_shape(const TypeRef& a, const TypeRef& b) {
  if (&a == &b) return true;
  if (a.wrapper != b.wrapper) return false;
  if (a.wrapper != Wrapper::kNone) return is_same_shape(*a.of, *b.of);
  return a.named == b.named || !(a.named->is_leaf() || b.named->is_leaf());
}

}  // namespace

const TypeRef* FieldEntry::type() const {
  const bool is_known = field->definition != nullptr && !field->node->name.text.starts_with("__");
  return is_known ? field->definition->type : nullptr;
}

const NamedType* FieldEntry::object() const {
  return parent != nullptr && parent->kind == TypeKind::kObject ? parent : nullptr;
}

bool is_same_field(const FieldEntry& a, const FieldEntry& b) {
  const ast::Selection& x = *a.field->node;
  const ast::Selection& y = *b.field->node;
  return &x == &y || (x.name.text == y.name.text && same_pairs(x.arguments, y.arguments));
}

bool is_same_shape(const FieldEntry& a, const FieldEntry& b) {
  const TypeRef* x = a.type();
  const TypeRef* y = b.type();
  return x == nullptr || y == nullptr || is_same_shape(*x, *y);
}

std::string describe_difference(const FieldEntry& a, const FieldEntry& b) {
  const std::string_view x = a.field->node->name.text;
  const std::string_view y = b.field->node->name.text;
  if (x == y) return "they have differing arguments";
  return fmt::format("\"{}\" and \"{}\" are different fields", x, y);
}

std::string describe_shapes(const FieldEntry& a, const FieldEntry& b) {
  return fmt::format("they return conflicting types \"{}\" and \"{}\"", a.type()->text,
                     b.type()->text);
}

}  // namespace modus::graphql
