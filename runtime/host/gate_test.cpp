// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/gate.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include "runtime/host/caller_for_test.h"
#include "runtime/host/system.h"
#include "runtime/json/json.h"
#include "runtime/observe/trace/tracer.h"

namespace modus::host {
namespace {

using types::Value;

// Keeps its request, to be answered by the test.
class Slow final : public HostFunction {
 public:
  std::string_view name() const override { return "test.slow"; }
  std::size_t arity() const override { return 1; }
  Result<void> grant(const functions::HostRequest& request) const override {
    if (request.arguments[0].as_string() != "forbidden") return {};
    return fail(ErrorCode::kPermissionDenied, "not in modus.json");
  }
  void call(const std::shared_ptr<functions::HostRequest>& request) const override {
    request->cancel = [this] { cancelled = true; };
    pending = request;
  }
  mutable std::shared_ptr<functions::HostRequest> pending;
  mutable bool cancelled = false;
};

class GateTest : public testing::Test {
 protected:
  std::shared_ptr<functions::HostRequest> pass(const HostFunction& function,
                                               std::vector<Value> arguments) {
    auto request = std::make_shared<functions::HostRequest>();
    request->caller = &caller_;
    request->name = function.name();
    request->arguments = std::move(arguments);
    request->done = [this](Result<Value> answer) { answers_.push_back(std::move(answer)); };
    gate_.pass(function, request);
    return request;
  }

  Log log_{{.descriptor = ::open("/dev/null", O_WRONLY)}};
  std::vector<KeptRecord> records_;
  Journal journal_{reader_of(records_)};
  Gate gate_{log_, journal_};
  Loop loop_;
  TestCaller caller_{loop_};
  std::vector<Result<Value>> answers_;
  Slow slow_;
};

TEST_F(GateTest, JournalsAnAnswer) {
  const auto request = pass(slow_, {Value::string("a")});
  EXPECT_TRUE(records_.empty());
  auto done = std::move(request->done);
  done(Value::integer(7));
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0]->as_int(), 7);
  ASSERT_EQ(records_.size(), 1u);
  const auto record = json::parse(records_[0].json).value().as_object();
  EXPECT_EQ(record.at("v").as_int64(), 1);
  EXPECT_EQ(record.at("execution").as_string(), "execution");
  EXPECT_EQ(record.at("seq").as_int64(), 1);
  EXPECT_EQ(record.at("module").as_object().at("buildId").as_string(), "b1");
  EXPECT_EQ(record.at("call").as_string(), "test.slow");
  EXPECT_EQ(json::to_text(record.at("arguments")), R"(["a"])");
  EXPECT_EQ(record.at("result").as_int64(), 7);
  EXPECT_FALSE(record.contains("error"));
}

TEST_F(GateTest, JournalsWhichExecutionLedToTheCallers) {
  pass(slow_, {Value::string("forbidden")});
  EXPECT_FALSE(records_.at(0).json.contains("\"root\""));
  caller_.set_root("clients");
  pass(slow_, {Value::string("forbidden")});
  EXPECT_TRUE(records_.at(1).json.contains(R"("execution":"execution","root":"clients","seq":2)"));
}

TEST_F(GateTest, JournalsWhatTheFunctionLearned) {
  const auto request = pass(slow_, {Value::string("a")});
  request->attributes.emplace_back("attempts", "3");
  auto done = std::move(request->done);
  done(Value::integer(7));
  EXPECT_TRUE(records_.at(0).json.ends_with(R"("attributes":{"attempts":"3"}})"));
}

TEST_F(GateTest, RefusesWhatIsNotGranted) {
  pass(slow_, {Value::string("forbidden")});
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].error().code(), ErrorCode::kPermissionDenied);
  EXPECT_FALSE(slow_.pending);
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_EQ(records_[0].error->code(), ErrorCode::kPermissionDenied);
  ASSERT_EQ(caller_.messages.size(), 1u);
  EXPECT_EQ(caller_.messages[0].text, "not in modus.json");
}

TEST_F(GateTest, RefusesWhatComesTooLate) {
  caller_.set_deadline(Deadline::after(std::chrono::seconds(-1)));
  pass(slow_, {Value::string("a")});
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].error().code(), ErrorCode::kDeadlineExceeded);
}

TEST_F(GateTest, RefusesTooFewArguments) {
  pass(slow_, {});
  ASSERT_EQ(answers_.size(), 1u);
  EXPECT_EQ(answers_[0].error().code(), ErrorCode::kInvalidArgument);
}

TEST_F(GateTest, TracesWhatPasses) {
  observe::Tracer tracer({}, [] {});
  const observe::TraceContext function{
      .trace_id = observe::make_trace_id(), .span_id = observe::make_span_id(), .flags = 1};
  caller_.set_trace(&tracer, function);
  const auto request = pass(slow_, {Value::string("a")});
  auto done = std::move(request->done);
  done(Value::integer(7));
  pass(slow_, {Value::string("forbidden")});
  const auto spans = tracer.next_batch();
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_EQ(spans[0]->name, "test.slow");
  EXPECT_EQ(spans[0]->parent, function.span_id);
  EXPECT_EQ(spans[0]->context.span_id, request->trace.span_id) << "what it does stands beneath";
  EXPECT_EQ(records_[0].trace.span_id, request->trace.span_id);
  EXPECT_FALSE(spans[0]->error);
  EXPECT_EQ(spans[1]->error, "not in modus.json");
}

TEST_F(GateTest, TracesAPartOfACallBeneathIt) {
  observe::Tracer tracer({}, [] {});
  caller_.set_trace(&tracer, {});
  const auto whole = pass(slow_, {Value::string("a")});
  auto part = std::make_shared<functions::HostRequest>();
  part->caller = &caller_;
  part->name = slow_.name();
  part->arguments = {Value::string("b")};
  part->trace = whole->trace;
  part->done = [](const Result<Value>&) {};
  gate_.pass(slow_, part);
  auto done = std::move(part->done);
  done(Value::null());
  EXPECT_EQ(tracer.next_batch().at(0)->parent, whole->trace.span_id);
}

TEST_F(GateTest, JournalsTheClientsTraceWhenNobodyTraces) {
  const observe::TraceContext clients{.trace_id = observe::make_trace_id(),
                                      .span_id = observe::make_span_id()};
  caller_.set_trace(nullptr, clients);
  pass(slow_, {Value::string("forbidden")});
  EXPECT_EQ(records_.at(0).trace.trace_id, clients.trace_id);
}

TEST_F(GateTest, JournalsACancelledCallOnce) {
  const auto request = pass(slow_, {Value::string("a")});
  request->done = nullptr;
  std::exchange(request->cancel, nullptr)();
  EXPECT_TRUE(slow_.cancelled);
  EXPECT_TRUE(answers_.empty());
  ASSERT_EQ(records_.size(), 1u);
  EXPECT_EQ(records_[0].error->code(), ErrorCode::kCancelled);
}

TEST_F(GateTest, LogMessageReachesTheCaller) {
  const auto function = make_log_message(log_);
  pass(*function, {Value::string("error"), Value::string("no luck")});
  ASSERT_EQ(caller_.messages.size(), 1u);
  EXPECT_TRUE(caller_.messages[0].is_error());
  EXPECT_EQ(caller_.messages[0].text, "no luck");
  pass(*function, {Value::null(), Value::string("x")});
  EXPECT_FALSE(answers_.back());
}

}  // namespace
}  // namespace modus::host
