// SPDX-License-Identifier: Apache-2.0
#include "runtime/app/manifest.h"

#include <gtest/gtest.h>

namespace modus::app {
namespace {

using namespace std::chrono_literals;

std::string error_of(std::string_view text) {
  const auto manifest = Manifest::parse(text);
  return manifest ? "no error" : manifest.error().message();
}

/// The error of a manifest that has one model "llm", and connections to an http base, an http
/// endpoint and a database.
std::string model_error(std::string_view model) {
  return error_of(fmt::format(
      R"({{"models": {{"llm": {}}}, "connections": {{
        "base": {{"type": "http", "baseUrl": "https://a.example/"}},
        "whole": {{"type": "http", "endpoint": "https://a.example/x"}},
        "db": {{"type": "postgresql", "connString": "postgresql://h/d"}}}}}})",
      model));
}

std::string connection_error(std::string_view connection) {
  return error_of(fmt::format(R"({{"connections": {{"c": {}}}}})", connection));
}

TEST(Manifest, ReadsTheFormatOfAModelAndTheSigningOfAConnection) {
  const auto manifest = Manifest::parse(R"({
    "models": {"a": {"connection": "c", "path": "p", "format": "gemini"},
               "b": {"connection": "c", "path": "p", "format": {
                 "request": {"body": {"x": 1}, "members": {"text": "/q"}},
                 "response": {"text": "/a"},
                 "stream": {"pathSuffix": "/live", "text": "/d"}}}},
    "connections": {"c": {"type": "http", "baseUrl": "https://a.example/",
                          "aws": {"region": "eu-west-1"}}}})");
  ASSERT_TRUE(manifest) << manifest.error().message();
  EXPECT_EQ(manifest->models[0].format, "gemini");
  EXPECT_EQ(manifest->models[0].mapping, nullptr);
  ASSERT_NE(manifest->models[1].mapping, nullptr);
  const FormatMapping& mapping = *manifest->models[1].mapping;
  EXPECT_EQ(mapping.request, (std::vector<MappedMember>{{.from = "text", .to = "/q"}}));
  EXPECT_EQ(mapping.stream_suffix, "/live");
  EXPECT_EQ(manifest->connections[0].aws->region, "eu-west-1");
  EXPECT_EQ(manifest->connections[0].aws->service, "bedrock");
}

TEST(Manifest, SaysWhatIsWrongWithAFormat) {
  const auto format_error = [](std::string_view format) {
    return model_error(fmt::format(R"({{"connection":"base","path":"p","format":{}}})", format));
  };
  EXPECT_TRUE(format_error(R"("telepathy")")
                  .starts_with(R"(modus.json: models.llm.format is "telepathy"; allowed: )"
                               R"("openai-chat", )"));
  EXPECT_EQ(format_error("3"), "modus.json: models.llm.format must be a string");
  EXPECT_EQ(format_error("{}"), "modus.json: models.llm.format.request is missing");
  EXPECT_EQ(format_error(R"({"request":{"members":{"model":"/m"}}})"),
            R"(modus.json: models.llm.format.request.members must say where "text" or "messages" )"
            "go");
  EXPECT_EQ(format_error(R"({"request":{"members":{"text":"q"}}})"),
            R"(modus.json: models.llm.format.request.members.text is "q"; a place is a JSON )"
            R"(Pointer such as "/choices/0/text")");
  EXPECT_EQ(format_error(R"({"request":{"members":{"text":"/q"}},"response":{}})"),
            "modus.json: models.llm.format.response.text is missing: where is the text?");
}

