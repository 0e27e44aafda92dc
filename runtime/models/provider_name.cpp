// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/provider_name.h"

#include <algorithm>
#include <array>

namespace modus::models {
namespace {

struct Host {
  std::string_view begin;
  std::string_view end;
  std::string_view provider;
};
// https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
constexpr std::array kHosts{
    Host{"", "api.openai.com", "openai"},
    Host{"", "api.anthropic.com", "anthropic"},
    Host{"", "generativelanguage.googleapis.com", "gcp.gemini"},
    Host{"", "aiplatform.googleapis.com", "gcp.vertex_ai"},
    Host{"bedrock-runtime", ".amazonaws.com", "aws.bedrock"},
    Host{"", ".openai.azure.com", "azure.ai.openai"},
    Host{"", ".inference.ai.azure.com", "azure.ai.inference"},
    Host{"", "api.mistral.ai", "mistral_ai"},
    Host{"", "api.groq.com", "groq"},
    Host{"", "api.deepseek.com", "deepseek"},
    Host{"", "api.x.ai", "x_ai"},
    Host{"", "api.perplexity.ai", "perplexity"},
    Host{"", "api.cohere.com", "cohere"},
};

std::string_view host_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  address.remove_prefix(address.rfind('@') + 1);  // npos + 1 is 0
  return address.substr(0, address.find(':'));
}

}  // namespace

std::string_view known_provider(std::string_view address) {
  if (address.empty()) return kLocalProvider;
  const std::string_view host = host_of(address);
  const auto known = std::ranges::find_if(kHosts, [&](const Host& each) {
    return host.starts_with(each.begin) && host.ends_with(each.end);
  });
  return known == kHosts.end() ? std::string_view() : known->provider;
}

std::string provider_name(std::string_view connection, std::string_view address) {
  const std::string_view known = known_provider(address);
  return std::string(known.empty() ? connection : known);
}

}  // namespace modus::models
