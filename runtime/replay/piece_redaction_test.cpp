// SPDX-License-Identifier: Apache-2.0
#include "runtime/replay/piece_redaction.h"

#include <gtest/gtest.h>

namespace modus::replay {
namespace {

TEST(PieceRedaction, FindsSecretsThatAreCutBetweenPieces) {
  const app::Redaction secrets(
      app::Environment(app::Environment::Variables{{"MODUS_APP_TOKEN", "sesame street"}}));
  const auto piece = [](std::string stream, std::string_view text) {
    return RecordedCall{.call = "modus_models.nextDelta",
                        .arguments = std::move(stream),
                        .result = fmt::format(R"({{"kind":0,"index":0,"text":"{}"}})", text)};
  };
  RecordedCalls calls{piece("[1]", "open "), piece("[2]", "sesame "), piece("[1]", "sesame "),
                      piece("[2]", "seed"), piece("[1]", "street!")};
  redact_pieces(calls, secrets);
  const auto text = [&](std::size_t call) {
    return std::string(json::parse(calls[call].result)->at("text").as_string());
  };
  EXPECT_EQ(text(0), "open {{MODUS_APP_TOKEN}}!");
  EXPECT_EQ(text(2) + text(4), "");
  EXPECT_EQ(text(1) + text(3), "sesame seed") << "another stream";
}

}  // namespace
}  // namespace modus::replay