TEST(Manifest, ReadsEverySection) {
  const auto manifest = Manifest::parse(R"({
    // as an editor writes it
    "$schema": "https://schema.example/modus.json",
    "endpoints": {"default": {"type": "graphql", "path": "/graphql", "auth": "bearer-token"},
                  "open": {"type": "graphql", "path": "/open", "auth": "none"}},
    "models": {
      "llm": {"sourceModel": "gpt", "connection": "open-ai", "path": "v1/chat"},
      "small": {"sourceModel": "smollm2", "connection": "local", "labels": ["b", "a"]},
      "hub": {"sourceModel": "m/x", "provider": "hugging-face", "connection": "hypermode"},
    },
    "connections": {
      "open-ai": {"type": "http", "baseUrl": "https://api.example.com/",
                  "headers": {"Authorization": "Bearer {{KEY}}", "X-B": "b"},
                  "queryParameters": {"v": "1"}},
      "graph": {"type": "dgraph", "grpcTarget": "localhost:9080", "key": "{{K}}"},
      "neo": {"type": "neo4j", "dbUri": "bolt://h", "username": "u", "password": "{{P}}"},
    },
    /* ours */
    "limits": {"timeoutMs": 5000, "concurrentCalls": 20},
    "compat": {"guestEnvironment": true},
  })");
  ASSERT_TRUE(manifest) << manifest.error().message();
  ASSERT_EQ(manifest->endpoints.size(), 2u);
  EXPECT_EQ(manifest->endpoints[0].name, "default");
  EXPECT_EQ(manifest->endpoints[0].path, "/graphql");
  EXPECT_EQ(manifest->endpoints[0].auth, Auth::kBearerToken);
  EXPECT_EQ(manifest->endpoints[1].auth, Auth::kNone);
  ASSERT_NE(manifest->find_model("llm"), nullptr);
  EXPECT_EQ(manifest->find_model("llm")->path, "v1/chat");
  EXPECT_EQ(manifest->find_model("hub")->provider, "hugging-face");
  EXPECT_EQ(manifest->find_model("small")->labels, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(manifest->find_model("LLM"), nullptr);
  const Connection* open_ai = manifest->find_connection("open-ai");
  ASSERT_NE(open_ai, nullptr);
  EXPECT_EQ(open_ai->type, ConnectionType::kHttp);
  ASSERT_EQ(open_ai->headers.size(), 2u);
  EXPECT_EQ(open_ai->headers[0].first, "Authorization");
  EXPECT_EQ(open_ai->headers[0].second, "Bearer {{KEY}}");
  EXPECT_EQ(open_ai->query_parameters[0].second, "1");
  EXPECT_EQ(manifest->find_connection("graph")->settings.at("key"), "{{K}}");
  EXPECT_EQ(manifest->find_connection("neo")->settings.size(), 3u);
  EXPECT_EQ(manifest->limits[Limit::kTimeoutMs], 5000u);
  EXPECT_EQ(manifest->limits[Limit::kConcurrentCalls], 20u);
  EXPECT_FALSE(manifest->limits[Limit::kMemoryBytes]);
  EXPECT_TRUE(manifest->guest_environment);
}

TEST(Manifest, ReadsWhatAnEndpointGrants) {
  const auto manifest = Manifest::parse(R"({"endpoints": {
    "a": {"type": "graphql", "path": "/a", "auth": "none"},
    "b": {"type": "graphql", "path": "/b", "auth": "none", "introspection": false,
          "incremental": true, "batch": 10, "persistedQueries": "trusted",
          "trustedDocuments": "clients/queries.json"}}})");
  ASSERT_TRUE(manifest) << manifest.error().describe();
  const Endpoint& a = manifest->endpoints[0];
  EXPECT_EQ(a.introspection, std::nullopt);
  EXPECT_FALSE(a.incremental);
  EXPECT_EQ(a.batch, 0u);
  EXPECT_EQ(a.persisted_queries, PersistedQueries::kAutomatic);
  const Endpoint& b = manifest->endpoints[1];
  EXPECT_EQ(b.introspection, false);
  EXPECT_TRUE(b.incremental);
  EXPECT_EQ(b.batch, 10u);
  EXPECT_EQ(b.persisted_queries, PersistedQueries::kTrusted);
  EXPECT_EQ(b.trusted_documents, "clients/queries.json");
  EXPECT_EQ(manifest->files(), std::vector<std::string>{"clients/queries.json"});
}

TEST(Manifest, ReadsStaticSites) {
  const auto manifest = Manifest::parse(R"({"endpoints": {
    "api": {"type": "graphql", "path": "/graphql", "auth": "none"},
    "page": {"type": "static", "path": "/", "folder": "web"},
    "docs": {"type": "static", "path": "/docs", "folder": "web/docs/", "auth": "none"}}})");
  ASSERT_TRUE(manifest) << manifest.error().describe();
  EXPECT_EQ(manifest->endpoints.size(), 1u);
  EXPECT_EQ(manifest->sites.at(0).path, "/");
  EXPECT_EQ(manifest->sites.at(1).path, "/docs/");
  EXPECT_EQ(manifest->folders(), (std::vector<std::string>{"web", "web/docs/"}));
}

