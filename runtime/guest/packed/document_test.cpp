// SPDX-License-Identifier: Apache-2.0
// The module that docs/function-abi.md shows does what the document says.
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "runtime/guest/packed/testing.h"

namespace modus::guest::packed {
namespace {

// The first block of code in that language.
std::string code_block(const std::string& text, std::string_view language) {
  const std::string opening = fmt::format("```{}\n", language);
  const std::size_t start = text.find(opening) + opening.size();
  return text.substr(start, text.find("```", start) - start);
}

std::vector<std::byte> shown_module() {
  std::ifstream file(MODUS_SOURCE_DIR "/docs/function-abi.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  auto wasm = sandbox::wat_to_wasm(code_block(text, "wat")).value();
  sandbox::append_custom_section(wasm, "modus_metadata_version", "\x02");
  sandbox::append_custom_section(wasm, "modus_metadata", code_block(text, "json"));
  return wasm;
}

TEST(PackedDocument, ShowsAModuleThatWorks) {
  const auto module = bed().engine().compile(shown_module()).value();
  const auto convention = make_convention(*module).value();
  const auto program = bed().link(module);
  const auto greet = [&](std::vector<types::Value> arguments) {
    const auto instance = bed().start(program).value();
    const auto lowered =
        convention->lower_arguments(*instance, 0, arguments, BytesForm::kBase64).value();
    const auto results = bed().call(*instance, "sayHello", lowered).value();
    json::Writer writer;
    std::vector<ResultIssue> issues;
    EXPECT_TRUE(convention->lift_result(*instance, 0, lowered, results, nullptr, writer, issues));
    return writer.take();
  };
  EXPECT_EQ(greet({types::Value::string("Ada")}), R"("Hello, Ada")");
  EXPECT_EQ(greet({}), R"("Hello, World")");
}

}  // namespace
}  // namespace modus::guest::packed
