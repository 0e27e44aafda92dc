// SPDX-License-Identifier: Apache-2.0
// Values of random types come back as they went in, and so do the parts that a projection names.
#include <deque>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"

namespace modus::guest::packed {
namespace {

enum class Form { kScalar, kNullable, kList, kArray, kMap, kRecord };

// A type as both SDKs would spell it, and what values of it are made of.
struct RandomType {
  Form form = Form::kScalar;
  std::string neutral;
  std::string go;
  std::vector<std::string> values;  // of a scalar
  const RandomType* element = nullptr;
  std::size_t length = 0;  // of an array
  std::vector<const RandomType*> fields;
};

constexpr std::string_view kTexts[] = {R"("")", R"("a")", R"("né 😀")", R"("a\u0000\"b\n")"};

class Types {
 public:
  explicit Types(std::uint32_t seed) : random_(seed) {}

  std::size_t pick(std::size_t count) { return random_() % count; }

  // Go's spelling of lists and maps is nullable, so they come within a nullable in both.
  const RandomType& make(int depth) {
    switch (depth == 0 ? 0 : pick(6)) {
      case 1: return nullable(make(depth - 1), "*");
      case 2: return make_list(make(depth - 1));
      case 3: return make_array(make(depth - 1));
      case 4: return make_map(make(depth - 1));
      case 5: return make_record(depth);
      default: return make_scalar();
    }
  }

  std::string value(const RandomType& type) {
    switch (type.form) {
      case Form::kScalar: return type.values[pick(type.values.size())];
      case Form::kNullable: return pick(4) == 0 ? "null" : value(*type.element);
      case Form::kList: return list(*type.element, pick(4));
      case Form::kArray: return list(*type.element, type.length);
      case Form::kMap: {
        std::map<std::string, std::string> entries;
        for (std::size_t i = pick(4); i > 0; --i) {
          entries[fmt::format("k{}", pick(50))] = value(*type.element);
        }
        std::string text;
        for (const auto& [key, of] : entries) {
          text += fmt::format(R"({}{{"key":"{}","value":{}}})", text.empty() ? "" : ",", key, of);
        }
        return "[" + text + "]";
      }
      case Form::kRecord: {
        std::string text;
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
          text += fmt::format(R"({}"f{}":{})", i == 0 ? "" : ",", i, value(*type.fields[i]));
        }
        return "{" + text + "}";
      }
    }
    return "";
  }

  // The metadata's "types", of either spelling.
  std::string declared(std::string RandomType::* spelling) const {
    std::string text;
    for (const RandomType& type : types_) {
      if (type.form != Form::kRecord) continue;
      std::string fields;
      for (std::size_t i = 0; i < type.fields.size(); ++i) {
        fields += fmt::format(R"({}{{"name":"f{}","type":"{}"}})", i == 0 ? "" : ",", i,
                              type.fields[i]->*spelling);
      }
      text +=
          fmt::format(R"({}"{}":{{"fields":[{}]}})", text.empty() ? "" : ",", type.neutral, fields);
    }
    return "{" + text + "}";
  }

 private:
  const RandomType& add(RandomType type) { return types_.emplace_back(std::move(type)); }

  const RandomType& make_scalar() {
    const std::vector<RandomType> scalars = {
        {.neutral = "bool", .go = "bool", .values = {"true", "false"}},
        {.neutral = "i8", .go = "int8", .values = {"0", "-128", "127"}},
        {.neutral = "u16", .go = "uint16", .values = {"0", "65535"}},
        {.neutral = "i32", .go = "int", .values = {"-2147483648", "5"}},
        {.neutral = "u32", .go = "uint", .values = {"4294967295"}},
        {.neutral = "i64", .go = "int64", .values = {"-9223372036854775808"}},
        {.neutral = "u64", .go = "uint64", .values = {"18446744073709551615"}},
        {.neutral = "f32", .go = "float32", .values = {"0.1", "-3", "1e+21"}},
        {.neutral = "f64", .go = "float64", .values = {"0.1", "1e-07", "1.7976931348623157e+308"}},
        {.neutral = "string", .go = "string", .values = {std::begin(kTexts), std::end(kTexts)}},
        {.neutral = "array<u8,2>", .go = "[2]byte", .values = {R"("AAE=")"}},
        {.neutral = "timestamp",
         .go = "time.Time",
         .values = {R"("0000-01-01T00:00:00Z")", R"("2026-11-26T11:59:59.000000001Z")"}},
        {.neutral = "duration", .go = "time.Duration", .values = {"-1", "86400000000000"}},
        {.neutral = "json", .go = "any", .values = {"null", R"({"a":[1,{}]})", "[]", "\"x\""}},
    };
    return add(scalars[pick(scalars.size())]);
  }
  const RandomType& nullable(const RandomType& element, std::string_view go) {
    return add({.form = Form::kNullable,
                .neutral = element.neutral + "?",
                .go = std::string(go) + element.go,
                .element = &element});
  }
  const RandomType& make_list(const RandomType& element) {
    return nullable(add({.form = Form::kList,
                         .neutral = fmt::format("list<{}>", element.neutral),
                         .go = "[]" + element.go,
                         .element = &element}),
                    "");
  }
  const RandomType& make_array(const RandomType& element) {
    const std::size_t length = 1 + pick(3);
    return add({.form = Form::kArray,
                .neutral = fmt::format("array<{},{}>", element.neutral, length),
                .go = fmt::format("[{}]{}", length, element.go),
                .element = &element,
                .length = length});
  }
  const RandomType& make_map(const RandomType& element) {
    return nullable(add({.form = Form::kMap,
                         .neutral = fmt::format("map<string, {}>", element.neutral),
                         .go = "map[string]" + element.go,
                         .element = &element}),
                    "");
  }
  const RandomType& make_record(int depth) {
    RandomType record{.form = Form::kRecord};
    for (std::size_t i = 1 + pick(4); i > 0; --i) record.fields.push_back(&make(depth - 1));
    record.neutral = record.go = fmt::format("app.R{}", types_.size());
    return add(std::move(record));
  }