TEST(Manifest, ChecksStaticSites) {
  const auto site_error = [](std::string_view rest) {
    return error_of(
        fmt::format(R"({{"endpoints": {{"p": {{"type": "static", "path": "/p", {}}}}}}})", rest));
  };
  EXPECT_EQ(site_error(R"("folder": "web")"), "no error");
  EXPECT_EQ(site_error(R"("auth": "none")"), "modus.json: endpoints.p.folder is missing");
  for (const std::string_view folder : {"..", "/etc", "a/../..", ".", "a/..", "./", "build/x"}) {
    EXPECT_EQ(
        site_error(fmt::format(R"("folder": "{}")", folder)),
        fmt::format(R"(modus.json: endpoints.p.folder is "{}"; it must be a folder of its own )"
                    "below that of modus.json",
                    folder));
  }
  EXPECT_EQ(site_error(R"("folder": "web", "auth": "bearer-token")"),
            R"(modus.json: endpoints.p.auth is "bearer-token"; allowed: "none")");
  EXPECT_EQ(error_of(R"({"endpoints": {"a": {"type": "static", "path": "/g", "folder": "a"},
                                       "b": {"type": "static", "path": "/g/", "folder": "b"}}})"),
            R"(modus.json: endpoints.b.path is "/g/", which endpoints.a has already)");
}

TEST(Manifest, KeysIgnoreCaseAndAnEmptyManifestIsOne) {
  const auto manifest = Manifest::parse(
      "\xef\xbb\xbf"
      R"({"Endpoints": {"a": {"TYPE": "graphql", "Path": "/x", "auth": "none"}}})");
  ASSERT_TRUE(manifest) << manifest.error().message();
  EXPECT_EQ(manifest->endpoints.at(0).path, "/x");
  const auto empty = Manifest::parse(R"({"models": null, "collections": {"old": 1}})");
  ASSERT_TRUE(empty);
  EXPECT_FALSE(empty->limits[Limit::kTimeoutMs]);
  EXPECT_FALSE(empty->guest_environment);
}

