// SPDX-License-Identifier: Apache-2.0
// A module declares the types of its imports itself, so a host function gets whatever a guest
// likes: it answers once, whatever that is.
#include <gtest/gtest.h>

#include <fcntl.h>

#include <array>
#include <future>
#include <limits>

#include "runtime/guest/testing.h"
#include "runtime/host/app_for_test.h"
#include "runtime/host/app_host.h"

namespace modus::host {
namespace {

using functions::HostRequest;
using types::Value;

constexpr std::array<std::string_view, 26> kFunctions = {"modus_dgraph_client.alterSchema",
                                                         "modus_dgraph_client.dropAllData",
                                                         "modus_dgraph_client.dropAttribute",
                                                         "modus_dgraph_client.executeQuery",
                                                         "modus_graphql_client.executeQuery",
                                                         "modus_http_client.fetch",
                                                         "modus_models.askModel",
                                                         "modus_models.closeStream",
                                                         "modus_models.getModelInfo",
                                                         "modus_models.invokeModel",
                                                         "modus_models.nextDelta",
                                                         "modus_models.streamModel",
                                                         "modus_models.streamWithTools",
                                                         "modus_neo4j_client.executeQuery",
                                                         "modus_secrets.getSecretValue",
                                                         "modus_sql_client.executeQuery",
                                                         "modus_system.getTimeInZone",
                                                         "modus_system.getTimeZoneData",
                                                         "modus_system.logMessage",
                                                         "modus_agents.startAgent",
                                                         "modus_agents.stopAgent",
                                                         "modus_agents.getAgentInfo",
                                                         "modus_agents.listAgents",
                                                         "modus_agents.sendMessage",
                                                         "modus_agents.publishEvent",
                                                         "modus_agents.nothing"};

class HostileArguments : public testing::Test {
 protected:
  HostileArguments() {
    auto manifest = app::Manifest::parse(R"({"models": {"llm": {"sourceModel": "gpt",
      "connection": "api", "path": "v1/chat/completions", "retries": {"max": 0}}}, "connections": {
      "api": {"type": "http", "baseUrl": "http://127.0.0.1:9/"},
      "graph": {"type": "http", "endpoint": "http://127.0.0.1:9/graphql"}}})");
    host_.emplace(HostServices{log_, journal_, clients_, service_},
                  std::make_shared<const app::Manifest>(manifest.value()),
                  std::make_shared<const app::Environment>(app::Environment::Variables{}));
    fill();
  }

  // Values of every kind, and such as look like what functions want.
  void fill() {
    for (const std::string_view json :
         {"null",
          "true",
          "-1",
          "7",
          "18446744073709551615",
          "1e308",
          "\"\"",
          "\"llm\"",
          "\"graph\"",
          "\"tzif\"",
          "\"{}\"",
          "\"[]\"",
          "\"{\\\"messages\\\":[]}\"",
          "\"http://127.0.0.1:9/\"",
          "\"\\u0000\"",
          "[]",
          "[null,1,\"x\"]",
          "{}",
          "[[[[]]]]",
          R"(["add","add","nothing","strange$name"])",
          R"({"url":"http://127.0.0.1:9/","method":"get /","headers":7,"body":[]})",
          R"({"url":"http://127.0.0.1:9/","method":"GET","timeout":-1,"headers":{"data":[
            {"key":"k","value":{"name":"n","values":[1,null,"a\r\nb"]}},null,{"value":null}]}})",
          R"({"url":{},"method":null,"timeout":9223372036854775807,"headers":{"data":{}}})"})
      values_.push_back(guest::value_of(json, arena_));
    values_.emplace_back();
    values_.push_back(Value::number(std::numeric_limits<double>::quiet_NaN()));
    values_.push_back(Value::string("\xff\xfe not UTF-8 \xc0"));
  }

  ~HostileArguments() override { loops_.stop(); }

  void run(std::move_only_function<void()> task) {
    std::promise<void> ran;
    loops_[0].post([&] {
      task();
      ran.set_value();
    });
    ran.get_future().wait();
  }

  // Whether it was answered, once.
  bool is_answered(std::string_view name, std::vector<Value> arguments) {
    std::promise<void> answered;
    int answers = 0;
    auto request = std::make_shared<HostRequest>();
    request->caller = &caller_;
    request->name = name;
    request->arguments = std::move(arguments);
    request->done = [&](const Result<Value>&) {
      if (++answers == 1) answered.set_value();
    };
    run([&] { host_->call(request); });
    const auto waited = answered.get_future().wait_for(std::chrono::seconds(20));
    run([&] {
      if (request->cancel) std::exchange(request->cancel, nullptr)();
      request->done = nullptr;
      caller_.state().clear();
    });
    return waited == std::future_status::ready && answers == 1;
  }

  types::Arena arena_;
  std::vector<Value> values_;
  Log log_{{.descriptor = ::open("/dev/null", O_WRONLY | O_CLOEXEC)}};
  Journal journal_{{}};
  LoopThreads loops_{1};
  AppCaller caller_{loops_[0]};
  LoopClients clients_{loops_};
  models::ModelService service_{
      {.app_folder = "/", .local = {}, .http_limits = {}, .local_limits = {}}, log_};
  std::optional<AppHost> host_;
};

TEST_F(HostileArguments, AreAnsweredOnce) {
  std::size_t known = 0;
  for (const std::string_view name : kFunctions) {
    if (!host_->provides(name)) continue;
    ++known;
    EXPECT_TRUE(is_answered(name, {})) << name;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      std::vector<Value> arguments;
      for (std::size_t place = 0; place < 6; ++place)
        arguments.push_back(values_[(i + place * (i % 5)) % values_.size()]);
      EXPECT_TRUE(is_answered(name, arguments)) << name << " " << i;
      arguments[0] = Value::string("llm");
      EXPECT_TRUE(is_answered(name, arguments)) << name << " of llm, " << i;
    }
  }
  EXPECT_EQ(known, kFunctions.size() - 1);
}

}  // namespace
}  // namespace modus::host
