// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/guest/testing.h"

namespace modus::guest {
namespace {

constexpr std::string_view kString = "~lib/string/String";

TEST(AssemblyScriptScalars, GoThrough) {
  EXPECT_EQ(Echo("bool")("true"), "true");
  EXPECT_EQ(Echo("bool")("false"), "false");
  EXPECT_EQ(Echo("i8")("-128"), "-128");
  EXPECT_EQ(Echo("u8")("255"), "255");
  EXPECT_EQ(Echo("i16")("-32768"), "-32768");
  EXPECT_EQ(Echo("u16")("65535"), "65535");
  EXPECT_EQ(Echo("i32")("-2147483648"), "-2147483648");
  EXPECT_EQ(Echo("u32")("4294967295"), "4294967295");
  EXPECT_EQ(Echo("isize")("-1"), "-1");
  EXPECT_EQ(Echo("usize")("4294967295"), "4294967295");
  EXPECT_EQ(Echo("i64", "i64")("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(Echo("u64", "i64")("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(Echo("f32", "f32")("0.1"), "0.1");
  EXPECT_EQ(Echo("f64", "f64")("1e-7"), "1e-07");
}

TEST(AssemblyScriptScalars, AreConverted) {
  EXPECT_EQ(Echo("i32")("\"42\""), "42");
  EXPECT_EQ(Echo("i32")("\"\""), "0");
  EXPECT_EQ(Echo("i32")("true"), "1");
  EXPECT_EQ(Echo("i32")("3.99"), "3");
  EXPECT_EQ(Echo("i32")("-3.99"), "-3");
  EXPECT_EQ(Echo("u64", "i64")("\"18446744073709551615\""), "18446744073709551615");
  EXPECT_EQ(Echo("f64", "f64")("7"), "7");
  EXPECT_EQ(Echo("f64", "f64")("\"2.5\""), "2.5");
}

TEST(AssemblyScriptScalars, AreRefusedOutOfRange) {
  const auto refusal = [](std::string_view what) {
    return "function parameter 'x' is invalid: " + std::string(what);
  };
  EXPECT_EQ(Echo("i8")("200"), refusal("200 is out of range for i8"));
  EXPECT_EQ(Echo("u32")("-1"), refusal("-1 is out of range for u32"));
  EXPECT_EQ(Echo("u32")("4294967296"), refusal("4294967296 is out of range for u32"));
  EXPECT_EQ(Echo("i64", "i64")("9223372036854775808"),
            refusal("9223372036854775808 is out of range for i64"));
  EXPECT_EQ(Echo("i64", "i64")("1e19"), refusal("1e+19 is out of range for i64"));
  EXPECT_EQ(Echo("f32", "f32")("1e39"), refusal("1e+39 is out of range for f32"));
  EXPECT_EQ(Echo("i32")("\"4x\""), refusal("\"4x\" is not a value of type i32"));
  EXPECT_EQ(Echo("i32")("[]"), refusal("expected a value of type i32, got a list"));
  EXPECT_EQ(Echo("i32")("null"), refusal("expected a value of type i32, got null"));
}

TEST(AssemblyScriptScalars, ThatJsonCannotShowAreErrors) {
  Echo echo("f64", "f64");
  const auto lift = [&](double number) {
    json::Writer writer;
    std::vector<ResultIssue> issues;
    const auto value = sandbox::WasmValue::f64(number);
    const auto lifted =
        echo.convention().lift_result(echo.instance(), 0, {}, {&value, 1}, nullptr, writer, issues);
    EXPECT_TRUE(issues.empty());
    return lifted ? writer.take() : lifted.error().message();
  };
  EXPECT_EQ(lift(std::numeric_limits<double>::quiet_NaN()),
            "Function completed successfully, but the result contains a NaN value that cannot be "
            "serialized to JSON.");
  EXPECT_EQ(lift(-std::numeric_limits<double>::infinity()),
            "Function completed successfully, but the result contains an infinite value that "
            "cannot be serialized to JSON.");
}

TEST(AssemblyScriptStrings, GoThrough) {
  Echo echo(kString);
  for (const std::string_view text :
       {R"("")", R"("abc")", R"("héllo wörld")", R"("日本語")", R"("😀 and 𝄞")", R"("a\u0000b")",
        R"("line\nbreak \"quoted\"")"}) {
    EXPECT_EQ(echo(text), text);
  }
  const std::string longer = "\"" + std::string(200000, 'x') + "\"";
  EXPECT_EQ(echo(longer), longer);
  EXPECT_EQ(echo("5"), "function parameter 'x' is invalid: expected a string, got a number");
}

TEST(AssemblyScriptStrings, LieInMemoryAsUtf16) {
  Echo echo(kString);
  const std::uint32_t pointer = *echo.lower(R"("é😀")");
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 8), 2u);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 4), 6u);
  EXPECT_EQ(echo.read<std::uint16_t>(pointer), 0xe9);
  EXPECT_EQ(echo.read<std::uint16_t>(pointer + 2), 0xd83d);
  EXPECT_EQ(echo.read<std::uint16_t>(pointer + 4), 0xde00);
}