TEST(Manifest, NamesThePlaceOfSyntaxAndKindErrors) {
  EXPECT_EQ(error_of("{\n  \"a\": x}").substr(0, 20), "modus.json: line 2, ");
  EXPECT_EQ(error_of("[]"), "modus.json must hold an object");
  EXPECT_EQ(error_of(R"({"models": []})"), "modus.json: models must be an object");
  EXPECT_EQ(model_error(R"({"connection": 5})"),
            "modus.json: models.llm.connection must be a string");
  EXPECT_EQ(model_error("3"), "modus.json: models.llm must be an object");
  EXPECT_EQ(model_error("{}"), "modus.json: models.llm.connection is missing");
  EXPECT_EQ(connection_error(R"({"type": "http", "endpoint": "http://h", "headers": {"A": 1}})"),
            "modus.json: connections.c.headers.A must be a string");
}

TEST(Manifest, ChecksNames) {
  const auto name_error = [](std::string_view name) {
    return error_of(fmt::format(
        R"({{"models": {{"{}": {{"connection": "local", "sourceModel": "m"}}}}}})", name));
  };
  for (std::string name : {"a", "A-1-b", "0"}) EXPECT_EQ(name_error(name), "no error") << name;
  EXPECT_EQ(name_error(std::string(63, 'x')), "no error");
  for (std::string name : {"", "-a", "a-", "a--b", "a_b", "a b", "ä"})
    EXPECT_TRUE(name_error(name).starts_with("modus.json: models holds the name \"" + name + "\""))
        << name_error(name);
  EXPECT_NE(name_error(std::string(64, 'x')), "no error");
}

TEST(Manifest, ChecksEndpoints) {
  const auto endpoint_error = [](std::string_view endpoint) {
    return error_of(fmt::format(R"({{"endpoints": {{"e": {}}}}})", endpoint));
  };
  EXPECT_EQ(endpoint_error(R"({"type": "rest", "path": "/", "auth": "none"})"),
            R"(modus.json: endpoints.e.type is "rest"; allowed: "graphql", "static")");
  EXPECT_EQ(endpoint_error(R"({"type": "graphql", "path": "/", "auth": "basic"})"),
            R"(modus.json: endpoints.e.auth is "basic"; allowed: "none", "bearer-token")");
  EXPECT_EQ(endpoint_error(R"({"type": "graphql", "path": "/"})"),
            R"(modus.json: endpoints.e.auth is missing; allowed: "none", "bearer-token")");
  EXPECT_EQ(endpoint_error(R"({"type": "graphql", "path": "x", "auth": "none"})"),
            R"(modus.json: endpoints.e.path is "x"; it must begin with "/" and hold no spaces)");
  EXPECT_NE(endpoint_error(R"({"type": "graphql", "path": "/health", "auth": "none"})"),
            "no error");
  const auto grants_error = [&](std::string_view grants) {
    return endpoint_error(
        fmt::format(R"({{"type": "graphql", "path": "/g", "auth": "none", {}}})", grants));
  };
  EXPECT_EQ(grants_error(R"("batch": 1001)"),
            "modus.json: endpoints.e.batch is 1001; it must be a whole number from 0 to 1000");
  EXPECT_EQ(grants_error(R"("persistedQueries": "on")"),
            R"(modus.json: endpoints.e.persistedQueries is "on"; allowed: "off", "automatic", )"
            R"("trusted")");
  EXPECT_EQ(grants_error(R"("persistedQueries": "trusted")"),
            R"(modus.json: endpoints.e.trustedDocuments is missing; "persistedQueries": "trusted" )"
            R"(needs the file that lists them)");
  EXPECT_EQ(grants_error(R"("trustedDocuments": "a.json")"),
            R"(modus.json: endpoints.e.trustedDocuments is used only with "persistedQueries": )"
            R"("trusted")");
  for (std::string_view file : {"../a.json", "/a.json", "b/../../a.json"})
    EXPECT_EQ(grants_error(
                  fmt::format(R"("persistedQueries": "trusted", "trustedDocuments": "{}")", file)),
              fmt::format(R"(modus.json: endpoints.e.trustedDocuments is "{}"; it must be a path )"
                          R"(below the folder of modus.json)",
                          file));
  EXPECT_EQ(error_of(R"({"endpoints": {"a": {"type": "graphql", "path": "/g", "auth": "none"},
                                       "b": {"type": "graphql", "path": "/g", "auth": "none"}}})"),
            R"(modus.json: endpoints.b.path is "/g", which endpoints.a has already)");
}

TEST(Manifest, ChecksModelsAgainstTheirConnections) {
  EXPECT_EQ(model_error(R"({"connection": "base", "path": "p"})"), "no error");
  EXPECT_EQ(model_error(R"({"connection": "whole"})"), "no error");
  EXPECT_EQ(model_error(R"({"connection": "nope"})"),
            R"(modus.json: models.llm.connection is "nope", but there is no such connection; )"
            R"(there are "local", "hypermode", "base", "whole", "db")");
  EXPECT_EQ(model_error(R"({"connection": "db"})"),
            R"(modus.json: models.llm.connection is "db", a connection of type "postgresql"; )"
            R"(a model needs "http")");
  EXPECT_EQ(model_error(R"({"connection": "base"})"),
            R"(modus.json: models.llm.path is missing; the connection "base" has a baseUrl to )"
            R"(add it to)");
  EXPECT_EQ(model_error(R"({"connection": "whole", "path": "p"})"),
            R"(modus.json: models.llm.path is not allowed: the endpoint of the connection "whole" )"
            R"(is a whole URL)");
  EXPECT_EQ(model_error(R"({"connection": "local"})"),
            R"(modus.json: models.llm.sourceModel is missing; the connection "local" needs it)");
  EXPECT_EQ(model_error(R"({"connection": "local", "sourceModel": "m", "path": "v1"})"),
            "no error");
  EXPECT_EQ(model_error(R"({"connection": "local", "sourceModel": "m", "labels": ["a", 1]})"),
            "modus.json: models.llm.labels must be an array of strings");
  EXPECT_EQ(model_error(R"({"connection": "whole", "labels": ["a"]})"),
            R"(modus.json: models.llm.labels are allowed only with the connection "local")");
  EXPECT_EQ(model_error(R"({"connection": "hypermode", "sourceModel": "m"})"),
            R"(modus.json: models.llm.provider must be "hugging-face" with the connection )"
            R"("hypermode")");
  EXPECT_EQ(model_error(R"({"connection": "whole", "provider": "p"})"),
            R"(modus.json: models.llm.provider is allowed only with the connection "hypermode")");
}

