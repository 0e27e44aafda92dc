// SPDX-License-Identifier: Apache-2.0
// Values in the layouts of TinyGo (contract section 4.2), with guests in WebAssembly text.
#include "runtime/guest/tinygo/convention.h"

#include <cstdio>
#include <cstdlib>

#include <gtest/gtest.h>

#include "runtime/guest/testing.h"
#include "runtime/types/value_json.h"

namespace modus::guest::tinygo {
namespace {

using sandbox::WasmValue;
using types::Value;

// Allocates upwards and never frees; counts pins. What is made has room of 32 bytes an element. Ids
// from 100 on are maps: a variable that points to the headers of two slices.
constexpr std::string_view kRuntime = R"(
  (memory (export "memory") 4)
  (global $top (mut i32) (i32.const 8192))
  (global $pins (mut i32) (i32.const 0))
  (func $malloc (export "malloc") (param $size i32) (result i32) (local $start i32)
    (local.set $start (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
    (global.set $top (i32.add (local.get $start) (local.get $size)))
    (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536))) (then unreachable))
    (local.get $start))
  (func (export "__new") (param $id i32) (result i32)
    (global.set $pins (i32.add (global.get $pins) (i32.const 1)))
    (call $malloc (i32.const 32)))
  (func (export "__make") (param $id i32) (param $count i32) (result i32) (local $header i32)
    (global.set $pins (i32.add (global.get $pins) (i32.const 1)))
    (local.set $header (call $malloc (i32.const 12)))
    (i32.store (local.get $header) (call $malloc (i32.mul (local.get $count) (i32.const 32))))
    (i32.store offset=4 (local.get $header) (local.get $count))
    (i32.store offset=8 (local.get $header) (local.get $count))
    (local.get $header))
  (func (export "__unpin") (param i32)
    (global.set $pins (i32.sub (global.get $pins) (i32.const 1))))
  (func (export "__write_map") (param $id i32) (param $map i32) (param $keys i32) (param $vals i32)
    (i32.store (i32.load (local.get $map)) (local.get $keys))
    (i32.store offset=4 (i32.load (local.get $map)) (local.get $vals)))
  (func (export "__read_map") (param $id i32) (param $map i32) (result i64)
    (i64.or (i64.shl (i64.load32_u (i32.load (local.get $map))) (i64.const 32))
            (i64.load32_u offset=4 (i32.load (local.get $map)))))
  (func (export "pins") (result i32) (global.get $pins))
)";

template <class T>
T demand(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().describe().c_str());
  std::abort();
}

struct Guest {
  std::string exports = "{}";  // JSON: the metadata's "fnExports"
  std::string types = "{}";    // JSON: the metadata's "types"
  std::string functions;       // WebAssembly text
  std::string imports = "{}";  // JSON: the metadata's "fnImports"
  std::string imported;        // WebAssembly text
};

std::vector<std::byte> build(const Guest& guest) {
  auto wasm = demand(sandbox::wat_to_wasm(
      fmt::format("(module {} {} {})", guest.imported, kRuntime, guest.functions)));
  sandbox::append_custom_section(wasm, "modus_metadata_version", "\x02");
  sandbox::append_custom_section(
      wasm, "modus_metadata",
      fmt::format(R"({{"plugin":"app","module":"app","sdk":"modus-sdk-go@0.18.0",)"
                  R"("fnExports":{},"fnImports":{},"types":{}}})",
                  guest.exports, guest.imports, guest.types));
  return wasm;
}

// Types that the tests share; the metadata lists all but scalars, string and []byte.
constexpr std::string_view kTypes = R"({"*string":{"id":3},"[]string":{"id":4},"[]int16":{"id":5},
  "*app.Node":{"id":6},"[]*app.Node":{"id":7},"map[string]int16":{"id":100},"[]time.Time":{"id":8},
  "app.Kind":{"id":9},"[]uint8":{"id":1},"*app.Reply":{"id":10},
  "app.Node":{"id":11,"fields":[{"name":"id","type":"int"},{"name":"next","type":"*app.Node"}]},
  "app.All":{"id":12,"fields":[{"name":"ok","type":"bool"},{"name":"big","type":"uint64"},
    {"name":"tiny","type":"int8"},{"name":"name","type":"string"},{"name":"at","type":"time.Time"},
    {"name":"last","type":"uint8"},{"name":"tags","type":"[]string"}]},
  "app.Up":{"id":17,"fields":[{"name":"up","type":"*app.Up"}]},"*app.Up":{"id":18},
  "app.One":{"id":13,"fields":[{"name":"value","type":"int16"}]},
  "app.Empty":{"id":14,"fields":[]},
  "app.Labels":{"id":15,"fields":[{"name":"by","type":"map[string]int16"}]},
  "app.Reply":{"id":16,"fields":[{"name":"Status","type":"uint16"},{"name":"body","type":"[]byte"},
    {"name":"headers","type":"map[string]int16"}]}})";

