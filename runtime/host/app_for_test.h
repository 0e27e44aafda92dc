// SPDX-License-Identifier: Apache-2.0
// For tests of what functions are to a model: an app with some, and a caller that calls them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/guest/testing.h"
#include "runtime/host/caller_for_test.h"
#include "runtime/types/value_json.h"

namespace modus::host {

/// `add(a: i32, b: i32 = 1)`, `numbers(): Stream<i32>`, `strange$name()`, and `price(what: string)`
/// for models alone.
inline std::unique_ptr<guest::Convention> test_app() {
  const auto wasm =
      guest::build({.functions = R"((func (export "add") (param i32 i32) (result i32) (local.get 0))
                       (func (export "numbers") (result i32) (i32.const 0))
                       (func (export "strange$name"))
                       (func (export "_modus_tool_price") (param i32) (result f64) (f64.const 1)))",
                    .exports = R"({"add":{"parameters":[{"name":"a","type":"i32"},
                                           {"name":"b","type":"i32","default":1}],
                             "results":[{"type":"i32"}],"docs":{"lines":["Adds."]}},
                      "numbers":{"results":[{"type":
                          "~lib/@hypermode/modus-sdk-as/assembly/stream/Stream<i32>"}]},
                      "strange$name":{},
                      "_modus_tool_price":{"parameters":[{"name":"what",
                          "type":"~lib/string/String"}],"results":[{"type":"f64"}]}})",
                    .types = R"({"~lib/@hypermode/modus-sdk-as/assembly/stream/Stream<i32>":
                        {"id":7,"fields":[{"name":"value","type":"i32"}]}})"});
  auto module = guest::bed().engine().compile(wasm);
  EXPECT_TRUE(module) << module.error().describe();
  auto convention = guest::make_convention(**module);
  EXPECT_TRUE(convention) << convention.error().describe();
  return *std::move(convention);
}

/// Its functions give what the test says, soon, or never.
class AppCaller final : public TestCaller {
 public:
  explicit AppCaller(Loop& loop) : TestCaller(loop) {}

  const guest::Convention& convention() const override { return *app_; }
  Result<std::unique_ptr<functions::ChildCall>> call(
      functions::ChildRequest request,
      std::move_only_function<void(functions::CallOutcome)> done) override {
    auto child = std::make_unique<Child>(*this, std::move(done));
    json::Writer writer;
    types::write_json(writer, types::Value::list(request.arguments));
    root_of_last = request.context->root;
    calls.push_back(app_->exports()[request.function].name + writer.take());
    loop().post([this, weak = std::weak_ptr(child->self)] {
      const auto self = weak.lock();
      if (!self || never_ends) return;
      auto tell = std::move((*self)->done);
      tell(std::move(outcome));
    });
    return child;
  }

  functions::CallOutcome outcome;
  bool never_ends = false;
  std::vector<std::string> calls;
  std::string root_of_last;  // as the call was told
  int ended_early = 0;

 private:
  struct Child final : functions::ChildCall {
    Child(AppCaller& owner, std::move_only_function<void(functions::CallOutcome)> tell)
        : caller(owner), done(std::move(tell)) {}
    ~Child() override {
      if (done) ++caller.ended_early;
    }
    AppCaller& caller;
    std::move_only_function<void(functions::CallOutcome)> done;
    std::shared_ptr<Child*> self = std::make_shared<Child*>(this);
  };

  const std::unique_ptr<guest::Convention> app_ = test_app();
};

}  // namespace modus::host
