// SPDX-License-Identifier: Apache-2.0
// Values that go from one guest to another arrive as they were, whatever the two languages are.
#include <cmath>
#include <deque>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"
#include "runtime/guest/testing.h"

namespace modus::guest {
namespace {

using types::Value;

// A type as both languages spell it. In Go lists, maps and bytes may always be null.
struct Sample {
  std::string assemblyscript;
  std::string wasm = "i32";
  std::string go;
  std::vector<Value> values;
};

// A guest whose `f` gives back what it takes.
class Mirror {
 public:
  explicit Mirror(std::span<const std::byte> wasm, std::string name = "f")
      : name_(std::move(name)),
        module_(bed().engine().compile(wasm).value()),
        convention_(make_convention(*module_).value()),
        program_(
            bed().link(module_, [](auto, auto, const auto&) { return sandbox::HostFunction(); })),
        instance_(bed().start(program_).value()) {}

  Result<Value> operator()(const Value& value, types::Arena& arena) {
    MODUS_TRY(arguments, convention_->lower_arguments(*instance_, 0, {&value, 1}, BytesForm::kRaw));
    MODUS_TRY(results, bed().call(*instance_, name_, arguments));
    return convention_->lift_result_value(*instance_, 0, arguments, results, arena);
  }

 private:
  std::string name_;
  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::shared_ptr<const sandbox::Program> program_;
  std::unique_ptr<sandbox::Instance> instance_;
};

// Bits of numbers, so that NaN is NaN and -0 is not 0; integers whatever the sign of their kind.
bool is_equal(const Value& a, const Value& b) {
  using Kind = Value::Kind;
  const auto is_integer = [](const Value& v) {
    return v.kind() == Kind::kInt || v.kind() == Kind::kUint;
  };
  if (is_integer(a) && is_integer(b)) return a.as_uint() == b.as_uint();
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kBoolean: return a.as_boolean() == b.as_boolean();
    case Kind::kFloat:
      return std::isnan(a.as_float())
                 ? std::isnan(b.as_float())
                 : a.as_float() == b.as_float() &&
                       std::signbit(a.as_float()) == std::signbit(b.as_float());
    case Kind::kString: return a.as_string() == b.as_string();
    case Kind::kList: return std::ranges::equal(a.as_list(), b.as_list(), is_equal);
    case Kind::kObject:
      return std::ranges::equal(a.as_object(), b.as_object(), [](const auto& x, const auto& y) {
        return x.name == y.name && is_equal(x.value, y.value);
      });
    default: return true;
  }
}

// Makes types with values; both live as long as it does.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Sample make(int depth) {
    switch (depth == 0 ? 0 : pick(5)) {
      case 1: return make_list(make(depth - 1));
      case 2: return make_map(make(depth - 1));
      case 3: return make_record(depth);
      case 4: return make_nullable(make(depth - 1));
      default: return make_plain();
    }
  }

  std::string assemblyscript_types() const { return "{" + assemblyscript_types_ + "}"; }
  std::string go_types() const { return "{" + go_types_ + "}"; }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  const Value& one_of(const Sample& sample) { return sample.values[pick(sample.values.size())]; }

  Value list(std::vector<Value> items) {
    lists_.push_back(std::move(items));
    return Value::list(lists_.back());
  }
  Value object(std::vector<types::Member> members) {
    objects_.push_back(std::move(members));
    return Value::object(objects_.back());
  }
  void declare(const std::string& name, std::string_view fields = "") {
    if (assemblyscript_types_.contains("\"" + name + "\"")) return;
    assemblyscript_types_ += fmt::format(
        R"({}"{}":{{"id":{}{}}})", assemblyscript_types_.empty() ? "" : ",", name, ++id_, fields);
  }

  Sample make_plain() {
    const auto integers = [](auto number) {
      using Number = decltype(number);
      if constexpr (std::is_signed_v<Number>) {
        return std::vector{Value::integer(std::numeric_limits<Number>::min()), Value::integer(0),
                           Value::integer(std::numeric_limits<Number>::max())};
      } else {
        return std::vector{Value::unsigned_integer(0),
                           Value::unsigned_integer(std::numeric_limits<Number>::max())};
      }
    };
    const std::vector floats = {Value::number(std::numeric_limits<double>::quiet_NaN()),
                                Value::number(-std::numeric_limits<double>::infinity()),
                                Value::number(-0.0), Value::number(0.5)};
    const std::vector<Sample> all = {
        {"bool", "i32", "bool", {Value::boolean(true), Value::boolean(false)}},
        {"i8", "i32", "int8", integers(std::int8_t{})},
        {"u16", "i32", "uint16", integers(std::uint16_t{})},
        {"i32", "i32", "int", integers(std::int32_t{})},
        {"i64", "i64", "int64", integers(std::int64_t{})},
        {"u64", "i64", "uint64", integers(std::uint64_t{})},
        {"f32", "f32", "float32", floats},
        {"f64", "f64", "float64", floats},
        {"~lib/string/String",
         "i32",
         "string",
         {Value::string(""), Value::string("né 😀"), Value::string(std::string_view("a\0b", 3))}},
        {"~lib/arraybuffer/ArrayBuffer",
         "i32",
         "[]byte",
         {Value::string(""), Value::string(std::string_view("\xff\0\x80", 3))}},
        {"~lib/date/Date",
         "i32",
         "time.Time",
         {Value::string("0000-01-01T00:00:00Z"), Value::string("2026-11-26T11:59:59.001Z")}},
    };
    const Sample& sample = all[pick(all.size())];
    if (sample.go == "time.Time") declare(sample.assemblyscript);
    return sample;
  }

  Sample make_nullable(Sample of) {
    if (of.wasm != "i32" || of.assemblyscript.contains("null") || is_number(of)) return of;
    of.assemblyscript += " | null";
    if (of.go[0] != '[' && !of.go.starts_with("map")) of.go = "*" + of.go;
    of.values.push_back(Value::null());
    return of;
  }
  static bool is_number(const Sample& sample) { return !sample.assemblyscript.contains('/'); }

  Sample make_list(const Sample& of) {
    if (of.assemblyscript == "u8") return of;
    Sample made{fmt::format("~lib/array/Array<{}>", of.assemblyscript),
                "i32",
                "[]" + of.go,
                {list({}), list({one_of(of), one_of(of), one_of(of)})}};
    declare(made.assemblyscript);
    return made;
  }
  Sample make_map(const Sample& of) {
    Sample made{
        fmt::format("~lib/map/Map<i32,{}>", of.assemblyscript), "i32", "map[int]" + of.go, {}};
    const auto entry = [&](int key) {
      return object({{"key", Value::integer(key)}, {"value", one_of(of)}});
    };
    made.values = {list({}), list({entry(-5), entry(17)})};
    declare(made.assemblyscript);
    return made;
  }
  Sample make_record(int depth) {
    const std::string name = fmt::format("assembly/index/R{}", ++id_);
    Sample made{name, "i32", name, {}};
    std::string as_fields, go_fields;
    std::vector<types::Member> members;
    for (const std::string_view field : {"first", "second", "third"}) {
      const Sample of = make(depth - 1);
      as_fields += fmt::format(R"({}{{"name":"{}","type":"{}"}})", as_fields.empty() ? "" : ",",
                               field, of.assemblyscript);
      go_fields += fmt::format(R"({}{{"name":"{}","type":"{}"}})", go_fields.empty() ? "" : ",",
                               field, of.go);
      members.push_back({field, one_of(of)});
    }
    declare(name, fmt::format(R"(,"fields":[{}])", as_fields));
    go_types_ +=
        fmt::format(R"({}"{}":{{"fields":[{}]}})", go_types_.empty() ? "" : ",", name, go_fields);
    made.values = {object(std::move(members))};
    return made;
  }

  std::mt19937 random_;
  int id_ = 20;
  std::deque<std::vector<Value>> lists_;
  std::deque<std::vector<types::Member>> objects_;
  std::string assemblyscript_types_;
  std::string go_types_;
};