std::string signature(std::string_view parameter, std::string_view result) {
  return fmt::format(R"({{"f":{{"parameters":[{{"name":"x","type":"{}"}}],)"
                     R"("results":[{{"type":"{}"}}]}}}})",
                     parameter, result);
}

class Runner {
 public:
  explicit Runner(const Guest& guest, const sandbox::ImportResolver& resolver = {})
      : module_(demand(bed().engine().compile(build(guest)))),
        convention_(demand(make_convention_of(*module_))),
        instance_(demand(bed().start(bed().link(module_, resolver)))) {}

  /// The result as JSON, or the error's message. Arguments are JSON, a list.
  std::string operator()(std::string_view arguments) {
    issues_.clear();
    const Value values = value_of(arguments, arena_);
    const auto lowered =
        convention_->lower_arguments(*instance_, 0, values.as_list(), BytesForm::kBase64);
    if (!lowered) return lowered.error().message();
    const auto results = bed().call(*instance_, "f", *lowered);
    if (!results) return results.error().message();
    json::Writer writer(1u << 20);
    const auto lifted =
        convention_->lift_result(*instance_, 0, *lowered, *results, nullptr, writer, issues_);
    return lifted ? writer.take() : lifted.error().message();
  }
  std::uint32_t pins() { return demand(bed().call(*instance_, "pins"))[0].as_i32(); }
  const Convention& convention() const { return *convention_; }

 private:
  static Result<std::unique_ptr<Convention>> make_convention_of(const sandbox::Outline& module) {
    return guest::make_convention(module);
  }

  std::shared_ptr<const sandbox::Module> module_;
  std::unique_ptr<Convention> convention_;
  std::unique_ptr<sandbox::Instance> instance_;
  types::Arena arena_;
  std::vector<ResultIssue> issues_;
};

// A function that gives back its one argument, whose words it writes where the layout wants them.
std::string echo(std::string_view type, std::string_view given, std::string_view parameters,
                 std::string_view body) {
  Runner run({.exports = signature(type, type),
              .types = std::string(kTypes),
              .functions = fmt::format(R"((func (export "f") {} {}))", parameters, body)});
  return run(fmt::format("[{}]", given));
}

std::string echo_word(std::string_view type, std::string_view given, std::string_view wasm) {
  return echo(type, given, fmt::format("(param {0}) (result {0})", wasm), "(local.get 0)");
}

// By way of memory: words that stand one after another, of 4 bytes each.
std::string echo_words(std::string_view type, std::string_view given, int words) {
  std::string parameters = "(param i32)";
  std::string body;
  for (int i = 0; i < words; ++i) {
    parameters += " (param i32)";
    body += fmt::format("(i32.store offset={} (local.get 0) (local.get {}))", i * 4, i + 1);
  }
  return echo(type, given, parameters, body);
}

TEST(TinyGoScalars, GoThrough) {
  EXPECT_EQ(echo_word("bool", "true", "i32"), "true");
  EXPECT_EQ(echo_word("int8", "-128", "i32"), "-128");
  EXPECT_EQ(echo_word("byte", "255", "i32"), "255");
  EXPECT_EQ(echo_word("int16", "-32768", "i32"), "-32768");
  EXPECT_EQ(echo_word("int", "-2147483648", "i32"), "-2147483648");
  EXPECT_EQ(echo_word("rune", "7", "i32"), "7");
  EXPECT_EQ(echo_word("uint", "4294967295", "i32"), "4294967295");
  EXPECT_EQ(echo_word("int64", "-9223372036854775808", "i64"), "-9223372036854775808");
  EXPECT_EQ(echo_word("uint64", "18446744073709551615", "i64"), "18446744073709551615");
  EXPECT_EQ(echo_word("time.Duration", "-1", "i64"), "-1");
  EXPECT_EQ(echo_word("float32", "0.1", "f32"), "0.1");
  EXPECT_EQ(echo_word("float64", "1e-7", "f64"), "1e-07");
  EXPECT_EQ(echo_word("int8", "200", "i32"),
            "function parameter 'x' is invalid: 200 is out of range for int8");
}