TEST(AssemblyScriptStrings, ShowLoneSurrogatesAsReplacement) {
  Echo echo(kString);
  const std::uint32_t pointer = *echo.lower(R"("abcd")");
  echo.write<std::uint16_t>(pointer, 0xdc00);
  echo.write<std::uint16_t>(pointer + 6, 0xd800);
  EXPECT_EQ(echo.lift(pointer), "\"\uFFFDbc\uFFFD\"");
}

TEST(AssemblyScriptNullables, GoThroughInBothSpellings) {
  for (const std::string_view type : {"~lib/string/String | null", "~lib/string/String|null"}) {
    Echo echo(type);
    EXPECT_EQ(echo("null"), "null");
    EXPECT_EQ(echo(R"("x")"), R"("x")");
    EXPECT_TRUE(echo.convention().exports()[0].parameters[0].type->is_nullable());
  }
}

TEST(AssemblyScriptArrays, GoThrough) {
  EXPECT_EQ(
      Echo("~lib/array/Array<i32>", "i32", R"({"~lib/array/Array<i32>":{"id":4}})")("[1,-2,3]"),
      "[1,-2,3]");
  EXPECT_EQ(Echo("~lib/array/Array<i32>", "i32", R"({"~lib/array/Array<i32>":{"id":4}})")("[]"),
            "[]");
  EXPECT_EQ(
      Echo("~lib/array/Array<f32>", "i32", R"({"~lib/array/Array<f32>":{"id":4}})")("[0.5,1.5]"),
      "[0.5,1.5]");
  EXPECT_EQ(Echo("~lib/array/Array<~lib/string/String|null>", "i32",
                 R"({"~lib/array/Array<~lib/string/String|null>":{"id":4}})")(R"(["a",null,""])"),
            R"(["a",null,""])");
  EXPECT_EQ(Echo("~lib/array/Array<~lib/array/Array<u16>>", "i32",
                 R"({"~lib/array/Array<u16>":{"id":4},"~lib/array/Array<~lib/array/Array<u16>>":)"
                 R"({"id":5}})")("[[1,2],[],[65535]]"),
            "[[1,2],[],[65535]]");
}

TEST(AssemblyScriptArrays, LieInMemoryAsTheCompilerWants) {
  Echo echo("~lib/array/Array<i16>", "i32", R"({"~lib/array/Array<i16>":{"id":9}})");
  const std::uint32_t pointer = *echo.lower("[258,-1]");
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 8), 9u);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 4), 16u);
  const auto buffer = echo.read<std::uint32_t>(pointer);
  EXPECT_EQ(echo.read<std::uint32_t>(buffer - 8), 1u);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer + 4), buffer);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer + 8), 4u);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer + 12), 2u);
  EXPECT_EQ(echo.read<std::int16_t>(buffer), 258);
  EXPECT_EQ(echo.read<std::int16_t>(buffer + 2), -1);
}

TEST(AssemblyScriptArrays, NameTheItemThatIsWrong) {
  Echo echo("~lib/array/Array<i8>", "i32", R"({"~lib/array/Array<i8>":{"id":4}})");
  EXPECT_EQ(echo("[1,300]"),
            "function parameter 'x' is invalid: item 1: 300 is out of range for i8");
  EXPECT_EQ(echo("7"), "function parameter 'x' is invalid: expected a list, got a number");
}