TEST(Manifest, ChecksConnections) {
  EXPECT_EQ(connection_error(R"({"type": "redis"})"),
            R"(modus.json: connections.c.type is "redis"; allowed: "http", "postgresql", "mysql", )"
            R"("dgraph", "neo4j")");
  const std::string one_of =
      "modus.json: connections.c must have exactly one of baseUrl and endpoint";
  EXPECT_EQ(connection_error(R"({"type": "http"})"), one_of);
  EXPECT_EQ(connection_error(R"({"type": "http", "baseUrl": "http://a/", "endpoint": "http://a"})"),
            one_of);
  EXPECT_EQ(connection_error(R"({"type": "http", "baseUrl": "https://a.example/v1"})"),
            R"(modus.json: connections.c.baseUrl is "https://a.example/v1"; add the "/" it must )"
            R"(end with: "https://a.example/v1/")");
  for (std::string url : {"ftp://a/", "https://", "https:///", "https://a b/", "x"})
    EXPECT_TRUE(connection_error(fmt::format(R"({{"type": "http", "baseUrl": "{}"}})", url))
                    .starts_with(fmt::format(
                        R"(modus.json: connections.c.baseUrl is "{}"; it must be a URL)", url)))
        << url;
  EXPECT_EQ(connection_error(R"({"type": "mysql"})"),
            "modus.json: connections.c.connString is missing");
  EXPECT_EQ(connection_error(R"({"type": "neo4j"})"), "modus.json: connections.c.dbUri is missing");
  EXPECT_EQ(connection_error(R"({"type": "dgraph", "connString": "a", "grpcTarget": "b"})"),
            "modus.json: connections.c must have exactly one of connString and grpcTarget");
  EXPECT_NE(error_of(R"({"connections": {"hypermode": {"type": "http", "endpoint": "http://a"}}})"),
            "no error");
}

TEST(Manifest, ChecksLimits) {
  for (std::string value : {"0", "-1", "\"1\"", "86400001", "true", "[1]"})
    EXPECT_EQ(error_of(fmt::format(R"({{"limits": {{"timeoutMs": {}}}}})", value)),
              fmt::format("modus.json: limits.timeoutMs is {}; it must be a whole number from 1 to "
                          "86400000",
                          value));
  for (const LimitRule& rule : kLimitRules) {
    const auto with = [&](auto value) {
      return error_of(fmt::format(R"({{"limits": {{"{}": {}}}}})", rule.key, value));
    };
    EXPECT_EQ(with(rule.least), "no error");
    EXPECT_EQ(with(rule.most), "no error");
    for (const std::uint64_t value : {rule.least - 1, rule.most + 1}) {
      EXPECT_EQ(with(value),
                fmt::format("modus.json: limits.{} is {}; it must be a whole number from {} to {}",
                            rule.key, value, rule.least, rule.most));
    }
    EXPECT_NE(with("1.5"), "no error");
  }
  EXPECT_EQ(error_of(R"({"compat": {"guestEnvironment": 1}})"),
            "modus.json: compat.guestEnvironment must be true or false");
}

TEST(Model, HashMatchesTheContract) {
  const Model model{.name = "my-model",
                    .source_model = "my-source-model",
                    .provider = "my-provider",
                    .connection = "my-connection",
                    .path = "path/to/my-model"};
  EXPECT_EQ(model.hash(), "180de1ebfbaeb038682a121cec743809d22e07c8dcedbfcfe14b9b3329774aea");
}

/// The policy of a model "llm" with these further members.
Result<ModelPolicy> policy_of(std::string_view members) {
  const auto manifest = Manifest::parse(fmt::format(
      R"({{"models": {{"llm": {{"connection": "local", "sourceModel": "m"{}}}}}}})", members));
  if (!manifest) return std::unexpected(manifest.error());
  return manifest->models[0].policy;
}

TEST(ModelPolicyTest, HasDefaults) {
  const auto policy = policy_of("");
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->timeouts.connect, 10s);
  EXPECT_EQ(policy->timeouts.first_byte, 120s);
  EXPECT_EQ(policy->timeouts.total, 600s);
  EXPECT_EQ(policy->retries.max, 2u);
  EXPECT_EQ(policy->retries.base, 500ms);
  EXPECT_EQ(policy->retries.most, 8s);
  EXPECT_EQ(policy->breaker.failures, 5u);
  EXPECT_EQ(policy->breaker.window, 30s);
  EXPECT_EQ(policy->breaker.open, 10s);
  EXPECT_EQ(policy->limits, ModelLimits());
  EXPECT_FALSE(policy->cache);
}

TEST(ModelPolicyTest, ReadsEveryKey) {
  const auto policy = policy_of(R"(,
    "timeouts": {"connectMs": 1, "firstByteMs": 2, "totalMs": 3},
    "retries": {"max": 0, "baseMs": 4, "mostMs": 5},
    "breaker": {"failures": 6, "windowMs": 7, "openMs": 8},
    "limits": {"concurrent": 9, "requestsPerMinute": 10},
    "cache": {"ttlSeconds": 11, "store": "sqlite", "maxBytes": 12})");
  ASSERT_TRUE(policy) << policy.error().message();
  EXPECT_EQ(policy->timeouts, (ModelTimeouts{1ms, 2ms, 3ms}));
  EXPECT_EQ(policy->retries, (ModelRetries{0, 4ms, 5ms}));
  EXPECT_EQ(policy->breaker, (ModelBreaker{6, 7ms, 8ms}));
  EXPECT_EQ(policy->limits, (ModelLimits{9, 10}));
  EXPECT_EQ(policy->cache, (ModelCache{11s, CacheStore::kSqlite, 12}));
}

TEST(ModelPolicyTest, SaysWhatIsWrong) {
  const auto error = [](std::string_view members) { return policy_of(members).error().message(); };
  EXPECT_EQ(error(R"(, "timeouts": {"connectMs": 0})"),
            "modus.json: models.llm.timeouts.connectMs is 0; it must be a whole number from 1 to "
            "86400000");
  EXPECT_EQ(error(R"(, "retries": {"max": 21})"),
            "modus.json: models.llm.retries.max is 21; it must be a whole number from 0 to 20");
  EXPECT_EQ(error(R"(, "limits": {"concurrent": "x"})"),
            "modus.json: models.llm.limits.concurrent is \"x\"; it must be a whole number from 1 "
            "to 1000000");
  EXPECT_EQ(error(R"(, "cache": {})"), "modus.json: models.llm.cache.ttlSeconds is missing");
  EXPECT_EQ(error(R"(, "cache": {"ttlSeconds": 1, "store": "redis"})"),
            R"(modus.json: models.llm.cache.store is "redis"; allowed: "memory", "sqlite")");
  EXPECT_EQ(error(R"(, "breaker": 5)"), "modus.json: models.llm.breaker must be an object");
}

TEST(ModelPolicyTest, FindsSlipsInKeys) {
  const auto error = [](std::string_view members) { return policy_of(members).error().message(); };
  EXPECT_EQ(error(R"(, "timeouts": {"total": 1})"),
            R"(modus.json: models.llm.timeouts.total is not known; allowed: "connectMs", )"
            R"("firstByteMs", "totalMs")");
  for (const std::string_view key : {"retries", "breaker", "limits", "cache", "history"}) {
    EXPECT_TRUE(error(fmt::format(R"(, "{}": {{"slip": 1}})", key))
                    .starts_with(fmt::format("modus.json: models.llm.{}.slip is not known", key)));
  }
  EXPECT_EQ(error_of(R"({"compat": {"guestenv": true}})"),
            R"(modus.json: compat.guestenv is not known; allowed: "guestEnvironment")");
  EXPECT_TRUE(error_of(R"({"limits": {"timeout": 1}})")
                  .starts_with("modus.json: limits.timeout is not known; allowed: \"timeoutMs\","));
}

TEST(Manifest, NotesKeysThatHaveNoEffect) {
  const auto manifest = Manifest::parse(R"({"$schema": "x", "collections": {}, "Budget": {},
      "build": {"compiler": "go"},
      "budgets": {}, "models": {"llm": {"connection": "local", "sourceModel": "m", "retry": {}}}})");
  ASSERT_TRUE(manifest) << "as the original takes it";
  ASSERT_EQ(manifest->notes.size(), 2u);
  EXPECT_TRUE(manifest->notes[0].starts_with("modus.json: budgets is not known and has no effect"));
  EXPECT_TRUE(manifest->notes[1].starts_with("modus.json: models.llm.retry is not known"));
}

/// The error of a manifest with the models a, b (chat completions), m (messages), u (of an address
/// that tells nothing), and these.
std::string chain_error(std::string_view models) {
  return error_of(fmt::format(
      R"({{"models": {{
        "a": {{"connection": "local", "sourceModel": "m"}},
        "b": {{"connection": "base", "path": "v1/chat/completions?v=1"}},
        "m": {{"connection": "base", "path": "v1/messages"}},
        "u": {{"connection": "base", "path": "run"}}, {}}},
        "connections": {{"base": {{"type": "http", "baseUrl": "https://a.example/"}}}}}})",
      models));
}

