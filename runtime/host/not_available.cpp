// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/not_available.h"

namespace modus::host {
namespace {

struct Declared {
  std::string_view name;
  std::size_t arity;
  std::string_view service;
};

constexpr Declared kDeclared[] = {
    {"modus_sql_client.executeQuery", 4, "SQL databases"},
    {"modus_dgraph_client.executeQuery", 2, "Dgraph"},
    {"modus_dgraph_client.alterSchema", 2, "Dgraph"},
    {"modus_dgraph_client.dropAttribute", 2, "Dgraph"},
    {"modus_dgraph_client.dropAllData", 1, "Dgraph"},
    {"modus_neo4j_client.executeQuery", 4, "Neo4j"},
    {"modus_agents.startAgent", 1, "agents"},
    {"modus_agents.stopAgent", 1, "agents"},
    {"modus_agents.getAgentInfo", 1, "agents"},
    {"modus_agents.listAgents", 0, "agents"},
    {"modus_agents.sendMessage", 4, "agents"},
    {"modus_agents.publishEvent", 3, "agents"},
};

class NotAvailable final : public HostFunction {
 public:
  explicit NotAvailable(const Declared& declared) : declared_(declared) {}

  std::string_view name() const override { return declared_.name; }
  std::size_t arity() const override { return declared_.arity; }
  CallTexts texts() const override { return {.failed = "Service not available."}; }

  void call(const std::shared_ptr<functions::HostRequest>& request) const override {
    auto done = std::move(request->done);
    done(fail(ErrorCode::kUnavailable,
              "{} cannot be called: {} are not available yet in version " MODUS_VERSION
              " of this runtime",
              declared_.name, declared_.service));
  }

 private:
  const Declared& declared_;
};

}  // namespace

std::vector<std::unique_ptr<HostFunction>> make_functions_not_available() {
  std::vector<std::unique_ptr<HostFunction>> functions;
  for (const Declared& declared : kDeclared)
    functions.push_back(std::make_unique<NotAvailable>(declared));
  return functions;
}

}  // namespace modus::host