constexpr std::string_view kPerson = R"({"assembly/index/Person":{"id":7,"fields":[
  {"name":"ok","type":"bool"},{"name":"big","type":"u64"},{"name":"tiny","type":"u8"},
  {"name":"small","type":"i16"},{"name":"ratio","type":"f64"},{"name":"one","type":"u8"},
  {"name":"name","type":"~lib/string/String"},{"name":"last","type":"bool"},
  {"name":"friend","type":"assembly/index/Person | null"}]}})";

constexpr std::string_view kAda =
    R"({"ok":true,"big":18446744073709551615,"tiny":200,"small":-300,"ratio":0.25,"one":1,)"
    R"("name":"Ada","last":true,"friend":{"ok":false,"big":1,"tiny":2,"small":3,"ratio":4,)"
    R"("one":5,"name":"Bob","last":false,"friend":null}})";

TEST(AssemblyScriptClasses, GoThrough) {
  Echo echo("assembly/index/Person", "i32", kPerson);
  EXPECT_EQ(echo(kAda), kAda);
  const types::Type& type = *echo.convention().exports()[0].results[0].type;
  EXPECT_EQ(type.kind, types::Kind::kRecord);
  EXPECT_EQ(type.short_name, "Person");
  EXPECT_EQ(type.fields[8].type->element, &type);
}

TEST(AssemblyScriptClasses, LieInMemoryAtAlignedOffsets) {
  Echo echo("assembly/index/Person", "i32", kPerson);
  const std::uint32_t pointer = *echo.lower(kAda);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 8), 7u);
  EXPECT_EQ(echo.read<std::uint32_t>(pointer - 4), 48u);
  EXPECT_EQ(echo.read<std::uint8_t>(pointer), 1u);
  EXPECT_EQ(echo.read<std::uint64_t>(pointer + 8), 18446744073709551615u);
  EXPECT_EQ(echo.read<std::uint8_t>(pointer + 16), 200u);
  EXPECT_EQ(echo.read<std::int16_t>(pointer + 18), -300);
  EXPECT_EQ(echo.read<double>(pointer + 24), 0.25);
  EXPECT_EQ(echo.read<std::uint8_t>(pointer + 32), 1u);
  EXPECT_EQ(echo.read<std::uint32_t>(echo.read<std::uint32_t>(pointer + 36) - 4), 6u);
  EXPECT_EQ(echo.read<std::uint8_t>(pointer + 40), 1u);
  EXPECT_NE(echo.read<std::uint32_t>(pointer + 44), 0u);
}

TEST(AssemblyScriptClasses, KeepOnlyTheTopPinned) {
  Echo echo("assembly/index/Person", "i32", kPerson);
  ASSERT_TRUE(echo.lower(kAda));
  EXPECT_EQ(echo.pinned(), 1);
}

TEST(AssemblyScriptLists, KeepOnlyTheTopPinned) {
  Echo echo("~lib/array/Array<~lib/string/String>", "i32",
            R"({"~lib/array/Array<~lib/string/String>":{"id":4}})");
  ASSERT_TRUE(echo.lower(R"(["a","b","c"])"));
  EXPECT_EQ(echo.pinned(), 1);
}

TEST(AssemblyScriptClasses, NameTheFieldThatIsWrong) {
  Echo echo("assembly/index/Person", "i32", kPerson);
  EXPECT_EQ(echo(R"({"ok":true})"),
            "function parameter 'x' is invalid: field 'big': expected a value of type u64, got "
            "nothing");
  EXPECT_EQ(echo("[]"), "function parameter 'x' is invalid: expected an object, got a list");
}

TEST(AssemblyScriptClasses, ShowWhatTheProjectionNames) {
  Echo echo("assembly/index/Person", "i32", kPerson);
  const auto field = [](std::string key, std::size_t index) {
    types::Projection::Entry entry;
    entry.key = std::move(key);
    entry.field = index;
    return entry;
  };
  types::Projection friend_projection{.entries = {field("name", 6)}};
  types::Projection::Entry type_name;
  type_name.key = "kind";
  type_name.is_typename = true;
  type_name.type_name = "Person";
  types::Projection projection{.entries = {field("alias", 6), type_name, field("friend", 8)}};
  projection.entries[2].projection = &friend_projection;
  EXPECT_EQ(echo.lift(*echo.lower(kAda), &projection),
            R"({"alias":"Ada","kind":"Person","friend":{"name":"Bob"}})");
}