TEST(ModelChainTest, ReadsRoutesAndFallbacks) {
  const auto manifest = Manifest::parse(R"({"models": {
    "a": {"connection": "local", "sourceModel": "m", "fallback": ["b", "r"]},
    "b": {"connection": "local", "sourceModel": "n"},
    "r": {"route": {"b": 3}}}})");
  ASSERT_TRUE(manifest) << manifest.error().message();
  EXPECT_EQ(manifest->models[0].fallback, (std::vector<std::string>{"b", "r"}));
  EXPECT_FALSE(manifest->models[0].is_route());
  EXPECT_TRUE(manifest->models[2].is_route());
  EXPECT_EQ(manifest->models[2].route[0], (std::pair<std::string, std::uint64_t>("b", 3)));
}

TEST(ModelChainTest, NamesWhatLeadsNowhere) {
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1, "nobody": 1}})"),
            R"(modus.json: models.x.route names "nobody", but there is no such model)");
  EXPECT_EQ(chain_error(R"("x": {"connection": "local", "sourceModel": "m", "fallback": ["c"]})"),
            R"(modus.json: models.x.fallback names "c", but there is no such model)");
}

TEST(ModelChainTest, NamesCircles) {
  EXPECT_EQ(chain_error(R"("x": {"route": {"x": 1}})"),
            "modus.json: models.x.route goes round in a circle: x → x");
  EXPECT_EQ(chain_error(R"("x": {"route": {"y": 1}}, "y": {"route": {"a": 1}, "fallback": ["x"]})"),
            "modus.json: models.y.fallback goes round in a circle: x → y → x");
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1, "b": 1}, "fallback": ["b"]})"), "no error");
}

