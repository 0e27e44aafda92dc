// SPDX-License-Identifier: Apache-2.0
// Values of each type, as docs/function-abi.md says they are packed.
#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"

namespace modus::guest::packed {
namespace {

constexpr std::string_view kGo = "modus-sdk-go@0.18.0";
constexpr std::string_view kInvalid = "function parameter 'x' is invalid: ";

struct Case {
  std::string_view neutral;
  std::string_view go;
  std::string_view given;
  std::string_view bytes;
  std::string_view shown = given;  // when not as it was given
};

constexpr Case kCases[] = {
    {"bool", "bool", "true", "01"},
    {"i8", "int8", "-2", "fe"},
    {"u8", "byte", "200", "c8"},
    {"i16", "int16", "-2", "fe ff"},
    {"u16", "uint16", "513", "01 02"},
    {"i32", "int", "-2", "fe ff ff ff"},
    {"i32", "rune", "67305985", "01 02 03 04"},
    {"u32", "uint", "4294967295", "ff ff ff ff"},
    {"u32", "uintptr", "1", "01 00 00 00"},
    {"i64", "int64", "-9223372036854775808", "00 00 00 00 00 00 00 80"},
    {"u64", "uint64", "18446744073709551615", "ff ff ff ff ff ff ff ff"},
    {"f32", "float32", "1.5", "00 00 c0 3f"},
    {"f64", "float64", "-2", "00 00 00 00 00 00 00 c0"},
    {"string", "string", R"("né")", "03 00 00 00 6e c3 a9"},
    {"string", "string", R"("")", "00 00 00 00"},
    {"bytes?", "[]byte", R"("AAEC/w==")", "01 04 00 00 00 00 01 02 ff"},
    {"list<u8>?", "[]uint8", "[0,1,2,255]", "01 04 00 00 00 00 01 02 ff", R"("AAEC/w==")"},
    {"array<u8, 4>", "[4]byte", R"("AAEC/w==")", "00 01 02 ff"},
    {"array<u8,4>", "[4]uint8", R"("AAE=")", "00 01 00 00", R"("AAEAAA==")"},
    {"timestamp", "time.Time", R"("1970-01-01T00:00:01.000000002Z")",
     "01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00"},
    {"timestamp", "time.Time", R"("1970-01-01T01:00:00+01:00")",
     "00 00 00 00 00 00 00 00 00 00 00 00 10 0e 00 00", R"("1970-01-01T00:00:00Z")"},
    {"timestamp", "time.Time", R"("1969-12-31 23:59:59.75")",
     "ff ff ff ff ff ff ff ff 80 17 b4 2c 00 00 00 00", R"("1969-12-31T23:59:59.75Z")"},
    {"duration", "time.Duration", "-1", "ff ff ff ff ff ff ff ff"},
    {"i16?", "*int16", "null", "00"},
    {"i16?", "*int16", "1", "01 01 00"},
    {"i16??", "**int16", "1", "01 01 01 00"},
    {"list<i16>?", "[]int16", "[1,2]", "01 02 00 00 00 01 00 02 00"},
    {"list<i16>?", "[]int16", "[]", "01 00 00 00 00"},
    {"list<i16>?", "[]int16", "null", "00"},
    {"list<i16?>?", "[]*int16", "[1,null]", "01 02 00 00 00 01 01 00 00"},
    {"array<i16, 3>", "[3]int16", "[1,2]", "01 00 02 00 00 00", "[1,2,0]"},
    {"array<string, 2>", "[2]string", R"(["a"])", "01 00 00 00 61 00 00 00 00", R"(["a",""])"},
    {"map<string, i8>?", "map[string]int8", R"([{"key":"b","value":1},{"key":"a","value":2}])",
     "01 02 00 00 00 01 00 00 00 62 01 01 00 00 00 61 02",
     R"([{"key":"a","value":2},{"key":"b","value":1}])"},
    {"map<u8, list<u8>?>?", "map[uint8][]uint8", R"([{"key":7,"value":null}])",
     "01 01 00 00 00 07 00"},
    {"json", "any", R"({"a":[1,"x",null]})",
     "12 00 00 00 7b 22 61 22 3a 5b 31 2c 22 78 22 2c 6e 75 6c 6c 5d 7d"},
    {"json?", "*interface {}", R"("x")", "01 03 00 00 00 22 78 22"},
    {"app.Tag", "app.Tag", "7", "01 00 00 00 37"},
    {"app.Unit", "app.Unit", "{}", ""},
    {"app.Pair", "app.Pair", R"({"name":"Ada","size":513})", "03 00 00 00 41 64 61 01 02"},
};

constexpr std::string_view kTypes = R"({"app.Tag":{},"app.Unit":{"fields":[]},
  "app.Pair":{"fields":[{"name":"name","type":"string"},{"name":"size","type":"$"}]}})";

std::string types_for(std::string_view u16) {
  std::string types(kTypes);
  return types.replace(types.find('$'), 1, u16);
}

TEST(PackedEncoding, IsAsTheDocumentSays) {
  for (const Case& c : kCases) {
    Runner neutral(echo(c.neutral, types_for("u16")));
    const std::string arguments = fmt::format("[{}]", c.given);
    EXPECT_EQ(neutral.pack(arguments), c.bytes) << c.neutral;
    EXPECT_EQ(neutral(arguments), c.shown) << c.neutral;
    Runner go(echo(c.go, types_for("uint16"), kGo));
    EXPECT_EQ(go.pack(arguments), c.bytes) << c.go;
    EXPECT_EQ(go(arguments), c.shown) << c.go;
  }
}