TEST(AssemblyScriptClasses, WithoutFieldsAreOpaque) {
  Echo echo("assembly/index/Empty", "i32", R"({"assembly/index/Empty":{"id":7,"fields":[]}})");
  EXPECT_EQ(echo("{}"), "{}");
  EXPECT_EQ(echo.convention().exports()[0].results[0].type->kind, types::Kind::kOpaque);
}

constexpr std::string_view kBoxOf = "~lib/@hypermode/modus-sdk-as/assembly/box/Box";

// An Echo of a type that has boxes of i64 in it.
Echo boxes(std::string_view pattern) {
  const std::string box = fmt::format("{}<i64>", kBoxOf);
  const std::string name = fmt::format(fmt::runtime(pattern), box);
  return Echo(name, "i32",
              fmt::format(R"({{"{}":{{"id":7,"fields":[{{"name":"value","type":"i64"}}]}},
                            "{}":{{"id":8}}}})",
                          box, name));
}

TEST(AssemblyScriptBoxes, AreNumbersThatMayBeNull) {
  Echo echo = boxes("{} | null");
  EXPECT_EQ(echo("9007199254740993"), "9007199254740993");
  EXPECT_EQ(echo("null"), "null");
  EXPECT_EQ(echo("0"), "0");
  EXPECT_EQ(echo(R"("x")"), "function parameter 'x' is invalid: \"x\" is not a value of type i64");
  const types::Type& type = *echo.convention().exports()[0].results[0].type;
  EXPECT_EQ(type.kind, types::Kind::kNullable);
  EXPECT_EQ(type.element->kind, types::Kind::kInt64);
  EXPECT_EQ(echo.read<std::int64_t>(*echo.lower("-5")), -5);
  EXPECT_EQ(boxes("{}")("5"), "5");
  EXPECT_EQ(boxes("~lib/array/Array<{} | null>")("[1,null,3]"), "[1,null,3]");
}

TEST(AssemblyScriptBoxes, AreForNumbersOnly) {
  const auto refusal = [](std::string_view type, std::string_view types) {
    const auto module = bed().engine().compile(
        build({.exports = identity_exports(type), .types = std::string(types)}));
    const auto convention = make_convention(**module);
    return convention ? "" : convention.error().message();
  };
  const std::string box = fmt::format("{}<~lib/string/String>", kBoxOf);
  EXPECT_TRUE(refusal(box, fmt::format(R"({{"{}":{{"id":7,"fields":[]}}}})", box))
                  .contains("a Box is for numbers and booleans"));
  const std::string key = fmt::format("{}<i32>", kBoxOf);
  const std::string set = fmt::format("~lib/set/Set<{}>", key);
  EXPECT_TRUE(
      refusal(set, fmt::format(R"({{"{}":{{"id":7,"fields":[]}},"{}":{{"id":8}}}})", key, set))
          .contains("a Box cannot be found in a Map or Set again"));
}

