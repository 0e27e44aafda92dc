// SPDX-License-Identifier: Apache-2.0
#include "runtime/testing/recording.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "runtime/app/read_file.h"
#include "runtime/json/writer.h"

namespace modus::testing {
namespace {

constexpr int kFormatVersion = 1;
constexpr std::uint64_t kMaxFile = 256u << 20;

struct Line {
  std::string test;
  replay::RecordedCall call;
};

Result<Line> read_line(std::string_view text) {
  MODUS_TRY(document, json::parse(text));
  const auto bad = [](std::string_view what) { return fail(ErrorCode::kCorrupt, "{}", what); };
  const json::Object* const object = document.if_object();
  if (object == nullptr) return bad("this is no object");
  const auto* const version = object->if_contains("v");
  if (version == nullptr || *version != kFormatVersion)
    return bad("this version of Modus cannot read it; record the tests again");
  const auto test = json::find_string(*object, "test");
  if (!test) return bad("\"test\" must be there");
  MODUS_TRY(call, replay::read_call(*object));
  return Line{std::string(*test), std::move(call)};
}

std::string write_line(std::string_view test, const replay::RecordedCall& call) {
  json::Writer writer;
  writer.begin_object();
  writer.key("v");
  writer.integer(kFormatVersion);
  writer.key("test");
  writer.string(test);
  replay::write_members(writer, call);
  writer.end_object();
  return writer.take() + "\n";
}

}  // namespace

Result<Recording> Recording::read(const std::filesystem::path& file) {
  Recording recording;
  if (!std::filesystem::exists(file)) return recording;
  MODUS_TRY(text, app::read_file(file, kMaxFile));
  std::size_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    auto line = read_line(std::string_view(text).substr(start, end - start));
    if (!line) {
      return fail(ErrorCode::kCorrupt, "{}, line {}: {}", file.string(), number + 1,
                  line.error().describe());
    }
    recording.tests_[line->test].push_back(std::move(line->call));
    start = end + 1;
    ++number;
  }
  return recording;
}

Result<void> Recording::write(const std::filesystem::path& file) const {
  std::error_code error;
  if (std::ranges::all_of(tests_, [](const auto& test) { return test.second.empty(); })) {
    std::filesystem::remove(file, error);
    return {};
  }
  std::filesystem::create_directories(file.parent_path(), error);
  const std::filesystem::path temporary = file.string() + ".tmp";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  for (const auto& [test, calls] : tests_) {
    for (const replay::RecordedCall& call : calls) out << write_line(test, call);
  }
  out.close();
  if (out) std::filesystem::rename(temporary, file, error);
  if (!out || error)
    return fail(ErrorCode::kUnavailable, "cannot write the recording {}", file.string());
  return {};
}

replay::RecordedCalls* Recording::find(const std::string& test) {
  const auto found = tests_.find(test);
  return found == tests_.end() ? nullptr : &found->second;
}

void Recording::set(const std::string& test, replay::RecordedCalls calls) {
  tests_[test] = std::move(calls);
}

}  // namespace modus::testing
