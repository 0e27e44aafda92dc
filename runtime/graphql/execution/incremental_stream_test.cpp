// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "runtime/graphql/execution/fake_resolver_for_test.h"

namespace modus::graphql {
namespace {

constexpr std::string_view kSchema = R"(
  type Person { id: ID name: String! best: Person friends: [Person] tags: [String] }
  type Query { hello: String! maybe: String person: Person people: [Person] }
  type Mutation { add: Person! }
)";

constexpr std::string_view kPerson =
    R"({"id":"1","name":"Ann","best":{"id":"2","name":"Bob"},)"
    R"("friends":[{"id":"3"},{"id":"4"},{"id":"5"}],"tags":["a","b"]})";

class IncrementalTest : public testing::Test {
 protected:
  std::unique_ptr<ResponseStream> stream(std::string_view query,
                                         IncrementalForm form = IncrementalForm::kCurrent) {
    auto operation = engine->prepare({query});
    EXPECT_TRUE(operation) << operation.error().body;
    return engine->stream(*std::move(operation), resolver, form).value();
  }
  // What the stream gives next; "end", or "waiting" when it gives nothing now.
  std::string next(ResponseStream& stream) {
    std::string text = "waiting";
    stream.next([&](std::optional<std::string> response) { text = response.value_or("end"); });
    return text;
  }
  // All of it, with a line for each response.
  std::string all(std::string_view query, IncrementalForm form = IncrementalForm::kCurrent) {
    const auto responses = stream(query, form);
    std::string text;
    for (std::string line = next(*responses); line != "end"; line = next(*responses)) {
      text += line + "\n";
      if (line == "waiting") break;
    }
    return text;
  }

  std::shared_ptr<Engine> engine = Engine::create(kSchema, {.incremental = true}).value();
  FakeResolver resolver;
};

TEST_F(IncrementalTest, TellsOperationsApart) {
  const auto is_incremental = [&](std::string_view query) {
    return engine->prepare({query}).value().is_incremental();
  };
  EXPECT_TRUE(is_incremental("{... @defer {hello}}"));
  EXPECT_TRUE(is_incremental("{people @stream {id}}"));
  EXPECT_TRUE(
      is_incremental("query($a: Boolean!) {...F} fragment F on Query "
                     "{person {... @defer(if: $a) {id}}}"));
  EXPECT_FALSE(is_incremental("{hello ... @defer(if: false) {maybe}}"));
  EXPECT_FALSE(is_incremental("{hello ... @include(if: true) {maybe}}"));
}

TEST_F(IncrementalTest, IsUnknownUnlessItIsOn) {
  const auto off = Engine::create(kSchema).value();
  EXPECT_NE(
      off->prepare({"{... @defer {hello}}"}).error().body.find("Unknown directive \\\"@defer"),
      std::string::npos);
}

TEST_F(IncrementalTest, AnswersAtOnceWhatIsNotDivided) {
  EXPECT_EQ(all("{hello}"), "{\"data\":{\"hello\":\"hello\"}}\n");
  resolver.outcomes["person"].json = kPerson;
  std::string whole;
  run(*engine, {"{person {id ... @defer {name}}}"}, resolver,
      [&](Response response) { whole = response.body; });
  EXPECT_TRUE(whole.starts_with(R"({"data":{"person":{"id":"1")")) << whole;
}

TEST_F(IncrementalTest, DelaysWhatIsDeferredAtTheRoot) {
  resolver.hold = true;
  const auto responses = stream("{a: hello ... @defer(label: \"late\") {b: hello c: maybe}}");
  EXPECT_EQ(next(*responses), "waiting");
  EXPECT_EQ(resolver.held.size(), 3u);
  std::string first;
  responses->next([&](std::optional<std::string> response) { first = *response; });
  resolver.held[1]();
  EXPECT_EQ(first, "");
  resolver.held[0]();
  EXPECT_EQ(first,
            R"({"data":{"a":"a"},"pending":[{"id":"0","path":[],"label":"late"}],"hasNext":true})");
  std::string second;
  responses->next([&](std::optional<std::string> response) { second = *response; });
  EXPECT_EQ(second, "");
  resolver.held[2]();
  EXPECT_EQ(second, R"({"incremental":[{"data":{"b":"b","c":"c"},"id":"0"}],)"
                    R"("completed":[{"id":"0"}],"hasNext":false})");
  EXPECT_EQ(next(*responses), "end");
}

TEST_F(IncrementalTest, SplitsAnswersByFragments) {
  resolver.outcomes["person"].json = kPerson;
  EXPECT_EQ(all(R"({person {id ... @defer(label: "A") {name best {id ... @defer(label: "B") {name}}}
                    best {id}}})"),
            R"({"data":{"person":{"id":"1","best":{"id":"2"}}},"pending":[{"id":"0",)"
            R"("path":["person"],"label":"A"}],"hasNext":true})"
            "\n"
            R"({"pending":[{"id":"1","path":["person","best"],"label":"B"}],"incremental":[)"
            R"({"data":{"name":"Ann"},"id":"0"},{"data":{"name":"Bob"},"id":"1"}],)"
            R"("completed":[{"id":"0"},{"id":"1"}],"hasNext":false})"
            "\n");
}