TEST(AssemblyScriptJson, IsAnyValue) {
  constexpr std::string_view kRaw = "~lib/json-as/assembly/index/JSON.Raw";
  constexpr std::string_view kTypes = R"({"~lib/json-as/assembly/index/JSON.Raw":
      {"id":7,"fields":[{"name":"data","type":"~lib/string/String"}]}})";
  Echo echo(kRaw, "i32", kTypes);
  EXPECT_EQ(echo(R"({"a":[1,2.5,"x",null,true]})"), R"({"a":[1,2.5,"x",null,true]})");
  EXPECT_EQ(echo("null"), "null");
  EXPECT_EQ(echo("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(echo.convention().exports()[0].results[0].type->short_name, "JSON");
  const std::uint32_t pointer = *echo.lower(R"("text")");
  const auto text = echo.read<std::uint32_t>(pointer);
  echo.write<std::uint16_t>(text, 'x');  // x"text"
  EXPECT_TRUE(echo.lift(pointer).contains("a JSON.Raw holds text that is no JSON"));
  Echo nullable(fmt::format("{} | null", kRaw), "i32", kTypes);
  EXPECT_EQ(nullable("null"), "null");
  EXPECT_EQ(*nullable.lower("null"), 0u);
}

TEST(AssemblyScriptBytes, GoThroughAsBase64) {
  EXPECT_EQ(Echo("~lib/arraybuffer/ArrayBuffer")(R"("AAEC/w==")"), R"("AAEC/w==")");
  EXPECT_EQ(Echo("~lib/arraybuffer/ArrayBuffer")(R"("")"), R"("")");
  Echo typed("~lib/typedarray/Uint8Array", "i32", R"({"~lib/typedarray/Uint8Array":{"id":8}})");
  EXPECT_EQ(typed(R"("AAEC/w==")"), R"("AAEC/w==")");
  EXPECT_EQ(typed("[0,1,2,255]"), R"("AAEC/w==")");
  Echo array("~lib/array/Array<u8>", "i32", R"({"~lib/array/Array<u8>":{"id":8}})");
  EXPECT_EQ(array(R"("AAEC/w==")"), R"("AAEC/w==")");
  EXPECT_EQ(array("[0,1,2,255]"), R"("AAEC/w==")");
  EXPECT_EQ(Echo("~lib/typedarray/Float32Array", "i32",
                 R"({"~lib/typedarray/Float32Array":{"id":8}})")("[1.5,-2]"),
            "[1.5,-2]");
}

TEST(AssemblyScriptDates, GoThrough) {
  Echo echo("~lib/date/Date", "i32", R"({"~lib/date/Date":{"id":8}})");
  EXPECT_EQ(echo(R"("2025-07-02T17:25:08.640Z")"), R"("2025-07-02T17:25:08.64Z")");
  EXPECT_EQ(echo(R"("1969-12-31 23:59:59.999")"), R"("1969-12-31T23:59:59.999Z")");
  EXPECT_EQ(echo(R"("2024-02-29")"), R"("2024-02-29T00:00:00Z")");
  EXPECT_EQ(echo(R"("2024-02-29T01:30+02:00")"), R"("2024-02-28T23:30:00Z")");
  EXPECT_EQ(echo(R"("2023-02-29")"),
            "function parameter 'x' is invalid: \"2023-02-29\" is not a timestamp");
  EXPECT_EQ(echo("5"), "function parameter 'x' is invalid: expected a timestamp, got a number");
  const std::uint32_t pointer = *echo.lower(R"("2025-07-02")");
  EXPECT_EQ(echo.read<std::int32_t>(pointer), 2025);
  EXPECT_EQ(echo.read<std::int32_t>(pointer + 4), 7);
  EXPECT_EQ(echo.read<std::int32_t>(pointer + 8), 2);
}

TEST(AssemblyScriptMaps, GoThroughSortedByKey) {
  constexpr std::string_view kName = "~lib/map/Map<~lib/string/String,i32>";
  Echo echo(kName, "i32", R"({"~lib/map/Map<~lib/string/String,i32>":{"id":8}})");
  EXPECT_EQ(echo(R"([{"key":"b","value":1},{"key":"a","value":2},{"key":"b","value":3}])"),
            R"([{"key":"a","value":2},{"key":"b","value":3}])");
  EXPECT_EQ(echo("[]"), "[]");
  EXPECT_EQ(echo(R"([{"value":1}])"),
            "function parameter 'x' is invalid: key 0: expected a string, got nothing");
  Echo narrow("~lib/map/Map<u8,bool>", "i32", R"({"~lib/map/Map<u8,bool>":{"id":8}})");
  EXPECT_EQ(narrow(R"([{"key":7,"value":true},{"key":200,"value":false}])"),
            R"([{"key":200,"value":false},{"key":7,"value":true}])");
}

TEST(AssemblyScriptMaps, SkipDeletedEntries) {
  Echo echo("~lib/map/Map<i32,i64>", "i32", R"({"~lib/map/Map<i32,i64>":{"id":8}})");
  const std::uint32_t map = *echo.lower(R"([{"key":1,"value":10},{"key":2,"value":20}])");
  const auto entries = echo.read<std::uint32_t>(map + 8);
  EXPECT_EQ(echo.read<std::int64_t>(entries + 8), 10);
  EXPECT_EQ(echo.read<std::int32_t>(entries + 24), 2);
  echo.write<std::uint32_t>(entries + 16, echo.read<std::uint32_t>(entries + 16) | 1);
  EXPECT_EQ(echo.lift(map), R"([{"key":2,"value":20}])");
}

TEST(AssemblyScriptMaps, MayHaveNullAndObjectsAsKeys) {
  Echo nullable("~lib/map/Map<~lib/string/String|null,i32>", "i32",
                R"({"~lib/map/Map<~lib/string/String|null,i32>":{"id":8}})");
  EXPECT_EQ(nullable(R"([{"key":"","value":1},{"key":null,"value":2},{"key":null,"value":3}])"),
            R"([{"key":"","value":1},{"key":null,"value":3}])");
  Echo objects("~lib/map/Map<assembly/index/P,bool>", "i32",
               R"({"~lib/map/Map<assembly/index/P,bool>":{"id":8},"assembly/index/P":{"id":9,
               "fields":[{"name":"x","type":"i32"}]}})");
  EXPECT_EQ(objects(R"([{"key":{"x":2},"value":true},{"key":{"x":1},"value":true}])"),
            R"([{"key":{"x":1},"value":true},{"key":{"x":2},"value":true}])");
  EXPECT_EQ(objects(R"([{"key":5,"value":true}])"),
            "function parameter 'x' is invalid: key 0: expected an object, got a number");
}