TEST(PackedEncoding, OfTheDocumentsExample) {
  Runner run(echo("app.Person", R"({"app.Person":{"fields":[{"name":"name","type":"string"},
    {"name":"age","type":"u16?"},{"name":"tags","type":"list<string>"}]}})"));
  EXPECT_EQ(run.pack(R"([{"name":"Ada","age":null,"tags":["x"]}])"),
            "03 00 00 00 41 64 61 00 01 00 00 00 01 00 00 00 78");
}

TEST(PackedEncoding, TakesWhatClientsSend) {
  Runner record(echo("a.R?", R"({"a.R":{"fields":[{"name":"ok","type":"bool"},
    {"name":"next","type":"a.R?"}]}})"));
  EXPECT_EQ(record(R"([{"OK":"true","next":{"ok":0}}])"),
            R"({"ok":true,"next":{"ok":false,"next":null}})")
      << "names of any case, numeric texts, absent nullables";
  EXPECT_EQ(Runner(echo("map<string,i32>"))(R"([{"a":1}])"), R"([{"key":"a","value":1}])");
  EXPECT_EQ(Runner(echo("i32"))(R"(["12"])"), "12");
}

TEST(PackedEncoding, NamesWhatIsWrong) {
  const auto error = [](std::string_view type, std::string_view given,
                        std::string_view types = "{}") {
    std::string message = Runner(echo(type, types))(fmt::format("[{}]", given));
    EXPECT_TRUE(message.starts_with(kInvalid)) << message;
    return message.substr(kInvalid.size());
  };
  EXPECT_EQ(error("i8", "200"), "200 is out of range for i8");
  EXPECT_EQ(error("i8", "null"), "expected a value of type i8, got null");
  EXPECT_EQ(error("string", "1"), "expected a string, got a number");
  EXPECT_EQ(error("list<i8>", "[1,300]"), "item 1: 300 is out of range for i8");
  EXPECT_EQ(error("list<i8>", "1"), "expected a list, got a number");
  EXPECT_EQ(error("array<i8, 1>", "[1,2]"), "2 items are too many for an array of 1");
  EXPECT_EQ(error("array<u8, 1>", R"("AAE=")"), "2 items are too many for an array of 1");
  EXPECT_EQ(error("bytes", R"("?")"), "not base64: the length 1 is no multiple of 4");
  EXPECT_EQ(error("bytes", "[1,256]"), "item 1: 256 is out of range for u8");
  EXPECT_EQ(error("timestamp", R"("noon")"), "\"noon\" is not a timestamp");
  EXPECT_EQ(error("timestamp", "5"), "expected a timestamp, got a number");
  EXPECT_EQ(error("map<i8,i8>", "[1]"), "expected a key and a value, got a number");
  EXPECT_EQ(error("map<i8,i8>", R"([{"value":1}])"),
            "key 0: expected a value of type i8, got nothing");
  EXPECT_EQ(error("map<i8,i8>", R"([{"key":1,"value":"x"}])"),
            "value 0: \"x\" is not a value of type i8");
  EXPECT_EQ(error("a.R", "{}", R"({"a.R":{"fields":[{"name":"n","type":"i8"}]}})"),
            "field 'n': expected a value of type i8, got nothing");
  EXPECT_EQ(error("a.R", "[]", R"({"a.R":{"fields":[{"name":"n","type":"i8"}]}})"),
            "expected an object, got a list");
}

TEST(PackedEncoding, HasALimitOfDepth) {
  const std::string types = R"({"a.R":{"fields":[{"name":"r","type":"a.R?"}]}})";
  const auto nested = [](int levels) {
    std::string json = "null";
    for (int i = 0; i < levels; ++i) json = fmt::format(R"({{"r":{}}})", json);
    return json;
  };
  EXPECT_EQ(Runner(echo("a.R", types))(fmt::format("[{}]", nested(64))), nested(64));
  EXPECT_NE(Runner(echo("a.R", types))(fmt::format("[{}]", nested(65)))
                .find("the value is nested deeper than 64 levels"),
            std::string::npos);
}

TEST(PackedEncoding, ShowsWhatTheProjectionNames) {
  const auto field = [](std::string key, std::size_t index) {
    types::Projection::Entry entry;
    entry.key = std::move(key);
    entry.field = index;
    return entry;
  };
  types::Projection::Entry type_name;
  type_name.key = "kind";
  type_name.is_typename = true;
  type_name.type_name = "R";
  const types::Projection inner{.entries = {field("v", 2), type_name, field("again", 0)}};
  types::Projection outer{.entries = {field("list", 1), field("text", 0), field("pairs", 3)}};
  types::Projection pairs{.entries = {field("value", 1)}};
  outer.entries[0].projection = &inner;
  pairs.entries[0].projection = &inner;
  outer.entries[2].projection = &pairs;
  Runner run(echo("a.R", R"({"a.R":{"fields":[{"name":"text","type":"string"},
    {"name":"list","type":"list<a.R>"},{"name":"value","type":"i32"},
    {"name":"pairs","type":"map<string,a.R>"}]}})"));
  const std::string leaf = R"({"text":"b","list":[],"value":2,"pairs":[]})";
  const std::string root = fmt::format(
      R"([{{"text":"a","list":[{0},{0}],"value":1,"pairs":[{{"key":"k","value":{0}}}]}}])", leaf);
  EXPECT_EQ(run(root, &outer),
            R"({"list":[{"v":2,"kind":"R","again":"b"},{"v":2,"kind":"R","again":"b"}],"text":"a",)"
            R"("pairs":[{"value":{"v":2,"kind":"R","again":"b"}}]})");
}

}  // namespace
}  // namespace modus::guest::packed
