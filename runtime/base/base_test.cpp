// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "runtime/base/base64.h"
#include "runtime/base/deadline.h"
#include "runtime/base/ids.h"
#include "runtime/base/loop.h"
#include "runtime/base/timestamp.h"

namespace modus {
namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(Base64, AgreesWithTheVectorsOfRfc4648) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
      {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(base64_encode(bytes_of(plain)), encoded);
    EXPECT_EQ(base64_decode(encoded).value(), bytes_of(plain));
  }
}

TEST(Base64, RefusesWhatIsNotBase64) {
  for (const std::string_view text : {"Zg", "Zg=", "Z===", "Zm9v!A==", "Zg==Zg==", "===="}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
}

TEST(Ids, XidsAreUniqueAndGrow) {
  std::set<std::string> seen;
  std::string last;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = make_xid();
    EXPECT_EQ(id.size(), 20u);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdefghijklmnopqrstuv"), std::string::npos);
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(Ids, XidsTellTheirTime) {
  using namespace std::chrono_literals;
  const auto now = std::chrono::system_clock::now();
  const auto made = time_of_xid(make_xid());
  ASSERT_TRUE(made);
  EXPECT_LE(*made, std::chrono::system_clock::now());
  EXPECT_GE(*made, now - 1s);
  EXPECT_EQ(time_of_xid("9m4e2mr0ui3e8a215n4g")->time_since_epoch(), 1300816219s);
  for (const std::string_view none : {"", "42", "9m4e2mr0ui3e8a215n4", "9m4e2mr0ui3e8a215n4w"})
    EXPECT_FALSE(time_of_xid(none)) << none;
}

TEST(Ids, UuidsCarryVersionAndVariant) {
  const std::string id = make_uuid_v7();
  ASSERT_EQ(id.size(), 36u);
  EXPECT_EQ(id[14], '7');
  EXPECT_NE(std::string_view("89ab").find(id[19]), std::string_view::npos);
}

TEST(Deadline, KnowsWhatIsLeft) {
  EXPECT_FALSE(Deadline::never().passed());
  EXPECT_TRUE(Deadline::after(std::chrono::seconds(-1)).passed());
  EXPECT_EQ(Deadline::after(std::chrono::seconds(-1)).remaining(),
            Deadline::Clock::duration::zero());
  EXPECT_GT(Deadline::after(std::chrono::hours(1)).remaining(), std::chrono::minutes(59));
}

TEST(Timestamp, IsRfc3339) {
  using std::chrono::milliseconds;
  EXPECT_EQ(format_timestamp(std::chrono::system_clock::time_point(milliseconds(1136214245006))),
            "2006-01-02T15:04:05.006Z");
  EXPECT_EQ(format_timestamp(std::chrono::system_clock::time_point(milliseconds(-1))),
            "1969-12-31T23:59:59.999Z");
}

TEST(Errors, DescribeTheirCauses) {
  const Error error = Error(ErrorCode::kNotFound, "no such file")
                          .within("modus.json")
                          .within("cannot load the app");
  EXPECT_EQ(error.describe(), "cannot load the app: modus.json: no such file");
  EXPECT_EQ(error.code(), ErrorCode::kNotFound);
}

TEST(LoopThreads, RunTasksOnTheirOwnThreads) {
  std::vector<std::thread::id> threads(2);
  std::atomic<int> left = 2;
  LoopThreads loops(2);
  for (std::size_t i = 0; i < 2; ++i) {
    loops[i].post([&, i] {
      threads[i] = std::this_thread::get_id();
      EXPECT_TRUE(loops[i].is_current_thread());
      --left;
    });
  }
  while (left > 0) std::this_thread::yield();
  EXPECT_NE(threads[0], threads[1]);
}

TEST(Timer, RunsItsTaskUnlessDestroyedBefore) {
  Loop loop;
  bool fired = false;
  Timer wanted(loop, std::chrono::milliseconds(5), [&] {
    fired = true;
    loop.stop();
  });
  {
    Timer unwanted(loop, std::chrono::milliseconds(1), [] { FAIL() << "its timer is gone"; });
  }
  loop.run();
  EXPECT_TRUE(fired);
}

TEST(Timer, MayReplaceItselfFromItsTask) {
  Loop loop;
  int ticks = 0;
  Timer timer;
  std::function<void()> tick = [&] {
    if (++ticks == 3) return loop.stop();
    timer = Timer(loop, std::chrono::milliseconds(1), tick);
  };
  timer = Timer(loop, std::chrono::milliseconds(1), tick);
  loop.run();
  EXPECT_EQ(ticks, 3);
}

}  // namespace
}  // namespace modus
