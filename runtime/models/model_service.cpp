// SPDX-License-Identifier: Apache-2.0
#include "runtime/models/model_service.h"

#include <fmt/format.h>

#include "runtime/models/prices.h"

#include "runtime/models/formats/formats.h"
#include "runtime/models/resilience/routing.h"

namespace modus::models {
namespace {

std::shared_ptr<const Format> format_at(local::Purpose purpose) {
  switch (purpose) {
    case local::Purpose::kChat: return find_format("openai-chat");
    case local::Purpose::kEmbeddings: return find_format("openai-embeddings");
    case local::Purpose::kClassification: return nullptr;
  }
  return nullptr;
}

Result<ModelEndpoint> resolve_local(const app::Model& model) {
  const auto purpose = local::purpose_of(model.path);
  if (!purpose) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" has the path \"{}\"; local models answer at "
                "\"v1/chat/completions\", \"v1/embeddings\" and \"v1/classify\" only",
                model.name, model.path);
  }
  if (purpose == local::Purpose::kClassification && model.labels.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                "the local model \"{}\" has the path \"{}\", but no \"labels\" in modus.json to "
                "choose from; add a list of them",
                model.name, model.path);
  }
  return ModelEndpoint{.model = model.name,
                       .connection = model.connection,
                       .source_model = model.source_model,
                       .url = {},
                       .headers = {},
                       .secret_variables = {},
                       .secrets = {},
                       .purpose = *purpose,
                       .format = format_at(*purpose),
                       .labels = model.labels};
}

// The address without what its query may hold: secrets.
std::string_view public_address(const ModelEndpoint& endpoint) {
  return std::string_view(endpoint.url).substr(0, endpoint.url.find('?'));
}

// Some of it is to outlive the process.
bool is_kept(const app::ModelBudget& budget) {
  return !budget.of(app::BudgetPeriod::kHour).is_unlimited() ||
         !budget.of(app::BudgetPeriod::kDay).is_unlimited();
}

// The key of the first allowance of dollars, or nothing.
std::string key_of_dollars(const app::ModelBudget& budget, std::string_view of) {
  for (std::size_t i = 0; i < app::kBudgetPeriods; ++i) {
    if (budget.allowances[i].nanodollars)
      return fmt::format("{}budget.{}.dollars", of, app::kBudgetPeriodNames[i].key);
  }
  return {};
}

// Where the model's requests go, as far as it tells the provider.
std::string address_of(const app::Manifest& manifest, const app::Model& model) {
  if (is_local(manifest, model)) return {};
  const app::Connection* connection = manifest.find_connection(model.connection);
  if (connection == nullptr) return model.connection;
  return connection->endpoint.empty() ? connection->base_url : connection->endpoint;
}

Result<void> check_price(const app::Manifest& manifest, const app::Model& model) {
  if (model.is_route()) return {};
  std::string key = key_of_dollars(model.policy.budget, fmt::format("models.{}.", model.name));
  if (key.empty()) key = key_of_dollars(manifest.budget, "");
  if (key.empty() || price_of(model, address_of(manifest, model))) return {};
  return fail(
      ErrorCode::kInvalidArgument,
      "modus.json: {0} cannot be kept: the price of \"{2}\" (the model \"{1}\") is not "
      "among the list prices of {3}; set models.{1}.price, in dollars for a million tokens: "
      "{{\"input\": …, \"output\": …}}",
      key, model.name, model.source_model, kPricesDate);
}

}  // namespace

ModelService::ModelService(ModelServiceOptions options, Log& log)
    : stage_(options.stage),
      log_(log),
      http_(options.stage, options.http_limits, log),
      local_models_(std::move(options.local), log),
      local_(local_models_, std::move(options.app_folder), options.stage, options.local_limits,
             log),
      stacks_(std::move(options.surroundings), std::move(options.data_directory), log) {}

Result<ModelEndpoint> ModelService::endpoint_of(const app::Manifest& manifest,
                                                const app::Environment& environment,
                                                const app::Model& model) const {
  if (is_local(manifest, model)) return resolve_local(model);
  return resolve_endpoint(manifest, environment, model, stage_);
}

Result<std::shared_ptr<const Format>> ModelService::format_of(const app::Manifest& manifest,
                                                              const app::Environment& environment,
                                                              std::string_view model) const {
  MODUS_TRY(found, find_model(manifest, model));
  const auto all = resilience::models_to_ask(manifest, *found, stacks_.surroundings());
  auto endpoint = endpoint_of(manifest, environment, *all.front());
  for (std::size_t i = 1; i < all.size() && !endpoint; ++i)
    endpoint = endpoint_of(manifest, environment, *all[i]);
  if (!endpoint) return std::unexpected(endpoint.error());
  if (endpoint->format) return endpoint->format;
  return fail(ErrorCode::kInvalidArgument,
              "the address of the model \"{0}\" does not tell which format it speaks; set "
              "models.{0}.format in modus.json",
              endpoint->model);
}

resilience::Candidate ModelService::candidate(const app::Manifest& manifest,
                                              const app::Environment& environment,
                                              const app::Model& model) {
  const bool here = is_local(manifest, model);
  auto endpoint = endpoint_of(manifest, environment, model);
  if (!endpoint) return {model.name, std::move(endpoint), nullptr};
  Provider& base = here ? static_cast<Provider&>(local_) : http_;
  auto stack = stacks_.of(model, here ? std::string_view() : public_address(*endpoint), base,
                          manifest.budget);
  return {model.name, std::move(endpoint), std::move(stack)};
}

Result<void> ModelService::prepare(const app::Manifest& manifest) {
  bool is_any_kept = is_kept(manifest.budget);
  for (const app::Model& model : manifest.models) {
    is_any_kept = is_any_kept || is_kept(model.policy.budget);
    MODUS_CHECK(check_price(manifest, model));
  }
  if (is_any_kept) stacks_.ledgers().keep();
  return {};
}

ModelOperation ModelService::invoke(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, CallTerms terms, Done done) {
  return stream(client, manifest, environment, model, std::move(input), std::move(terms), nullptr,
                std::move(done));
}

ModelOperation ModelService::stream(connect::HttpClient& client, const app::Manifest& manifest,
                                    const app::Environment& environment, std::string_view model,
                                    std::string input, CallTerms terms, OnDelta on_delta,
                                    Done done) {
  const auto found = find_model(manifest, model);
  if (!found) return fail_later(client.loop(), found.error(), std::move(done));
  std::vector<resilience::Candidate> candidates;
  for (const app::Model* each :
       resilience::models_to_ask(manifest, **found, stacks_.surroundings()))
    candidates.push_back(candidate(manifest, environment, *each));
  return resilience::ask_in_turn(client, std::move(candidates),
                                 {.asked = std::string(model),
                                  .body = std::move(input),
                                  .deadline = terms.deadline,
                                  .patience = terms.patience,
                                  .account = std::move(terms.account),
                                  .trace = std::move(terms.trace),
                                  .on_delta = std::move(on_delta)},
                                 log_, std::move(done));
}

}  // namespace modus::models