TEST(TinyGoScalars, ComeExtendedBySign) {
  const std::string body = R"((i32.eq (local.get 0) (i32.const -2)))";
  Runner run(
      {.exports = signature("int16", "bool"),
       .functions = fmt::format(R"((func (export "f") (param i32) (result i32) {}))", body)});
  EXPECT_EQ(run("[-2]"), "true");
}

TEST(TinyGoStrings, GoThrough) {
  EXPECT_EQ(echo_words("string", R"("né 😀")", 2), R"("né 😀")");
  EXPECT_EQ(echo_words("string", R"("")", 2), R"("")");
}

TEST(TinyGoSlices, GoThrough) {
  EXPECT_EQ(echo_words("[]int16", "[1,-2,3]", 3), "[1,-2,3]");
  EXPECT_EQ(echo_words("[]int16", "[]", 3), "[]");
  EXPECT_EQ(echo_words("[]int16", "null", 3), "null");
  EXPECT_EQ(echo_words("[]string", R"(["a","","c"])", 3), R"(["a","","c"])");
  EXPECT_EQ(echo_words("[]byte", R"("AAEC/w==")", 3), R"("AAEC/w==")");
  EXPECT_EQ(echo_words("[]byte", "[0,1,2,255]", 3), R"("AAEC/w==")");
  EXPECT_EQ(echo_words("[]time.Time", R"(["2026-01-01T00:00:00Z","0001-01-01T00:00:00Z"])", 3),
            R"(["2026-01-01T00:00:00Z","0001-01-01T00:00:00Z"])")
      << "elements of 24 bytes";
  EXPECT_EQ(echo_words("[]int16", "[1,70000]", 3),
            "function parameter 'x' is invalid: item 1: 70000 is out of range for int16");
}

TEST(TinyGoPointers, GoThrough) {
  EXPECT_EQ(echo_word("*string", R"("x")", "i32"), R"("x")");
  EXPECT_EQ(echo_word("*string", "null", "i32"), "null");
  EXPECT_EQ(echo_word("*app.Node", R"({"id":1,"next":{"id":2,"next":null}})", "i32"),
            R"({"id":1,"next":{"id":2,"next":null}})");
  EXPECT_EQ(echo_words("[]*app.Node", R"([{"id":1,"next":null},null])", 3),
            R"([{"id":1,"next":null},null])");
}

TEST(TinyGoMaps, GoThrough) {
  EXPECT_EQ(
      echo_word("map[string]int16", R"([{"key":"b","value":1},{"key":"a","value":-2}])", "i32"),
      R"([{"key":"a","value":-2},{"key":"b","value":1}])");
  EXPECT_EQ(echo_word("map[string]int16", "null", "i32"), "null");
  EXPECT_EQ(echo_word("app.Labels", R"({"by":null})", "i32"), R"({"by":[]})")
      << "a nil map within a value is shown as an empty one";
  EXPECT_EQ(echo_word("map[string]int16", R"([{"key":1,"value":1}])", "i32"),
            "function parameter 'x' is invalid: key 0: expected a string, got a number");
}

TEST(TinyGoArrays, GoThrough) {
  const auto run = [](std::string_view given) {
    return echo("[3]int16", given, "(param i32 i32 i32 i32)",
                R"((i32.store16 (local.get 0) (local.get 1))
                   (i32.store16 offset=2 (local.get 0) (local.get 2))
                   (i32.store16 offset=4 (local.get 0) (local.get 3)))");
  };
  EXPECT_EQ(run("[1,2,3]"), "[1,2,3]");
  EXPECT_EQ(run("[1]"), "[1,0,0]");
  EXPECT_EQ(run("[1,2,3,4]"), "[1,2,3]");
  EXPECT_EQ(echo("[2]byte", R"("AAE=")", "(param i32 i32 i32)",
                 R"((i32.store8 (local.get 0) (local.get 1))
                    (i32.store8 offset=1 (local.get 0) (local.get 2)))"),
            R"("AAE=")");
}

TEST(TinyGoTimes, GoThrough) {
  const auto run = [](std::string_view given) {
    return echo("time.Time", given, "(param i32 i64 i64 i32)",
                R"((i64.store (local.get 0) (local.get 1))
                   (i64.store offset=8 (local.get 0) (local.get 2))
                   (i32.store offset=16 (local.get 0) (local.get 3)))");
  };
  EXPECT_EQ(run(R"("2026-11-26T12:00:00.000000001Z")"), R"("2026-11-26T12:00:00.000000001Z")");
  EXPECT_EQ(run(R"("1969-12-31 23:59:59.75")"), R"("1969-12-31T23:59:59.75Z")");
}

