// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <future>
#include <sstream>
#include <thread>
#include <vector>

#include "runtime/json/json.h"

namespace modus {
namespace {

// Everything written to the log's pipe.
std::string logged(LogOptions options, auto write) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  options.descriptor = ends[1];
  Log log(options);
  write(log);
  log.flush();
  ::close(ends[1]);
  std::string text(4096, '\0');
  text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
  ::close(ends[0]);
  return text;
}

TEST(Log, WritesJsonLines) {
  const std::string text = logged({.format = LogFormat::kJson}, [](Log& log) {
    log.warning("Careful \"now\".",
                {{"function", "f"}, {"count", 3}, {"duration_ms", 1.5}, {"user_visible", true}});
  });
  const auto line = json::parse(text.substr(0, text.size() - 1)).value().as_object();
  EXPECT_EQ(line.at("level").as_string(), "warn");
  EXPECT_EQ(line.at("message").as_string(), "Careful \"now\".");
  EXPECT_EQ(line.at("count").as_int64(), 3);
  EXPECT_EQ(line.at("duration_ms").as_double(), 1.5);
  EXPECT_EQ(line.at("user_visible").as_bool(), true);
  EXPECT_EQ(line.at("time").as_string().size(),
            std::string_view("2006-01-02T15:04:05.000Z").size());
}

const observe::TraceContext kSpan =
    *observe::parse_trace_context("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

TEST(Log, JsonLinesNameTheirSpan) {
  const auto line = [](const observe::TraceContext& span) {
    return logged({.format = LogFormat::kJson}, [&](Log& log) { log.info("m", {{"a", 1}, span}); });
  };
  EXPECT_TRUE(line(kSpan).contains(
      R"("a":1,"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","message")"));
  auto passed_on = kSpan;  // nobody records it here, but the client may
  passed_on.flags = 0;
  EXPECT_TRUE(line(passed_on).contains("trace_id"));
  EXPECT_TRUE(line({}).contains(R"("a":1,"message":"m")"));
}

TEST(Log, LinesForPeopleNameRecordedTracesInShort) {
  const auto line = [](const observe::TraceContext& span) {
    return logged({}, [&](Log& log) { log.info("m", {{"a", 1}, span, {"b", 2}}); });
  };
  EXPECT_TRUE(line(kSpan).ends_with("m a=1 trace=0af76519 b=2\n")) << line(kSpan);
  auto passed_on = kSpan;
  passed_on.flags = 0;
  EXPECT_TRUE(line(passed_on).ends_with("m a=1 b=2\n"));
  EXPECT_TRUE(line({}).ends_with("m a=1 b=2\n"));
}

TEST(Log, LeavesOutWhatIsBelowTheThreshold) {
  EXPECT_EQ(logged({.threshold = LogLevel::kWarning},
                   [](Log& log) {
                     log.info("quiet");
                     log.error("loud");
                   })
                .find("quiet"),
            std::string::npos);
}

TEST(Log, KeepsControlCharactersOffTheTerminal) {
  const std::string text =
      logged({}, [](Log& log) { log.info("evil \x1b[2J", {{"text", "\x07"}}); });
  EXPECT_NE(text.find("evil"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
}

TEST(Log, KeepsEveryKindOfControlOffTheTerminal) {
  const std::string text = logged({}, [](Log& log) {
    log.info(
        "a\x7f\xc2\x9b"
        "2J\x9b\xe2\x80\xae"
        "b\xe2\x81\xa6",
        {{"text",
          "c\xc2\x90"
          "é→"}});
  });
  EXPECT_TRUE(text.ends_with("INF a  2J  b  text=c é→\n")) << text;
}

TEST(Log, LetsNoTextPassForALineOfItsOwn) {
  const std::string text = logged({}, [](Log& log) {
    log.write(LogLevel::kNone, "said\n12:00:00.000 ERR", {{"text", "x\r\n12:00:00.000 FTL"}});
  });
  EXPECT_TRUE(text.ends_with("LOG said\n    12:00:00.000 ERR text=x \n    12:00:00.000 FTL\n"))
      << text;
}

// A pipe's reading end after everything logged to it is written.
std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> part;
  for (ssize_t got = 0; (got = ::read(descriptor, part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(got));
  ::close(descriptor);
  return text;
}

TEST(Log, WritesWholeLinesOfManyThreadsInTheirOrder) {
  constexpr int kThreads = 4;
  constexpr int kLines = 2000;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  auto reading = std::async(std::launch::async, read_all, ends[0]);
  {
    Log log({.format = LogFormat::kJson, .descriptor = ends[1]});
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&log, thread] {
        for (int line = 0; line < kLines; ++line)
          log.write(line % 100 == 0 ? LogLevel::kWarning : LogLevel::kInfo, "m",
                    {{"thread", thread}, {"line", line}});
      });
    }
  }
  ::close(ends[1]);
  std::istringstream text(reading.get());
  std::array<int, kThreads> next{};
  for (std::string line; std::getline(text, line);) {
    const auto event = json::parse(line).value().as_object();
    EXPECT_EQ(event.at("line").as_int64(), next[event.at("thread").as_int64()]++);
  }
  for (const int count : next) EXPECT_EQ(count, kLines);
}

TEST(Log, WaitsForAReaderThatIsSlow) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_NONBLOCK), 0);
  ::fcntl(ends[0], F_SETFL, 0);
  auto reading = std::async(std::launch::async, read_all, ends[0]);
  const std::string line(10'000, 'x');
  {
    Log log({.descriptor = ends[1]});
    for (int i = 0; i < 100; ++i) log.info(line);  // more than a pipe holds
  }
  ::close(ends[1]);
  EXPECT_GT(reading.get().size(), 100 * line.size());
}

TEST(Log, WritesAWarningAtOnceWithWhatCameBefore) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  Log log({.descriptor = ends[1]});
  log.info("before");
  log.warning("now");
  std::string text(4096, '\0');
  text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
  EXPECT_LT(text.find("before"), text.find("now"));
  EXPECT_NE(text.find("now"), std::string::npos);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace modus
