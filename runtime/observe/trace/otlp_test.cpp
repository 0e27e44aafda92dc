// SPDX-License-Identifier: Apache-2.0
#include "runtime/observe/trace/otlp.h"

#include <gtest/gtest.h>

#include "runtime/observe/trace/protobuf.h"

namespace modus::observe {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

TEST(Protobuf, WritesWhatItsDocumentationShows) {
  ProtobufWriter writer;
  writer.varint(1, 150);
  writer.bytes(2, "testing");
  writer.message(3, [&] { writer.varint(1, 150); });
  EXPECT_EQ(writer.take(), bytes({0x08, 0x96, 0x01}) + bytes({0x12, 0x07}) + "testing" +
                               bytes({0x1a, 0x03, 0x08, 0x96, 0x01}));
}

TEST(Protobuf, ReadsWhatItWrites) {
  ProtobufWriter writer;
  writer.varint(1, ~std::uint64_t{0});
  writer.fixed32(16, 0x01020304);
  writer.fixed64(7, 0x0102030405060708);
  writer.message(9, [&] { writer.bytes(1, std::string(300, 'x')); });
  const std::string text = writer.take();
  ProtobufReader reader(text);
  EXPECT_EQ(reader.next()->value, ~std::uint64_t{0});
  EXPECT_EQ(reader.next()->value, 0x01020304u);
  EXPECT_EQ(reader.next()->value, 0x0102030405060708u);
  ProtobufReader nested(reader.next()->bytes);
  EXPECT_EQ(nested.next()->bytes.size(), 300u);
  EXPECT_FALSE(reader.next());
}

TEST(Protobuf, WritesTextThatIsUtf8) {
  ProtobufWriter writer;
  writer.text(1, "a\xffö\xc3");
  EXPECT_EQ(writer.take(),
            "\x0a\x09"
            "a\xef\xbf\xbdö\xef\xbf\xbd");
}

TEST(Protobuf, StopsWhereTheTextIsNoMessage) {
  for (const std::string& text :
       {bytes({0x08}), bytes({0x12, 0x05, 'a'}), bytes({0x09, 1, 2}), bytes({0x0b}),
        bytes({0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
        std::string(12, static_cast<char>(0xff)), std::string("<html>")}) {
    ProtobufReader reader(text);
    int fields = 0;
    while (reader.next()) ++fields;
    EXPECT_LE(fields, 1);
  }
}

TEST(Otlp, ReadsWhatACollectorSays) {
  ProtobufWriter writer;
  writer.message(1, [&] {
    writer.varint(1, 3);
    writer.bytes(2, "too old");
  });
  const ExportReply reply = decode_reply(writer.take());
  EXPECT_EQ(reply.rejected, 3);
  EXPECT_EQ(reply.message, "too old");
  EXPECT_EQ(decode_reply("").rejected, 0);
  EXPECT_EQ(decode_reply("{\"partialSuccess\":{}}").message, "");
  ProtobufWriter refusal;
  refusal.varint(1, 3);
  refusal.bytes(2, "no such tenant");
  EXPECT_EQ(decode_refusal(refusal.take()), "no such tenant");
  EXPECT_EQ(decode_refusal("Bad Gateway"), "");
}

/// The fields with that number of a message.
std::vector<ProtobufField> fields(std::string_view message, std::uint32_t number) {
  std::vector<ProtobufField> found;
  ProtobufReader reader(message);
  while (const auto field = reader.next())
    if (field->number == number) found.push_back(*field);
  return found;
}

TEST(Otlp, WritesSpans) {
  Tracer tracer({}, [] {});
  {
    Span request(&tracer, {}, "POST /graphql", SpanKind::kServer);
    request.set("n", std::int64_t{-1});
    request.fail("500", "broken");
  }
  const std::string message = encode_spans({{"service.name", "shop"}}, tracer.next_batch());
  const std::string_view resource_spans = fields(message, 1).at(0).bytes;
  const std::string_view resource = fields(resource_spans, 1).at(0).bytes;
  const std::string_view attribute = fields(resource, 1).at(0).bytes;
  EXPECT_EQ(fields(attribute, 1).at(0).bytes, "service.name");
  EXPECT_EQ(fields(fields(attribute, 2).at(0).bytes, 1).at(0).bytes, "shop");
  const std::string_view scope_spans = fields(resource_spans, 2).at(0).bytes;
  const std::string_view span = fields(scope_spans, 2).at(0).bytes;
  EXPECT_EQ(fields(span, 1).at(0).bytes.size(), 16u);
  EXPECT_EQ(fields(span, 2).at(0).bytes.size(), 8u);
  EXPECT_TRUE(fields(span, 4).empty()) << "no parent";
  EXPECT_EQ(fields(span, 5).at(0).bytes, "POST /graphql");
  EXPECT_EQ(fields(span, 6).at(0).value, 2u);
  EXPECT_GE(fields(span, 8).at(0).value, fields(span, 7).at(0).value);
  const std::string_view number = fields(fields(span, 9).at(0).bytes, 2).at(0).bytes;
  EXPECT_EQ(static_cast<std::int64_t>(fields(number, 3).at(0).value), -1);
  EXPECT_EQ(fields(fields(span, 15).at(0).bytes, 3).at(0).value, 2u);
  EXPECT_EQ(fields(span, 16).at(0).value, 0x101u);
}

}  // namespace
}  // namespace modus::observe
