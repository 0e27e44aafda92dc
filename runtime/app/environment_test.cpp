// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/environment.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "runtime/app/dotenv.h"
#include "runtime/app/temporary_folder_for_test.h"

namespace modus::app {
namespace {

std::optional<std::string> nothing(std::string_view) { return std::nullopt; }

/// The value that the file gives to A, or the error.
std::string value_of(std::string_view text) {
  const auto variables = parse_dotenv(text, nothing);
  if (!variables) return "error: " + variables.error().message();
  std::string value = "unset";
  for (const auto& [name, v] : *variables) {
    if (name == "A") value = v;
  }
  return value;
}

TEST(Dotenv, ReadsPlainValues) {
  EXPECT_EQ(value_of("A=b"), "b");
  EXPECT_EQ(value_of("  export A = b c \r\n"), "b c");
  EXPECT_EQ(value_of("exportA=x\nA: yaml"), "yaml");
  EXPECT_EQ(value_of("A="), "");
  EXPECT_EQ(value_of("A=\nB=c"), "");
  EXPECT_EQ(value_of("# comment\n\n\t# another\nA=b # c"), "b");
  EXPECT_EQ(value_of("A=b#c"), "b#c");
  EXPECT_EQ(value_of("A= # nothing"), "");
  EXPECT_EQ(value_of("A=x=y"), "x=y");
  EXPECT_EQ(value_of(R"(A=c:\new)"), R"(c:\new)");
  EXPECT_EQ(value_of("\xef\xbb\xbf"
                     "A=b"),
            "b");
  EXPECT_EQ(value_of("A=1\nA=2"), "2");
}

TEST(Dotenv, ReadsQuotedValues) {
  EXPECT_EQ(value_of(R"(A=" b # c " # d)"), " b # c ");
  EXPECT_EQ(value_of(R"(A="l\nm\\n\"q\"\$X")"), "l\nm\\n\"q\"$X");
  EXPECT_EQ(value_of(R"(A='l\n$X')"), R"(l\n$X)");
  EXPECT_EQ(value_of("A=\"one\r\ntwo\"\r\nB=c"), "one\ntwo");
  EXPECT_EQ(value_of("A=''"), "");
}

TEST(Dotenv, FillsInVariables) {
  EXPECT_EQ(value_of("B=x\nA=${B}y$B"), "xyx");
  EXPECT_EQ(value_of("B=x\nA=\"<${B}>\""), "<x>");
  EXPECT_EQ(value_of(R"(A=\$B)"), "$B");
  EXPECT_EQ(value_of("A=[$NOPE]"), "[]");
  EXPECT_EQ(value_of("A=pa$word$"), "pa$word$");
  EXPECT_EQ(value_of("A=${B"), "${B");
  const auto outer = parse_dotenv("A=$HOST/x", [](std::string_view) { return std::optional("h"); });
  ASSERT_TRUE(outer);
  EXPECT_EQ(outer->at(0).second, "h/x");
}

TEST(Dotenv, NamesTheLineOfAnError) {
  EXPECT_EQ(value_of("B=c\nA"), "error: line 2: expected \"=\" after \"A\"");
  EXPECT_EQ(value_of("B=c\n\nA B=c"), "error: line 3: expected \"=\" after \"A\"");
  EXPECT_EQ(value_of("=c"), "error: line 1: expected the name of a variable");
  EXPECT_EQ(value_of("A=\"b\nc"), "error: line 1: the quoted value of A does not end");
  EXPECT_EQ(value_of("A=\"b\\"), "error: line 1: the quoted value of A does not end");
  EXPECT_EQ(value_of("A='b' c"), "error: line 1: unexpected text after the quoted value of A");
}

TEST(Environment, LooksForFilesInContractOrder) {
  const std::vector<std::string> dev{".env.dev.local",   ".env.dev",   ".env.development.local",
                                     ".env.development", ".env.local", ".env"};
  EXPECT_EQ(Environment::file_names("dev"), dev);
  EXPECT_EQ(Environment::file_names("development"), dev);
  EXPECT_EQ(Environment::file_names("qa"),
            (std::vector<std::string>{".env.qa.local", ".env.qa", ".env.local", ".env"}));
}

TEST(Environment, TheFirstDefinitionWinsAndTheProcessAlways) {
  const TemporaryFolder folder;
  folder.write(".env", "MODUS_T_A=4\nMODUS_T_B=4\nMODUS_T_C=4\nMODUS_T_D=4\n");
  folder.write(".env.dev", "MODUS_T_A=2\nMODUS_T_B=2\n");
  folder.write(".env.dev.local", "MODUS_T_A=1\n");
  folder.write(".env.prod", "MODUS_T_A=0\n");
  ::setenv("MODUS_T_C", "process", 1);
  ::setenv("MODUS_T_D", "", 1);
  const auto environment = Environment::load(folder.path(), "dev");
  ::unsetenv("MODUS_T_C");
  ::unsetenv("MODUS_T_D");
  ASSERT_TRUE(environment) << environment.error().message();
  EXPECT_EQ(environment->get("MODUS_T_A"), "1");
  EXPECT_EQ(environment->get("MODUS_T_B"), "2");
  EXPECT_EQ(environment->get("MODUS_T_C"), "process");
  EXPECT_EQ(environment->get("MODUS_T_D"), std::nullopt);
  EXPECT_EQ(environment->all().at("MODUS_T_D"), "");
  EXPECT_EQ(environment->get("MODUS_T_E"), std::nullopt);
  EXPECT_EQ(std::getenv("MODUS_T_A"), nullptr);
}

TEST(Environment, AnErrorNamesFileAndLine) {
  const TemporaryFolder folder;
  const auto path = folder.write(".env.local", "A=b\noops\n");
  const auto environment = Environment::load(folder.path(), "prod");
  ASSERT_FALSE(environment);
  EXPECT_EQ(environment.error().message(),
            path.string() + ", line 2: expected \"=\" after \"oops\"");
}

TEST(SecretTemplate, NamesVariables) {
  EXPECT_EQ(secret_variable("open-ai", "API_KEY"), "MODUS_OPEN_AI_API_KEY");
  EXPECT_EQ(template_variables("{{B}} {{ A }} {{base64(U:P)}} {{B}}", "x1"),
            (std::vector<std::string>{"MODUS_X1_B", "MODUS_X1_A", "MODUS_X1_U", "MODUS_X1_P"}));
  for (const char* text : {"{A}", "{{}}", "{{ }}", "{{\n}}", "}}A{{", "{{A} }"})
    EXPECT_TRUE(template_variables(text, "x").empty()) << text;
}

TEST(SecretTemplate, FillsInSecrets) {
  const Environment environment(
      {{"MODUS_C_KEY", "k"}, {"MODUS_C_U", "user"}, {"MODUS_C_P", "pa:ss"}});
  const auto expand = [&](std::string_view text) {
    const auto result = expand_template(text, "c", environment);
    return result ? *result : "error: " + result.error().message();
  };
  EXPECT_EQ(expand("plain"), "plain");
  EXPECT_EQ(expand("Bearer {{KEY}}"), "Bearer k");
  EXPECT_EQ(expand("{{ KEY }}{{\nKEY\t}}!"), "kk!");
  EXPECT_EQ(expand("Basic {{ base64(U:P) }}"), "Basic dXNlcjpwYTpzcw==");
  EXPECT_EQ(expand("{{{KEY}}"),
            "error: the secret MODUS_C_{KEY is not set; set it in the "
            "environment or in .env.local");
  EXPECT_EQ(expand("{{KEY} }"), "{{KEY} }");
}

TEST(SecretTemplate, AMissingSecretSaysWhereToSetIt) {
  const TemporaryFolder folder;
  const auto environment = Environment::load(folder.path(), "dev");
  ASSERT_TRUE(environment);
  const auto result = expand_template("Bearer {{API_KEY}}", "openai", *environment);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(result.error().message(),
            "the secret MODUS_OPENAI_API_KEY is not set; set it in the environment or in "
            ".env.dev.local");
}

}  // namespace
}  // namespace modus::app