TEST(TinyGoTimes, MayCarryTheMonotonicClock) {
  // 2026-01-01T00:00:00.5Z, in seconds since 1885.
  const std::uint64_t wall = std::uint64_t{1} << 63 | std::uint64_t{4449513600} << 30 | 500'000'000;
  Runner run({.exports = R"({"f":{"results":[{"type":"time.Time"}]}})",
              .functions = fmt::format(R"((func (export "f") (param i32)
                (i64.store (local.get 0) (i64.const {}))
                (i64.store offset=8 (local.get 0) (i64.const 12345))))",
                                       wall)});
  EXPECT_EQ(run("[]"), R"("2026-01-01T00:00:00.5Z")");
}

// The struct's words are parameters; its layout in memory has padding.
TEST(TinyGoStructs, GoThrough) {
  const std::string all =
      R"({"ok":true,"big":18446744073709551615,"tiny":-3,"name":"Ada","at":"2026-01-01T00:00:00Z",)"
      R"("last":200,"tags":["x","y"]})";
  EXPECT_EQ(echo("app.All", all, "(param i32 i32 i64 i32 i32 i32 i64 i64 i32 i32 i32 i32 i32)",
                 R"((i32.store8 (local.get 0) (local.get 1))
                    (i64.store offset=8 (local.get 0) (local.get 2))
                    (i32.store8 offset=16 (local.get 0) (local.get 3))
                    (i32.store offset=20 (local.get 0) (local.get 4))
                    (i32.store offset=24 (local.get 0) (local.get 5))
                    (i64.store offset=32 (local.get 0) (local.get 6))
                    (i64.store offset=40 (local.get 0) (local.get 7))
                    (i32.store offset=48 (local.get 0) (local.get 8))
                    (i32.store8 offset=56 (local.get 0) (local.get 9))
                    (i32.store offset=60 (local.get 0) (local.get 10))
                    (i32.store offset=64 (local.get 0) (local.get 11))
                    (i32.store offset=68 (local.get 0) (local.get 12)))"),
            all);
  EXPECT_EQ(echo_word("app.One", R"({"value":-7})", "i32"), R"({"value":-7})");
  EXPECT_EQ(echo("app.Empty", "{}", "", ""), "{}");
  EXPECT_EQ(echo_word("app.One", R"({})", "i32"),
            "function parameter 'x' is invalid: field 'value': expected a value of type int16, got "
            "nothing");
}

TEST(TinyGoResults, StandOneAfterAnother) {
  Runner several({.exports = R"({"f":{"results":[{"type":"bool"},{"type":"int64"},
                   {"type":"uint8","name":"rest"}]}})",
                  .functions = R"((func (export "f") (param i32)
                    (i32.store8 (local.get 0) (i32.const 1))
                    (i64.store offset=8 (local.get 0) (i64.const -5))
                    (i32.store8 offset=16 (local.get 0) (i32.const 9))))"});
  EXPECT_EQ(several("[]"), R"({"item1":true,"item2":-5,"rest":9})");
  Runner none({.exports = R"({"f":{}})", .functions = R"((func (export "f")))"});
  EXPECT_EQ(none("[]"), "null");
}

TEST(TinyGoResults, ThatLeadBackEnd) {
  const auto run = [](std::string_view type, std::string_view data) {
    Runner runner({.exports = fmt::format(R"({{"f":{{"results":[{{"type":"*{}"}}]}}}})", type),
                   .types = std::string(kTypes),
                   .functions = fmt::format(R"((data (i32.const 64) "{}")
                     (func (export "f") (result i32) (i32.const 64)))",
                                            data)});
    return runner("[]");
  };
  std::string expected = "null";
  for (int level = 0; level < 6; ++level) expected = R"({"id":1,"next":)" + expected + "}";
  EXPECT_EQ(run("app.Node", "\\01\\00\\00\\00\\40\\00\\00\\00"), expected);
  expected = "null";
  for (int level = 0; level < 6; ++level) expected = R"({"up":)" + expected + "}";
  EXPECT_EQ(run("app.Up", "\\40\\00\\00\\00"), expected) << "where the pointer comes first";
}

