// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/local/model_facts.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "runtime/models/local/test_gguf.h"

namespace modus::models::local {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kUint8 = 0, kUint32 = 4, kInt32 = 5, kFloat = 6, kArray = 9, kUint64 = 10;

class ModelFactsTest : public ::testing::Test {
 protected:
  ModelFactsTest() {
    std::string pattern = "/tmp/modus-test-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  ~ModelFactsTest() override { fs::remove_all(folder_); }

  Result<ModelFacts> read(std::string_view text) {
    const fs::path file = folder_ / "m.gguf";
    std::ofstream(file, std::ios::binary) << text;
    return read_model_facts(file);
  }
  // What is said, without the folder.
  std::string refusal(std::string_view text) {
    const auto facts = read(text);
    if (facts) return "none";
    std::string message = facts.error().describe();
    return message.replace(message.find(folder_.string()), folder_.string().size() + 1, "");
  }

  fs::path folder_;
};

// As the format orders values, with some of every kind between those that count.
TestGguf sentence_model() {
  TestGguf file;
  file.add("general.architecture", "bert")
      .add("bert.context_length", kUint32, std::uint32_t{256})
      .add("bert.embedding_length", kUint32, std::uint32_t{384})
      .add("bert.attention.layer_norm_epsilon", kFloat, 1e-12f)
      .add("bert.attention.causal", 7, std::uint8_t{0})
      .add("general.size", kUint64, std::uint64_t{1})
      .add_raw("tokenizer.ggml.tokens", kArray,
               TestGguf::bytes(8u) + TestGguf::bytes(std::uint64_t{2}) + TestGguf::string("[PAD]") +
                   TestGguf::string(""))
      .add_raw("tokenizer.ggml.token_type", kArray,
               TestGguf::bytes(kInt32) + TestGguf::bytes(std::uint64_t{2}) +
                   TestGguf::bytes(std::uint64_t{0}))
      .add("bert.pooling_type", kUint32, std::uint32_t{1});
  return file;
}

TEST_F(ModelFactsTest, TellsWhatAModelIsMadeFor) {
  const auto sentences = read(sentence_model().text());
  ASSERT_TRUE(sentences) << sentences.error().describe();
  EXPECT_EQ(sentences->context_tokens, 256u);
  EXPECT_EQ(sentences->vector_length, 384u);
  EXPECT_EQ(sentences->pooling, Pooling::kMean);
  EXPECT_TRUE(sentences->makes_embeddings());

  const auto chat =
      read(TestGguf(2).add("llama.context_length", kInt32, std::int32_t{2048}).text());
  ASSERT_TRUE(chat) << chat.error().describe();
  EXPECT_EQ(chat->context_tokens, 2048u);
  EXPECT_FALSE(chat->makes_embeddings());

  const auto ranking = read(TestGguf().add("bert.pooling_type", kUint32, std::uint32_t{4}).text());
  ASSERT_TRUE(ranking);
  EXPECT_FALSE(ranking->makes_embeddings());

  const auto unknown = read(TestGguf().add("x.pooling_type", kInt32, std::int32_t{-1}).text());
  ASSERT_TRUE(unknown);
  EXPECT_FALSE(unknown->pooling);
}

TEST_F(ModelFactsTest, TellsWhetherTheTemplateHasWordsForTools) {
  const auto has_words = [&](std::string_view key, std::string_view text) {
    const auto facts = read(TestGguf().add(key, text).text());
    return facts && facts->has_words_for_tools;
  };
  EXPECT_TRUE(has_words("tokenizer.chat_template", "{% if tools %}…"));
  EXPECT_FALSE(has_words("tokenizer.chat_template", "{{ messages[0].content }}"));
  EXPECT_TRUE(has_words("tokenizer.chat_template.tool_use", "{{ functions }}"));
  EXPECT_FALSE(has_words("general.description", "It knows tools."));
  EXPECT_TRUE(refusal(TestGguf().add("tokenizer.chat_template", std::string(2 << 20, 't')).text())
                  .contains("damaged"));
}

TEST_F(ModelFactsTest, RefusesWhatIsNoModel) {
  EXPECT_EQ(refusal(""), "the local model m.gguf is no GGUF file");
  EXPECT_EQ(refusal("PK\x03\x04 and more"), "the local model m.gguf is no GGUF file");
  EXPECT_EQ(refusal(TestGguf(1).text()),
            "the local model m.gguf is a GGUF file of version 1; versions 2 and 3 are known");
  EXPECT_TRUE(read_model_facts(folder_ / "none.gguf")
                  .error()
                  .describe()
                  .ends_with("none.gguf cannot be read: No such file or directory"));
}

TEST_F(ModelFactsTest, RefusesAHeaderThatIsCutOffAnywhere) {
  const std::string whole = sentence_model().text();
  for (std::size_t length = 4; length < whole.size(); ++length) {
    EXPECT_TRUE(refusal(whole.substr(0, length)).contains("cut off or damaged")) << length;
  }
}

TEST_F(ModelFactsTest, RefusesLengthsThatCannotBe) {
  constexpr std::uint64_t kHuge = ~std::uint64_t{0};
  const auto array = [](std::uint32_t type, std::uint64_t count) {
    return TestGguf::bytes(type) + TestGguf::bytes(count);
  };
  for (const TestGguf& file :
       {TestGguf().add_raw("a", 8, TestGguf::bytes(kHuge)),
        TestGguf().add_raw("a", kArray, array(8, kHuge)),
        TestGguf().add_raw("a", kArray, array(kUint64, kHuge / 8 + 2)),
        TestGguf().add_raw("a", kArray, array(kUint8, kHuge / 2)),
        TestGguf().add_raw("a", kArray, array(kArray, 1)),
        TestGguf().add_raw("a", kArray, array(99, 1)), TestGguf().add_raw("a", 99, ""),
        TestGguf().add_raw(std::string(70'000, 'k'), kUint8, "x")}) {
    EXPECT_TRUE(refusal(file.text()).contains("cut off or damaged"));
  }
}

}  // namespace
}  // namespace modus::models::local
