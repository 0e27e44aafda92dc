// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/budget/estimate.h"

#include <gtest/gtest.h>

#include "runtime/models/budget/request_account.h"
#include "runtime/models/formats/formats.h"

namespace modus::models::budget {
namespace {

std::string output_of(std::string_view format, std::string_view request) {
  const Estimate result = estimate(find_format(format).get(), request);
  return fmt::format("{}{}", result.usage.output, result.is_bounded ? "" : "?");
}

TEST(EstimateTest, TakesTheBoundOfTheAnswerFromTheRequest) {
  EXPECT_EQ(output_of("openai-chat", R"({"max_tokens": 50, "n": 3})"), "150");
  EXPECT_EQ(output_of("openai-chat", R"({"max_tokens": 50, "max_completion_tokens": 70})"), "70");
  EXPECT_EQ(output_of("openai-responses", R"({"max_output_tokens": 9})"), "9");
  EXPECT_EQ(output_of("openai-embeddings", "{}"), "0");
  EXPECT_EQ(output_of("anthropic-messages", R"({"max_tokens": 8})"), "8");
  EXPECT_EQ(output_of("gemini", R"({"generationConfig":{"maxOutputTokens":7,"candidateCount":2}})"),
            "14");
  EXPECT_EQ(output_of("bedrock-converse", R"({"inferenceConfig": {"maxTokens": 6}})"), "6");
  EXPECT_EQ(output_of("llama", R"({"max_gen_len": 5})"), "5");
}

TEST(EstimateTest, GuessesWhatIsNotSaid) {
  EXPECT_EQ(output_of("openai-chat", "{}"), "1024?");
  EXPECT_EQ(output_of("openai-chat", R"({"max_tokens": -5})"), "1024?");
  EXPECT_EQ(output_of("openai-chat", "no JSON"), "1024?");
  EXPECT_EQ(output_of("unknown", R"({"max_tokens": 5})"), "1024?");
  EXPECT_EQ(output_of("openai-chat", R"({"max_tokens": 18446744073709551615, "n": 99})"),
            "99000000000");
}

TEST(EstimateTest, CountsTextByItsLengthAndPicturesByTheirNumber) {
  const auto input = [](std::string_view request) {
    return estimate(nullptr, request).usage.input;
  };
  EXPECT_EQ(input(""), 1u);
  EXPECT_EQ(input(R"({"messages":[{"role":"user","content":"Say hello to the world."}]})"), 23u);
  const std::string picture(1'000'000, 'A');
  EXPECT_EQ(input(R"({"url":"data:image/png;base64,)" + picture + R"("})"), 2011u);
}

TEST(AmountsTest, PricesWhatWasCachedApart) {
  const app::ModelPrice price{.input = 2, .cached_input = 0.5, .output = 8};
  EXPECT_EQ(nanodollars_for({.input = 1000, .output = 100, .cached = 400}, price), 2'200'000u);
  EXPECT_EQ(nanodollars_for({.input = 1, .cached = 5}, price), 500u);
  const std::uint64_t huge = ~std::uint64_t{0};
  EXPECT_EQ(amounts_of({.input = huge, .output = huge}, &price),
            (Amounts{.calls = 1, .tokens = 2 * kMostOfOne, .nanodollars = 1000 * kMostOfOne}));
}

TEST(AmountsTest, WritesDollarsInFull) {
  EXPECT_EQ(dollars_text(0), "$0");
  EXPECT_EQ(dollars_text(46'000), "$0.000046");
  EXPECT_EQ(dollars_text(20'000'000'000), "$20");
  EXPECT_EQ(dollars_text(100'500'000'001), "$100.500000001");
}

TEST(RequestAccountTest, TellsEachModelAndTheTotal) {
  RequestAccount account;
  RequestAccount::note(account.of("llm"), {.input = 10, .output = 5, .cached = 4}, 2'500'000);
  RequestAccount::note(account.of("llm"), {.input = 1, .output = 1}, 500'000);
  account.of("never-asked");
  const auto text = [&] {
    json::Writer writer;
    account.write_json(writer);
    return writer.take();
  };
  constexpr std::string_view kLlm =
      R"({"calls":2,"inputTokens":11,"cachedTokens":4,"outputTokens":6,"dollars":0.003})";
  EXPECT_EQ(text(), fmt::format(R"({{"models":{{"llm":{0}}},"total":{0}}})", kLlm));
  RequestAccount::note(account.of("odd"), {.input = 1}, std::nullopt);
  EXPECT_TRUE(text().ends_with(
      R"("odd":{"calls":1,"inputTokens":1,"cachedTokens":0,"outputTokens":0}},)"
      R"("total":{"calls":3,"inputTokens":12,"cachedTokens":4,"outputTokens":6}})"))
      << text();
}

}  // namespace
}  // namespace modus::models::budget