TEST(AssemblyScriptSets, GoThroughInOrderOfAdding) {
  Echo numbers("~lib/set/Set<u8>", "i32", R"({"~lib/set/Set<u8>":{"id":8}})");
  EXPECT_EQ(numbers("[7,200,7,1,2,3,4,5,6]"), "[7,200,1,2,3,4,5,6]");
  EXPECT_EQ(numbers("[]"), "[]");
  EXPECT_EQ(numbers("[1,300]"),
            "function parameter 'x' is invalid: item 1: 300 is out of range for u8");
  EXPECT_EQ(numbers("7"), "function parameter 'x' is invalid: expected a list, got a number");
  Echo texts("~lib/set/Set<~lib/string/String>", "i32",
             R"({"~lib/set/Set<~lib/string/String>":{"id":8}})");
  EXPECT_EQ(texts(R"(["b","a","b"])"), R"(["b","a"])");
}

TEST(AssemblyScriptSets, SkipDeletedEntries) {
  Echo echo("~lib/set/Set<i64>", "i32", R"({"~lib/set/Set<i64>":{"id":8}})");
  const std::uint32_t set = *echo.lower("[1,2]");
  const auto entries = echo.read<std::uint32_t>(set + 8);
  EXPECT_EQ(echo.read<std::int64_t>(entries + 16), 2);
  echo.write<std::uint32_t>(entries + 8, echo.read<std::uint32_t>(entries + 8) | 1);
  EXPECT_EQ(echo.lift(set), "[2]");
}

TEST(AssemblyScriptStaticArrays, GoThrough) {
  Echo numbers("~lib/staticarray/StaticArray<i16>", "i32",
               R"({"~lib/staticarray/StaticArray<i16>":{"id":8}})");
  EXPECT_EQ(numbers("[1,-2,3]"), "[1,-2,3]");
  EXPECT_EQ(numbers("[]"), "[]");
  const std::uint32_t pointer = *numbers.lower("[258,-1]");
  EXPECT_EQ(numbers.read<std::uint32_t>(pointer - 8), 8u);
  EXPECT_EQ(numbers.read<std::uint32_t>(pointer - 4), 4u);
  EXPECT_EQ(numbers.read<std::int16_t>(pointer + 2), -1);
  Echo texts("~lib/staticarray/StaticArray<~lib/string/String|null>", "i32",
             R"({"~lib/staticarray/StaticArray<~lib/string/String|null>":{"id":8}})");
  EXPECT_EQ(texts(R"(["a",null])"), R"(["a",null])");
  Echo bytes("~lib/staticarray/StaticArray<u8>", "i32",
             R"({"~lib/staticarray/StaticArray<u8>":{"id":8}})");
  EXPECT_EQ(bytes(R"("AAEC/w==")"), R"("AAEC/w==")");
  EXPECT_EQ(bytes("[0,1,2,255]"), R"("AAEC/w==")");
  EXPECT_EQ(bytes(R"("")"), R"("")");
}

}  // namespace
}  // namespace modus::guest