TEST(ValuesInTransit, ArriveAsTheyWereInEveryLanguage) {
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    Maker maker(seed);
    const Sample sample = maker.make(4);
    SCOPED_TRACE(fmt::format("seed {}: {} and {}", seed, sample.assemblyscript, sample.go));
    Mirror assemblyscript(build({.parameter = sample.wasm,
                                 .exports = identity_exports(sample.assemblyscript),
                                 .types = maker.assemblyscript_types()}));
    Mirror go(packed::build(packed::echo(sample.go, maker.go_types(), "modus-sdk-go@1.2")));
    for (const Value& value : sample.values) {
      types::BlockArena arena;
      Value travelling = value;
      for (Mirror* const next : {&assemblyscript, &go, &go, &assemblyscript, &assemblyscript}) {
        const auto arrived = (*next)(travelling, arena);
        ASSERT_TRUE(arrived) << arrived.error().describe();
        ASSERT_TRUE(is_equal(*arrived, value));
        travelling = *arrived;
      }
    }
  }
}

TEST(ValuesInTransit, KeepTheirTimeZoneAndNanoseconds) {
  Mirror go(packed::build(packed::echo("time.Time", "{}", "modus-sdk-go@1.2")));
  types::BlockArena arena;
  for (const std::string_view time : {"2026-11-26T23:59:59.000000001-03:30",
                                      "1930-05-01T12:00:00+00:19:32", "0001-01-01T00:00:00Z"}) {
    const auto arrived = go(Value::string(time), arena);
    ASSERT_TRUE(arrived) << arrived.error().describe();
    EXPECT_EQ(arrived->as_string(), time);
  }
}

// Go's nil slices and maps mean empty ones to a language that has no null there.
TEST(ValuesInTransit, NullIsAnEmptyListWhereThereMustBeOne) {
  Mirror guest(build({.exports = identity_exports("~lib/array/Array<i32>"),
                      .types = R"({"~lib/array/Array<i32>":{"id":4}})"}));
  types::BlockArena arena;
  const auto arrived = guest(Value::null(), arena);
  ASSERT_TRUE(arrived) << arrived.error().describe();
  EXPECT_TRUE(is_equal(*arrived, Value::list({})));
}

TEST(ValuesInTransit, AreWholeOrAnError) {
  // A client would get null for a date that no text can show.
  Mirror guest(
      packed::build({.exports = R"({"dated":{"results":[{"type":"timestamp?"}]}})", .functions = R"(
    (data (i32.const 64) "\00\01\ff\ff\ff\ff\ff\ff\ff\7f\00\00\00\00\00\00\00\00")
    (func (export "dated") (param i32) (result i64)
      (i64.or (i64.shl (i64.const 64) (i64.const 32)) (i64.const 18))))"}),
      "dated");
  types::BlockArena arena;
  const auto arrived = guest(Value::null(), arena);
  ASSERT_FALSE(arrived);
  EXPECT_EQ(arrived.error().message(), "the result contains a date outside of the years 0 to 9999");
}

}  // namespace
}  // namespace modus::guest
