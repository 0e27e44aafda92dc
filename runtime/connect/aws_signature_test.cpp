// SPDX-License-Identifier: Apache-2.0
// Expected signatures are those of AWS's Signature Version 4 test suite.
#include "runtime/connect/aws_signature.h"

#include <gtest/gtest.h>

namespace modus::connect {
namespace {

using namespace std::chrono;

const AwsCredentials kCredentials{.access_key_id = "AKIDEXAMPLE",
                                  .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                  .session_token = ""};
const AwsScope kScope{.region = "us-east-1", .service = "service"};
constexpr auto kTime = sys_days(year(2015) / 8 / 30) + 12h + 36min;

std::string authorization(HttpRequest request, const AwsCredentials& credentials = kCredentials) {
  const auto result = sign_for_aws(request, credentials, kScope, kTime);
  return result ? request.headers.back().second : "error: " + result.error().describe();
}

std::string signature(HttpRequest request) {
  const std::string text = authorization(std::move(request));
  return text.substr(text.find("Signature=") + 10);
}

std::string signature(std::string_view path_and_query) {
  return signature(
      HttpRequest{.url = "https://example.amazonaws.com" + std::string(path_and_query)});
}

constexpr std::string_view kVanilla =
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";

TEST(AwsSignatureTest, SignsThePlainestRequest) {
  EXPECT_EQ(authorization({.url = "https://example.amazonaws.com/"}),
            fmt::format("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
                        "aws4_request, SignedHeaders=host;x-amz-date, Signature={}",
                        kVanilla));
  EXPECT_EQ(signature({.method = "POST", .url = "https://example.amazonaws.com/"}),
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
}

TEST(AwsSignatureTest, SortsTheQuery) {
  EXPECT_EQ(signature("/?Param2=value2&Param1=value1"),
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
}

TEST(AwsSignatureTest, NormalisesAndEscapesThePath) {
  EXPECT_EQ(signature("/./"), kVanilla);
  EXPECT_EQ(signature("//"), kVanilla);
  EXPECT_EQ(signature("/example/.."), kVanilla);
  EXPECT_EQ(signature("/example1/example2/../.."), kVanilla);
  EXPECT_EQ(signature("/\u1234"),
            "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
  EXPECT_EQ(signature("/example space/"),
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741");
}

TEST(AwsSignatureTest, SignsHeadersAndBody) {
  EXPECT_EQ(signature({.url = "https://example.amazonaws.com/",
                       .headers = {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\" "}}}),
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736");
  EXPECT_EQ(signature({.url = "https://example.amazonaws.com/",
                       .headers = {{"My-Header1", "value4"},
                                   {"My-Header1", "value1"},
                                   {"My-Header1", "value3"},
                                   {"My-Header1", "value2"}}}),
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01");
  EXPECT_EQ(signature({.method = "POST",
                       .url = "https://example.amazonaws.com/",
                       .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                       .body = "Param1=value1"}),
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
}

TEST(AwsSignatureTest, SignsTheTokenOfTemporaryKeys) {
  AwsCredentials temporary = kCredentials;
  temporary.session_token = "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQ";
  EXPECT_TRUE(authorization({.url = "https://example.amazonaws.com/"}, temporary)
                  .contains("SignedHeaders=host;x-amz-date;x-amz-security-token, "));
}

TEST(AwsSignatureTest, NamesThePortThatIsNotTheUsualOne) {
  EXPECT_EQ(signature({.url = "https://example.amazonaws.com:443/"}), kVanilla);
  EXPECT_NE(signature({.url = "https://example.amazonaws.com:8443/"}), kVanilla);
  EXPECT_TRUE(authorization({.url = "nowhere"}).starts_with("error: "));
}

}  // namespace
}  // namespace modus::connect
