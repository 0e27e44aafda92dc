// SPDX-License-Identifier: Apache-2.0
// Guests that lie: what they answer must never harm the host.
#include <random>

#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"

namespace modus::guest::packed {
namespace {

using namespace std::string_literals;

std::string u32(std::uint32_t value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

bool is_damaged(std::string_view message) { return message.starts_with("the value is damaged"); }

TEST(HostilePackedGuest, GivesLengthsBeyondTheEnd) {
  for (const std::string_view type : {"string", "bytes", "json", "list<i8>", "list<string>",
                                      "map<i8,i8>", "list<list<string>>", "map<string,string>"}) {
    Runner run(echo(type));
    for (const std::uint32_t length : {1u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
      EXPECT_TRUE(is_damaged(run.lift("\0"s + u32(length)))) << type << length;
    }
    EXPECT_TRUE(is_damaged(run.lift("\0\1\0\0"s))) << type;
    EXPECT_TRUE(is_damaged(run.lift("\0"s))) << type;
  }
}

TEST(HostilePackedGuest, GivesFlagsThatAreNone) {
  EXPECT_EQ(Runner(echo("bool")).lift("\0\2"s), "the value is damaged: 2 where 0 or 1 must stand");
  EXPECT_EQ(Runner(echo("list<i8?>")).lift("\0"s + u32(2) + "\1\1\7"s),
            "the value is damaged at 1: 7 where 0 or 1 must stand");
}

TEST(HostilePackedGuest, NamesThePlaceThatIsDamaged) {
  Runner run(echo("a.R", R"({"a.R":{"fields":[{"name":"m","type":"map<string,list<bool>>"}]}})"));
  EXPECT_EQ(run.lift("\0"s + u32(1) + u32(1) + "k" + u32(2) + "\1\2"s),
            "the value is damaged at m.0.value.1: 2 where 0 or 1 must stand");
}

TEST(HostilePackedGuest, GivesJsonThatIsNone) {
  Runner run(echo("list<json>"));
  const auto answer = [](std::string_view text) {
    return "\0"s + u32(1) + u32(static_cast<std::uint32_t>(text.size())) + std::string(text);
  };
  EXPECT_EQ(run.lift(answer(R"({"a": 1})")), R"([{"a": 1}])");
  for (const std::string_view text : {"", "]", "1,2", "{\"a\":1", "\"\n\"", "nul", "\"\xff\""}) {
    EXPECT_TRUE(is_damaged(run.lift(answer(text)))) << text;
  }
}

TEST(HostilePackedGuest, GivesInstantsThatAreNone) {
  Runner run(echo("timestamp"));
  const auto answer = [](std::int64_t seconds, std::uint32_t nanoseconds) {
    return "\0"s + std::string(reinterpret_cast<const char*>(&seconds), 8) + u32(nanoseconds) +
           u32(0xffffffff);
  };
  EXPECT_EQ(run.lift(answer(253402300799, 999'999'999)), R"("9999-12-31T23:59:59.999999999Z")");
  EXPECT_TRUE(is_damaged(run.lift(answer(0, 1'000'000'000))));
  for (const std::int64_t seconds : {253402300800, std::numeric_limits<std::int64_t>::max(),
                                     std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(run.lift(answer(seconds, 0)),
              "the result contains a date outside of the years 0 to 9999");
  }
}

TEST(HostilePackedGuest, GivesDeepNesting) {
  Runner run(echo("a.R", R"({"a.R":{"fields":[{"name":"r","type":"a.R?"}]}})"));
  EXPECT_EQ(
      run.lift("\0"s + std::string(63, '\1') + "\0"s), "{\"r\":" + [] {
        std::string rest = "null}";
        for (int i = 0; i < 63; ++i) rest = "{\"r\":" + rest + "}";
        return rest;
      }());
  EXPECT_EQ(run.lift("\0"s + std::string(100'000, '\1')),
            "the result is nested deeper than 64 levels");
  const types::Projection nothing;
  EXPECT_EQ(run.lift("\0"s + std::string(100'000, '\1'), &nothing),
            "the result is nested deeper than 64 levels")
      << "what is passed over is held to the limits, too";
}

// Whatever cannot be shown becomes null at the nearest place that allows it, and what follows is
// found again.
TEST(HostilePackedGuest, GivesNumbersThatJsonLacks) {
  const std::string nan = "\0\0\xc0\x7f"s;
  Runner run(echo("list<a.R?>", R"({"a.R":{"fields":[{"name":"a","type":"string"},
    {"name":"x","type":"f32"},{"name":"b","type":"list<string>"}]}})"));
  const auto record = [](const std::string& x) {
    return "\1"s + u32(1) + "a" + x + u32(1) + u32(1) + "b";
  };
  EXPECT_EQ(run.lift("\0"s + u32(2) + record(nan) + record("\0\0\0\0"s)),
            R"([null,{"a":"a","x":0,"b":["b"]}])");
  ASSERT_EQ(run.issues().size(), 1u);
  EXPECT_EQ(run.issues()[0].path.size(), 2u);
  EXPECT_EQ(Runner(echo("f32")).lift("\0"s + nan),
            "Function completed successfully, but the result contains a NaN value that cannot be "
            "serialized to JSON.");
}

// A client's short text that would be long when packed, and be kept by the host.
TEST(HostilePackedGuest, IsGivenNoMoreThanItsMemoryMayHave) {
  Runner run(echo("list<array<u8,65536>>"));
  const auto many = [&](std::size_t count) {
    std::string text = "[[\"\"";
    for (std::size_t i = 1; i < count; ++i) text += ",\"\"";
    return run.answer(text + "]]");
  };
  EXPECT_EQ(many(100).size(), 1 + 4 + 100 * 65536u);
  EXPECT_TRUE(many(1026).contains("the value takes more than 64 MB when packed"));
}

// Much of it is written before it turns out that it cannot be shown, again and again.
TEST(HostilePackedGuest, GivesRecordsThatAreDroppedAgain) {
  Runner run(echo("list<a.R?>", R"({"a.R":{"fields":[{"name":"a","type":"list<bool>"},
    {"name":"x","type":"f32"}]}})"));
  std::string answer = "\0"s + u32(40);
  for (int i = 0; i < 40; ++i)
    answer += "\1"s + u32(5000) + std::string(5000, '\0') + "\0\0\xc0\x7f"s;
  EXPECT_TRUE(run.lift(answer).starts_with("[null,null"));
  EXPECT_EQ(run.issues().size(), 40u);
}

TEST(HostilePackedGuest, GivesMapsWithManyKeys) {
  Runner run(echo("map<u8,a.Unit>", R"({"a.Unit":{"fields":[]}})"));
  EXPECT_TRUE(run.lift("\0"s + u32(200'000) + std::string(200'000, '\7'))
                  .starts_with(R"([{"key":7,"value":{}},{"key":7,)"));
}

// Bytes changed within an answer that has everything.
TEST(HostilePackedGuest, GivesAnything) {
  constexpr std::string_view kTypes = R"({"a.R":{"fields":[{"name":"flags","type":"list<bool?>"},
    {"name":"text","type":"string?"},{"name":"next","type":"a.R?"},
    {"name":"map","type":"map<u8,list<a.R>>"},{"name":"at","type":"timestamp?"},
    {"name":"pair","type":"array<i16,2>"},{"name":"raw","type":"json?"},
    {"name":"f","type":"f32?"}]}})";
  Runner run(echo("a.R", kTypes));
  std::mt19937 random(8);
  types::Projection projection;
  for (const std::size_t field : {6, 3, 0}) {
    types::Projection::Entry entry;
    entry.key = "k";
    entry.field = field;
    projection.entries.push_back(entry);
  }
  types::Projection inner = projection;
  inner.entries.resize(1);
  types::Projection entries{.entries = {inner.entries[0]}};
  entries.entries[0].field = 1;
  entries.entries[0].projection = &inner;
  projection.entries[1].projection = &entries;
  const std::string good = run.answer(R"([{"flags":[true,null],"text":"abc","next":{"flags":[],
    "map":[],"pair":[0,0]},"map":[{"key":1,"value":[{"flags":[],"map":[],"pair":[7,8]}]}],
    "at":"2026-01-01","pair":[1,2],"raw":{"a":1},"f":0.5}])");
  int shown = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string answer = good.substr(0, good.size() - (random() % 4 == 0 ? random() % 9 : 0));
    for (std::size_t i = random() % 4; i > 0; --i) {
      const std::size_t place = 1 + random() % (answer.size() - 1);
      answer[place] = static_cast<char>(random() % 2 == 0 ? random() : random() % 4);
    }
    const std::string whole = run.lift(answer);
    const std::string part = run.lift(answer, &projection);
    if (!whole.starts_with('{')) continue;
    ++shown;
    EXPECT_TRUE(json::is_valid(whole)) << whole;
    EXPECT_TRUE(json::is_valid(part)) << part;
  }
  EXPECT_GT(shown, 1000);
}

}  // namespace
}  // namespace modus::guest::packed