TEST_F(IncrementalTest, DeliversSharedFieldsOnce) {
  resolver.outcomes["person"].json = kPerson;
  EXPECT_EQ(all("{person {... @defer {id} ... @defer {id name}}}"),
            R"({"data":{"person":{}},"pending":[{"id":"0","path":["person"]},)"
            R"({"id":"1","path":["person"]}],"hasNext":true})"
            "\n"
            R"({"incremental":[{"data":{"id":"1"},"id":"0"},{"data":{"name":"Ann"},"id":"1"}],)"
            R"("completed":[{"id":"0"},{"id":"1"}],"hasNext":false})"
            "\n");
}

TEST_F(IncrementalTest, SplitsLists) {
  resolver.outcomes["person"].json = kPerson;
  EXPECT_EQ(all(R"({person {friends @stream(initialCount: 1, label: "F") {id} tags @stream}})"),
            R"({"data":{"person":{"friends":[{"id":"3"}],"tags":[]}},"pending":[{"id":"0",)"
            R"("path":["person","friends"],"label":"F"},{"id":"1","path":["person","tags"]}],)"
            R"("hasNext":true})"
            "\n"
            R"({"incremental":[{"id":"0","items":[{"id":"4"},{"id":"5"}]},)"
            R"({"id":"1","items":["a","b"]}],"completed":[{"id":"0"},{"id":"1"}],"hasNext":false})"
            "\n");
  EXPECT_EQ(all("{person {tags @stream(initialCount: 2)}}"),
            "{\"data\":{\"person\":{\"tags\":[\"a\",\"b\"]}}}\n");
}

TEST_F(IncrementalTest, NamesPartsByPathAndLabelInTheFormOf2022) {
  resolver.outcomes["person"].json = kPerson;
  EXPECT_EQ(all(R"({person {... @defer(label: "A") {name best {... @defer {id}}}
                    friends @stream(initialCount: 2) {id}}})",
                IncrementalForm::k2022),
            R"({"data":{"person":{"friends":[{"id":"3"},{"id":"4"}]}},"hasNext":true})"
            "\n"
            R"({"incremental":[{"data":{"name":"Ann","best":{}},"path":["person"],"label":"A"},)"
            R"({"path":["person","friends",2],"items":[{"id":"5"}]},)"
            R"({"data":{"id":"2"},"path":["person","best"]}],"hasNext":false})"
            "\n");
}

