// SPDX-License-Identifier: Apache-2.0
// AWS Signature Version 4: shows AWS who sends a request and that nobody changed it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <chrono>
#include <string>

#include "runtime/connect/http_client.h"

namespace modus::connect {

struct AwsCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token;  // empty unless the keys are temporary
};

/// What a signature is good for.
struct AwsScope {
  std::string region;
  std::string service;
};

/// Adds X-Amz-Date, X-Amz-Security-Token if there is one, and Authorization, which signs these and
/// all headers that the request has. The URL must be sent as it is. AWS takes the signature for
/// five minutes. Fails with kInvalidArgument when the URL is none.
Result<void> sign_for_aws(HttpRequest& request, const AwsCredentials& credentials,
                          const AwsScope& scope, std::chrono::system_clock::time_point now);

}  // namespace modus::connect