TEST(ModelChainTest, NamesFormatsThatDiffer) {
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1, "b": 1, "u": 1}})"), "no error");
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1}, "fallback": ["m"]})"),
            R"(modus.json: models.x.fallback names "m", whose requests have another format )"
            R"(("…/messages" instead of "…/chat/completions"); requests are not converted)");
  EXPECT_EQ(chain_error(R"("x": {"connection": "local", "sourceModel": "m", "path": "v1/classify",
                                 "labels": ["l"], "fallback": ["a"]})"),
            R"(modus.json: models.x.fallback names "a", whose requests have another format )"
            R"(("…/chat/completions" instead of "…/classify"); requests are not converted)");
}

TEST(ModelChainTest, AnAddressDoesNotSpeakForAModelWhoseFormatIsGiven) {
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1, "own": 1}},
                           "own": {"connection": "base", "path": "v1/messages", "format": {
                             "request": {"members": {"text": "/q"}}, "response": {"text": "/a"}}})"),
            "no error");
}

TEST(ModelChainTest, SaysWhatIsWrongWithARoute) {
  EXPECT_EQ(chain_error(R"("x": {"route": {}})"), "modus.json: models.x.route must name a model");
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 0}})"),
            "modus.json: models.x.route.a is 0; it must be a whole number from 1 to 1000000");
  EXPECT_EQ(chain_error(R"("x": {"route": {"a": 1}, "cache": {"ttlSeconds": 1}})"),
            R"(modus.json: models.x.cache has no meaning beside "route"; it belongs to the models )"
            "there");
  EXPECT_EQ(chain_error(R"("x": {"connection": "local", "sourceModel": "m", "fallback": "a"})"),
            "modus.json: models.x.fallback must be an array of strings");
}

}  // namespace
}  // namespace modus::app
