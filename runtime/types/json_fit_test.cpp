// SPDX-License-Identifier: Apache-2.0
#include "runtime/types/json_fit.h"

#include <gtest/gtest.h>

#include <random>

#include "runtime/base/base64.h"
#include "runtime/types/integer_range.h"
#include "runtime/types/json_schema.h"

namespace modus::types {
namespace {

const Type kString{.kind = Kind::kString};
const Type kI32{.kind = Kind::kInt32};
const Type kDate{.kind = Kind::kTimestamp};
const Type kMaybe{.kind = Kind::kNullable, .element = &kString};
const Type kItem{
    .kind = Kind::kRecord, .name = "Item", .fields = {{"n", &kI32, {}}, {"a/b", &kMaybe, {}}}};
const Type kItems{.kind = Kind::kList, .element = &kItem};

// What became of the value, or why it does not fit.
std::string fitted(std::string_view text, const Type& type) {
  json::Value value = json::parse(text).value();
  const auto result = fit_json(value, type);
  return result ? json::to_text(value) : result.error().message();
}

TEST(JsonFit, NamesThePlaceAndBothSides) {
  EXPECT_EQ(fitted(R"([{"n":1},{"n":"abc"}])", kItems),
            "/1/n should be an integer from -2147483648 to 2147483647 but is the string \"abc\"");
  EXPECT_EQ(fitted(R"([{"n":1,"a/b":true}])", kItems), "/0/a~1b should be a string but is true");
  EXPECT_EQ(fitted("{}", kItems), "it should be a list but is an object");
  EXPECT_EQ(fitted("[{}]", kItems), "/0 has no \"n\"");
  EXPECT_EQ(fitted(R"([{"n":1,"m":2}])", kItems),
            "/0 has a member \"m\" that does not belong there");
  EXPECT_EQ(fitted("[1,2]", kI32),
            "it should be an integer from -2147483648 to 2147483647 but is a list of 2");
  const std::string umlauts = "\"ööööööööööööööööööööööööööööö\"";
  EXPECT_NE(fitted(umlauts, kI32).find("the string \"öööööööööööööööööööö\""), std::string::npos);
}

TEST(JsonFit, BringsValuesIntoOneForm) {
  EXPECT_EQ(fitted("3.0", kI32), "3");
  EXPECT_EQ(fitted("1e3", kI32), "1000");
  EXPECT_EQ(fitted(R"("2026-01-31T14:00:00+02:00")", kDate), R"("2026-01-31T12:00:00Z")");
  EXPECT_EQ(fitted(R"("2026-01-31")", kDate), R"("2026-01-31T00:00:00Z")");
  EXPECT_EQ(fitted(R"({"n":1})", kItem), R"({"n":1,"a/b":null})");
}

TEST(JsonFit, HoldsTheBounds) {
  for (const Kind kind : {Kind::kInt8, Kind::kInt16, Kind::kInt32, Kind::kInt64, Kind::kUint8,
                          Kind::kUint16, Kind::kUint32, Kind::kUint64}) {
    const Type type{.kind = kind};
    const IntegerRange range = *integer_range(kind);
    for (const json::Value& good : {json::Value(range.min), json::Value(range.max)}) {
      json::Value value = good;
      EXPECT_TRUE(fit_json(value, type)) << json::to_text(good);
    }
    for (const std::string_view bad : {"-9223372036854775809", "18446744073709551616", "0.5"}) {
      json::Value value = json::parse(bad).value();
      EXPECT_FALSE(fit_json(value, type)) << bad;
    }
    if (range.min > std::numeric_limits<std::int64_t>::min()) {
      json::Value value = range.min - 1;
      EXPECT_FALSE(fit_json(value, type));
    }
    if (range.max < std::numeric_limits<std::uint64_t>::max()) {
      json::Value value = range.max + 1;
      EXPECT_FALSE(fit_json(value, type));
    }
  }
  const Type f32{.kind = Kind::kFloat32};
  EXPECT_EQ(fitted("3e38", f32), "3E38");
  EXPECT_EQ(fitted("4e38", f32), "it should be a number but is the number 4E38");
}

TEST(JsonFit, Arguments) {
  const Signature function{
      .name = "f",
      .parameters = {
          {"n", &kI32, std::nullopt}, {"m", &kI32, json::Value(1)}, {"s", &kMaybe, std::nullopt}}};
  const auto fit = [&](std::string_view text) {
    json::Value value = json::parse(text).value();
    const auto result = fit_arguments(value.as_object(), function);
    return result ? json::to_text(value) : result.error().message();
  };
  EXPECT_EQ(fit(R"({"n":1})"), R"({"n":1,"s":null})");
  EXPECT_EQ(fit(R"({"n":1,"m":2,"s":"x"})"), R"({"n":1,"m":2,"s":"x"})");
  EXPECT_EQ(fit("{}"), "it has no \"n\"");
  EXPECT_EQ(fit(R"({"n":1,"m":null})"),
            "/m should be an integer from -2147483648 to 2147483647 but is null");
  EXPECT_EQ(fit(R"({"n":1,"x":1})"), "it has a member \"x\" that does not belong there");
}

// Random types with values that fit them, and values damaged in one place.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  const Type& type(int depth = 3) {
    constexpr Kind kScalars[] = {Kind::kBoolean, Kind::kInt8,     Kind::kInt64,   Kind::kUint16,
                                 Kind::kUint64,  Kind::kFloat32,  Kind::kFloat64, Kind::kString,
                                 Kind::kBytes,   Kind::kTimestamp};
    if (depth == 0 || below(3) == 0) return types_.add({.kind = kScalars[below(10)]});
    switch (below(5)) {
      case 0: return nullable(type(depth - 1));
      case 1: return types_.add({.kind = Kind::kList, .element = &type(depth - 1)});
      case 2: {
        const Type& element = type(depth - 1);
        return types_.add({.kind = Kind::kArray, .element = &element, .length = below(3)});
      }
      case 3: {
        const Type& key = type(0);
        return types_.add({.kind = Kind::kMap, .element = &type(depth - 1), .key = &key});
      }
      default: return record(depth);
    }
  }

