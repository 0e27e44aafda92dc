// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/aws_identity.h"

#include <gtest/gtest.h>

namespace modus::models {
namespace {

std::string identity(app::Environment::Variables variables, std::string region = "",
                     std::string url = "https://aws.example/model/m/converse") {
  app::Connection connection{.name = "my-aws", .base_url = {}, .endpoint = {}, .headers = {}};
  connection.aws = app::AwsSigning{.region = std::move(region)};
  ModelEndpoint endpoint{.model = "m", .url = std::move(url)};
  const auto added = add_aws_identity(endpoint, connection, app::Environment(std::move(variables)));
  if (!added) return "error: " + added.error().describe();
  const auto& [credentials, scope] = *endpoint.aws;
  return fmt::format("{} {} {} {} {} {}", credentials.access_key_id, credentials.secret_access_key,
                     credentials.session_token, scope.region, scope.service,
                     endpoint.secret_variables.at(0));
}

TEST(AwsIdentityTest, PrefersTheConnectionsOwnKeys) {
  const app::Environment::Variables both{{"MODUS_MY_AWS_ACCESS_KEY_ID", "own"},
                                         {"MODUS_MY_AWS_SECRET_ACCESS_KEY", "s1"},
                                         {"AWS_ACCESS_KEY_ID", "shared"},
                                         {"AWS_SECRET_ACCESS_KEY", "s2"},
                                         {"AWS_SESSION_TOKEN", "t2"}};
  EXPECT_EQ(identity(both, "r"), "own s1  r bedrock MODUS_MY_AWS_ACCESS_KEY_ID");
  app::Environment::Variables shared = both;
  shared.erase("MODUS_MY_AWS_ACCESS_KEY_ID");
  EXPECT_EQ(identity(shared, "r"), "shared s2 t2 r bedrock AWS_ACCESS_KEY_ID");
}

TEST(AwsIdentityTest, FindsTheRegion) {
  app::Environment::Variables keys{{"AWS_ACCESS_KEY_ID", "k"}, {"AWS_SECRET_ACCESS_KEY", "s"}};
  EXPECT_EQ(identity(keys, "", "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse"),
            "k s  eu-west-1 bedrock AWS_ACCESS_KEY_ID");
  EXPECT_EQ(identity(keys),
            "error: the connection \"my-aws\" needs a region: set connections.my-aws.aws.region in "
            "modus.json");
  keys["AWS_REGION"] = "us-east-2";
  EXPECT_EQ(identity(keys), "k s  us-east-2 bedrock AWS_ACCESS_KEY_ID");
}

TEST(AwsIdentityTest, NamesTheKeysThatAreMissing) {
  EXPECT_EQ(identity({{"AWS_ACCESS_KEY_ID", "k"}}, "r"),
            "error: the connection \"my-aws\" signs its requests for AWS and needs keys: set "
            "MODUS_MY_AWS_ACCESS_KEY_ID and MODUS_MY_AWS_SECRET_ACCESS_KEY, or AWS_ACCESS_KEY_ID "
            "and AWS_SECRET_ACCESS_KEY, in the environment or in .env.local");
}

}  // namespace
}  // namespace modus::models