TEST(TinyGoResults, ThatLieAreRefused) {
  const auto lie = [](std::string_view type, std::string_view data, std::string_view result) {
    Runner run({.exports = fmt::format(R"({{"f":{{"results":[{{"type":"{}"}}]}}}})", type),
                .types = std::string(kTypes),
                .functions = fmt::format(R"((data (i32.const 64) "{}") (func (export "f") {}))",
                                         data, result)});
    return run("[]");
  };
  const auto is_damaged = [](const std::string& message) {
    return message.starts_with("the result is damaged: ");
  };
  const std::string copy =
      R"((param i32) (memory.copy (local.get 0) (i32.const 64) (i32.const 24)))";
  EXPECT_TRUE(is_damaged(lie("string", "\\40\\00\\00\\00\\ff\\ff\\ff\\ff", copy)));
  EXPECT_TRUE(is_damaged(lie("string", "\\00\\00\\00\\ff\\01\\00\\00\\00", copy)));
  EXPECT_TRUE(is_damaged(lie("[]int16", "\\40\\00\\00\\00\\ff\\ff\\ff\\7f", copy)));
  EXPECT_TRUE(is_damaged(lie("[]byte", "\\40\\00\\00\\00\\ff\\ff\\ff\\ff", copy)));
  EXPECT_TRUE(is_damaged(lie("*app.Node", "", "(result i32) (i32.const -4)")));
  EXPECT_NE(
      lie("map[string]int16", "\\00\\00\\00\\ff\\00\\00\\00\\ff", "(result i32) (i32.const 64)")
          .find("do not lie within"),
      std::string::npos);
}

std::string error_of(const Guest& guest) {
  const auto module = bed().engine().compile(build(guest));
  const auto convention = guest::make_convention(**module);
  return convention ? "" : convention.error().message();
}

TEST(TinyGoModules, AreComparedWithTheirMetadata) {
  Guest guest{.exports = signature("int", "string"),
              .functions = R"((func (export "f") (param i32) (result i32) (local.get 0)))"};
  EXPECT_NE(error_of(guest).find("'f' has another type than its metadata says"), std::string::npos);
  EXPECT_NE(error_of({.exports = R"({"g":{}})"}).find("'g' that the module does not export"),
            std::string::npos);
  EXPECT_EQ(error_of({.exports = signature("int", "app.Missing")}),
            "function 'f': type 'app.Missing' is not described in the module's metadata");
}

// The rest of such a module works, as it did.
TEST(TinyGoModules, MayHaveTypesThatNobodyKnows) {
  Runner run({.exports = signature("app.Kind", "app.Kind"),
              .types = std::string(kTypes),
              .functions = R"((func (export "f") (param i32 i32 i32)))"});
  EXPECT_NE(run(R"(["x"])").find("uses the type 'app.Kind', and the module does not say"),
            std::string::npos);
}

TEST(TinyGoHostCalls, PassPointers) {
  Guest guest;
  guest.exports = signature("*string", "*app.Reply");
  guest.types = kTypes;
  guest.imports = R"({"modus_x.get":{"parameters":[{"name":"a","type":"*string"},
    {"name":"b","type":"int64"}],"results":[{"type":"*app.Reply"}]}})";
  guest.imported = R"((import "modus_x" "get" (func $get (param i32 i64) (result i32))))";
  guest.functions = R"((func (export "f") (param i32) (result i32)
    (call $get (local.get 0) (i64.const 7))))";
  std::string asked;
  std::string answer = R"({"status":404,"Body":"a b","headers":{"k":1}})";
  const Convention* convention = nullptr;
  Runner run(guest, [&](auto, auto, const auto&) {
    return [&](sandbox::HostCall call) {
      types::Arena arena;
      const auto arguments =
          convention->lift_host_arguments(call.instance(), 0, call.arguments(), arena);
      ASSERT_TRUE(arguments) << arguments.error().message();
      json::Writer writer;
      types::write_json(writer, Value::list(*arguments));
      asked = writer.take();
      call.finish([&](sandbox::Instance& instance) {
        types::Arena inner;
        return convention->lower_host_result(instance, 0, value_of(answer, inner));
      });
    };
  });
  convention = &run.convention();
  EXPECT_EQ(run(R"(["url"])"), R"({"Status":404,"body":"YSBi","headers":[{"key":"k","value":1}]})");
  EXPECT_EQ(asked, R"(["url",7])");
  const std::uint32_t pins = run.pins();
  EXPECT_EQ(pins, 2u) << "the argument and its text; the host's result is the guest's own";
  answer = "null";
  EXPECT_EQ(run("[null]"), "null");
  EXPECT_EQ(asked, "[null,7]");
}

}  // namespace
}  // namespace modus::guest::tinygo
