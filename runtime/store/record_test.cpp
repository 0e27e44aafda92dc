// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/record.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "runtime/store/record_fields.h"

namespace modus::store {
namespace {

TEST(Record, GivesBackWhatItWasGiven) {
  const Inference inference{.execution_id = "e",
                            .sequence = std::numeric_limits<std::int64_t>::min(),
                            .input = std::string("\0\xff", 2),
                            .output = std::string(100'000, 'x'),
                            .duration = std::chrono::microseconds(-1),
                            .first_token_us = 0,
                            .tokens_in = std::numeric_limits<std::int64_t>::max() / 2,
                            .cost_micros = -7,
                            .plugin = {.git_commit = "c"}};
  const std::string record = encode(inference);
  EXPECT_TRUE(record.contains(inference.output)) << "texts stand in it as they are";
  const auto read = decode_inference(parts_of(record));
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), record);
  EXPECT_EQ(read->sequence, inference.sequence);
  EXPECT_EQ(read->input, inference.input);
  EXPECT_EQ(read->duration, inference.duration);
  EXPECT_EQ(read->first_token_us, 0);
  EXPECT_EQ(read->tokens_in, inference.tokens_in);
  EXPECT_EQ(read->tokens_out, std::nullopt);
  EXPECT_EQ(read->cost_micros, -7);
  EXPECT_EQ(read->plugin.git_commit, "c");
  EXPECT_FALSE(decode_execution(parts_of(record)));
}

TEST(Record, ReadsWhatEarlierVersionsWrote) {
  const std::string today =
      encode(Inference{.execution_id = "e", .root_execution_id = "r", .output = "o"});
  EXPECT_EQ(decode_inference(parts_of(today))->root_execution_id, "r");
  const auto earlier =
      decode_inference(parts_of(std::string_view(today).substr(0, today.size() - 2)));
  ASSERT_TRUE(earlier) << "the last field was not there then";
  EXPECT_EQ(earlier->root_execution_id, "");
  EXPECT_EQ(earlier->output, "o");
}

TEST(Record, HoldsNoTimeThatIsNone) {
  std::string record;
  FieldWriter fields(record);
  fields.write(std::int64_t{1} << 62);
  std::chrono::system_clock::time_point time;
  FieldReader reader(record);
  reader(time);
  EXPECT_FALSE(reader.is_good());
}

TEST(Record, BatchesWriteEqualHeadsOnce) {
  const auto of = [](std::string model, std::string input) {
    return encode(Inference{.model_name = std::move(model), .input = std::move(input)});
  };
  Batch batch;
  batch.add(of("one-model", "a"));
  batch.add(encode(Execution{.id = "e", .function = "f"}));
  batch.add(of("one-model", "b"));
  batch.add(of("another", "c"));
  batch.add(encode(Execution{.id = "e", .function = "f"}));
  EXPECT_EQ(batch.inferences(), 3);
  EXPECT_EQ(batch.executions(), 2);
  EXPECT_EQ(batch.bytes().find("one-model"), batch.bytes().rfind("one-model"));
  std::string read;
  BatchReader reader(batch.bytes());
  while (const auto record = reader.next()) {
    if (const auto inference = decode_inference(*record))
      read += inference->model_name + inference->input + " ";
    if (const auto execution = decode_execution(*record))
      read += execution->id + execution->function + " ";
  }
  EXPECT_TRUE(reader.is_good());
  EXPECT_EQ(read, "one-modela ef one-modelb anotherc ef ");
}

TEST(Record, ReadsNothingOutOfWhatIsNone) {
  Batch batch;
  batch.add(encode(Inference{.input = std::string(300, 'x')}));
  batch.add(encode(Execution{.id = "e"}));
  const std::string& whole = batch.bytes();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    BatchReader reader(std::string_view(whole).substr(0, size));
    std::size_t count = 0;
    while (reader.next()) ++count;
    EXPECT_LT(count, 2u);
    EXPECT_TRUE(count == 1 || !reader.is_good()) << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string wrong = whole;
    wrong[at] = '\xff';
    BatchReader reader(wrong);
    while (const auto record = reader.next()) {
      static_cast<void>(decode_inference(*record));
      static_cast<void>(decode_execution(*record));
    }
  }
}

}  // namespace
}  // namespace modus::store