  json::Value value(const Type& type) {
    if (const auto range = integer_range(type.kind)) {
      if (below(2) == 0) return range->min;
      return range->max;
    }
    switch (type.kind) {
      case Kind::kBoolean: return below(2) == 0;
      case Kind::kFloat32:
      case Kind::kFloat64: return 0.25 * below(1000);
      case Kind::kBytes:
        return json::Value(base64_encode(std::as_bytes(std::span("abcd", below(5)))));
      case Kind::kTimestamp: return "2026-01-31T12:00:00Z";
      case Kind::kNullable: return below(2) == 0 ? json::Value() : value(*type.element);
      case Kind::kList: return list(*type.element, below(3));
      case Kind::kArray: return list(*type.element, type.length);
      case Kind::kMap: {
        json::Array entries;
        for (unsigned i = below(3); i > 0; --i)
          entries.emplace_back(
              json::Object{{"key", value(*type.key)}, {"value", value(*type.element)}});
        return entries;
      }
      case Kind::kRecord: {
        json::Object object;
        for (const Field& field : type.fields) object[field.name] = value(*field.type);
        return object;
      }
      default: return "text";
    }
  }

  // Puts something in a random place that fits no type there.
  void damage(json::Value& value) {
    if (json::Array* items = value.if_array(); items != nullptr && !items->empty() && below(3) > 0)
      return damage((*items)[below(static_cast<unsigned>(items->size()))]);
    json::Object* object = value.if_object();
    if (object != nullptr && !object->empty() && below(3) > 0)
      return damage((object->begin() + below(static_cast<unsigned>(object->size())))->value());
    if (object != nullptr && below(2) == 0) {
      (*object)["what nobody knows"] = 1;
    } else {
      value = json::Array{json::Object{{"what nobody knows", "*"}}, json::Array(), 1.5, "*"};
    }
  }

  unsigned below(unsigned end) { return static_cast<unsigned>(random_() % end); }

 private:
  const Type& nullable(const Type& element) {
    return element.is_nullable() ? element
                                 : types_.add({.kind = Kind::kNullable, .element = &element});
  }

  const Type& record(int depth) {
    std::vector<Field> fields;
    for (unsigned i = 1 + below(3); i > 0; --i)
      fields.push_back({fmt::format("f{}", i), &type(depth - 1), {}});
    return types_.add({.kind = Kind::kRecord, .name = "R", .short_name = "R", .fields = fields});
  }

  json::Value list(const Type& element, unsigned count) {
    json::Array items;
    for (; count > 0; --count) items.push_back(value(element));
    return items;
  }

  std::mt19937 random_;
  TypeTable types_;
};

TEST(JsonFit, RandomValuesFitAndDamagedOnesDoNot) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    Maker maker(seed);
    const Type& type = maker.type();
    EXPECT_TRUE(to_json_schema(type)) << seed;
    const json::Value good = maker.value(type);
    json::Value value = good;
    const auto fits = fit_json(value, type);
    ASSERT_TRUE(fits) << seed << ": " << json::to_text(good) << " " << fits.error().message();
    EXPECT_EQ(value, good) << seed;
    json::Value damaged = good;
    maker.damage(damaged);
    ASSERT_FALSE(fit_json(damaged, type)) << seed << ": " << json::to_text(damaged);
  }
}

}  // namespace
}  // namespace modus::types