  std::string list(const RandomType& element, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + value(element);
    return "[" + text + "]";
  }

  std::mt19937 random_;
  std::deque<RandomType> types_;
};

TEST(PackedRoundTrip, KeepsValuesOfAnyType) {
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    Types types(seed);
    const RandomType& type = types.make(4);
    Runner neutral(echo(type.neutral, types.declared(&RandomType::neutral)));
    Runner go(echo(type.go, types.declared(&RandomType::go), "modus-sdk-go"));
    for (int round = 0; round < 10; ++round) {
      const std::string value = types.value(type);
      const std::string arguments = "[" + value + "]";
      ASSERT_EQ(neutral(arguments), value) << "seed " << seed << ": " << type.neutral;
      ASSERT_EQ(go(arguments), value) << "seed " << seed << ": " << type.go;
      ASSERT_EQ(neutral.pack(arguments), go.pack(arguments)) << "seed " << seed;
    }
  }
}

// One function that takes and gives two values: the second begins where the first ends.
TEST(PackedRoundTrip, KeepsSeveralResultsApart) {
  for (std::uint32_t seed = 1000; seed < 1100; ++seed) {
    Types types(seed);
    const RandomType& first = types.make(3);
    const RandomType& second = types.make(3);
    TestGuest guest;
    guest.exports = fmt::format(
        R"({{"f":{{"parameters":[{{"name":"a","type":"{0}"}},{{"name":"b","type":"{1}"}}],
           "results":[{{"type":"{0}"}},{{"type":"{1}"}}]}}}})",
        first.neutral, second.neutral);
    guest.types = types.declared(&RandomType::neutral);
    Runner run(guest);
    const std::string a = types.value(first);
    const std::string b = types.value(second);
    ASSERT_EQ(run(fmt::format("[{},{}]", a, b)), fmt::format(R"({{"item1":{},"item2":{}}})", a, b))
        << "seed " << seed << ": " << first.neutral << " and " << second.neutral;
  }
}

// A record's fields in any order, some of them twice.
TEST(PackedRoundTrip, ShowsAnyChoiceOfFields) {
  for (std::uint32_t seed = 2000; seed < 2100; ++seed) {
    Types types(seed);
    std::string parameters;
    std::string arguments;
    std::vector<std::string> values;
    for (int i = 0; i < 5; ++i) {
      const RandomType& type = types.make(3);
      values.push_back(types.value(type));
      parameters += fmt::format(R"({}{{"name":"p","type":"{}"}})", i == 0 ? "" : ",", type.neutral);
      arguments += (i == 0 ? "" : ",") + values.back();
    }
    TestGuest guest;
    guest.exports = fmt::format(R"({{"f":{{"parameters":[{0}],"results":[{0}]}}}})", parameters);
    guest.types = types.declared(&RandomType::neutral);
    types::Projection projection;
    std::string expected;
    for (std::size_t i = types.pick(7); i > 0; --i) {
      types::Projection::Entry entry;
      entry.key = fmt::format("k{}", i);
      entry.field = types.pick(values.size());
      expected +=
          fmt::format(R"({}"{}":{})", expected.empty() ? "" : ",", entry.key, values[entry.field]);
      projection.entries.push_back(std::move(entry));
    }
    Runner run(guest);
    ASSERT_EQ(run("[" + arguments + "]", &projection), "{" + expected + "}") << "seed " << seed;
  }
}

}  // namespace
}  // namespace modus::guest::packed