TEST_F(IncrementalTest, TellsErrorsWithThePartTheyBelongTo) {
  resolver.outcomes["person"] = {
      .json = R"({"id":null,"best":null,"friends":[{"id":null},null]})",
      .errors = {{"no id", {std::string("id")}},
                 {"no best", {std::string("best"), std::string("name")}},
                 {"no friend", {std::string("friends"), std::size_t{1}}}},
      .invocation = R"({"x":1})"};
  EXPECT_EQ(
      all("{person {id ... @defer {best {name}} friends @stream(initialCount: 1) {id}}}"),
      R"({"errors":[{"message":"no id","path":["person","id"]}],)"
      R"("data":{"person":{"id":null,"friends":[{"id":null}]}},"pending":[)"
      R"({"id":"0","path":["person"]},{"id":"1","path":["person","friends"]}],"hasNext":true,)"
      R"("extensions":{"invocations":{"person":{"x":1}}}})"
      "\n"
      R"({"incremental":[{"data":{"best":null},"errors":[{"message":"no best",)"
      R"("path":["person","best","name"]}],"id":"0"},{"id":"1","items":[null],"errors":[)"
      R"({"message":"no friend","path":["person","friends",1]}]}],)"
      R"("completed":[{"id":"0"},{"id":"1"}],"hasNext":false})"
      "\n");
}

TEST_F(IncrementalTest, FailsFragmentsWhoseDataIsNull) {
  resolver.outcomes["hello"] = {.errors = {{"boom", {}}}};
  EXPECT_EQ(all("{maybe ... @defer {hello}}"),
            R"({"data":{"maybe":"maybe"},"pending":[{"id":"0","path":[]}],"hasNext":true})"
            "\n"
            R"({"completed":[{"id":"0","errors":[{"message":"boom","path":["hello"]}]}],)"
            R"("hasNext":false})"
            "\n");
  EXPECT_EQ(all("{hello ... @defer {maybe}}"),
            "{\"errors\":[{\"message\":\"boom\",\"path\":[\"hello\"]}],\"data\":null}\n");
}

TEST_F(IncrementalTest, SplitsMutations) {
  resolver.outcomes["add"].json = kPerson;
  EXPECT_EQ(all("mutation {add {id ... @defer {name}}}"),
            R"({"data":{"add":{"id":"1"}},"pending":[{"id":"0","path":["add"]}],"hasNext":true})"
            "\n"
            R"({"incremental":[{"data":{"name":"Ann"},"id":"0"}],"completed":[{"id":"0"}],)"
            R"("hasNext":false})"
            "\n");
}

TEST_F(IncrementalTest, DropsAnswersThatNobodyWaitsFor) {
  resolver.hold = true;
  auto responses = stream("{... @defer {hello}}");
  EXPECT_TRUE(next(*responses).starts_with(R"({"data":{},"pending")"));
  bool is_told = false;
  responses->next([&](std::optional<std::string>) { is_told = true; });
  responses.reset();
  resolver.held[0]();
  EXPECT_FALSE(is_told);
}

TEST_F(IncrementalTest, RefusesCountsBelowZero) {
  auto operation = engine->prepare({"{people @stream(initialCount: -1) {id}}"});
  const auto refused = engine->stream(*std::move(operation), resolver);
  EXPECT_EQ(refused.error().body,
            R"({"errors":[{"message":"initialCount must be a positive integer",)"
            R"("locations":[{"line":1,"column":31}]}]})");
}

TEST_F(IncrementalTest, HasRulesOfItsOwn) {
  const auto message = [&](std::string_view query) {
    const std::string body = engine->prepare({query}).error().body;
    const std::size_t start = body.find(":\"") + 2;
    return body.substr(start, body.find("\",\"", start) - start);
  };
  EXPECT_EQ(message("mutation {... @defer {add {id}}}"),
            R"(Defer directive cannot be used on root mutation type \"Mutation\".)");
  EXPECT_EQ(message("{... @defer(label: \"x\") {hello} people @stream(label: \"x\") {id}}"),
            R"(Value for arguments \"defer(label:)\" and \"stream(label:)\" must be unique across )"
            R"(all Defer/Stream directive usages.)");
  EXPECT_EQ(message("query($l: String) {... @defer(label: $l) {hello}}"),
            R"(Argument \"@defer(label:)\" must be a static string.)");
  EXPECT_EQ(message("{person @stream {id}}"),
            R"(Directive \"@stream\" cannot be used on non-list field \"Query.person\".)");
}

}  // namespace
}  // namespace modus::graphql
