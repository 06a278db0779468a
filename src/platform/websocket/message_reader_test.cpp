#include "platform/websocket/message_reader.hpp"

#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "support/seeded_random.hpp"
#include "support/websocket_frames.hpp"

namespace swarm::websocket {
namespace {

using tests::client_frame;
using tests::ClientFrame;
using Kind = Received::Kind;

struct Outcome {
  std::vector<std::string> heard{};  // "text:abc", "close:1000:bye"
  std::optional<CloseCode> fault{};
  bool operator==(const Outcome&) const = default;
};

std::string text_of(const Received& received) {
  constexpr std::string_view kNames[] = {"text", "binary", "ping", "pong", "close"};
  std::string text(kNames[static_cast<std::size_t>(received.kind)]);
  if (received.close_code) text += ":" + std::to_string(*received.close_code);
  return text + ":" + received.payload;
}

Outcome read(std::string_view bytes, std::size_t step = 1 << 20, std::uint64_t message_bytes_max = 1 << 20) {
  MessageReader reader(message_bytes_max);
  Outcome outcome;
  while (!bytes.empty()) {
    const auto fed = reader.feed(bytes.substr(0, step));
    if (!fed) {
      outcome.fault = fed.error().code;
      return outcome;
    }
    bytes.remove_prefix(fed->used);
    if (!fed->received) continue;
    outcome.heard.push_back(text_of(*fed->received));
    if (fed->received->kind == Kind::close) return outcome;
  }
  return outcome;
}

Outcome heard(std::vector<std::string> texts) {
  return {.heard = std::move(texts)};
}
Outcome refused(CloseCode code, std::vector<std::string> before = {}) {
  return {.heard = std::move(before), .fault = code};
}

TEST(MessageReader, HearsMessagesOfEveryLengthHoweverTheyAreCut) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65535U, 65536U, 70000U}) {
    const std::string payload(size, '*');
    for (const std::size_t step : {1U, 13U, 997U, 1U << 20U})
      EXPECT_EQ(read(client_frame({.payload = payload}), step), heard({"text:" + payload})) << size;
  }
}

TEST(MessageReader, PutsFragmentsTogetherAndHearsControlFramesBetweenThem) {
  const std::string bytes =
      client_frame({.opcode = 1, .is_final = false, .payload = "fr"}) + client_frame({.opcode = 9, .payload = "p1"}) +
      client_frame({.opcode = 0, .is_final = false, .payload = ""}) + client_frame({.opcode = 10, .payload = "p2"}) +
      client_frame({.opcode = 0, .payload = "ag"}) + client_frame({.opcode = 2, .payload = "b"});
  for (const std::size_t step : {1U, 2U, 5U, 1000U})
    EXPECT_EQ(read(bytes, step), heard({"ping:p1", "pong:p2", "text:frag", "binary:b"}));
}

TEST(MessageReader, TakesACharacterThatIsSplitOverFragments) {
  EXPECT_EQ(
      read(client_frame({.is_final = false, .payload = "\xe2\x82"}) + client_frame({.opcode = 0, .payload = "\xac"})),
      heard({"text:\xe2\x82\xac"}));
  EXPECT_EQ(read(client_frame({.is_final = false, .payload = "\xe2\x82"}) + client_frame({.opcode = 0, .payload = ""})),
            refused(CloseCode::invalid_payload));
}

TEST(MessageReader, RefusesBrokenTextInTheMiddleOfAFrame) {
  const std::string bytes = client_frame({.payload = "abc\xff" + std::string(1000, 'd')});
  const std::size_t header = 2 + 2 + 4;
  EXPECT_EQ(read(bytes.substr(0, header + 3)), heard({}));
  EXPECT_EQ(read(bytes.substr(0, header + 4)), refused(CloseCode::invalid_payload));
  EXPECT_EQ(read(client_frame({.opcode = 2, .payload = "\xff"})), heard({"binary:\xff"}));
}

TEST(MessageReader, RefusesReservedBitsAndUnknownOpcodesAtTheFirstByte) {
  for (const int bits : {1, 2, 3, 4, 5, 6, 7}) {
    const std::string bytes = client_frame({.reserved_bits = bits, .payload = "x"});
    EXPECT_EQ(read(client_frame({.payload = "a"}) + bytes[0]), refused(CloseCode::protocol_error, {"text:a"}));
  }
  for (const int opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    EXPECT_EQ(read(client_frame({.opcode = opcode}).substr(0, 1)), refused(CloseCode::protocol_error)) << opcode;
}

TEST(MessageReader, RefusesFramesWithoutAMask) {
  EXPECT_EQ(read(client_frame({.is_masked = false, .payload = "a"})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.opcode = 8, .is_masked = false})), refused(CloseCode::protocol_error));
}

TEST(MessageReader, RefusesLongAndSplitControlFrames) {
  EXPECT_EQ(read(client_frame({.opcode = 9, .payload = std::string(125, 'p')})),
            heard({"ping:" + std::string(125, 'p')}));
  for (const int opcode : {8, 9, 10}) {
    EXPECT_EQ(read(client_frame({.opcode = opcode, .payload = std::string(126, 'p')})),
              refused(CloseCode::protocol_error));
    EXPECT_EQ(read(client_frame({.opcode = opcode, .is_final = false})), refused(CloseCode::protocol_error));
  }
}

TEST(MessageReader, RefusesMessagesOutOfOrder) {
  EXPECT_EQ(read(client_frame({.opcode = 0, .payload = "x"})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.opcode = 0, .is_final = false})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.is_final = false}) + client_frame({.opcode = 2})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.payload = "whole"}) + client_frame({.opcode = 0})),
            refused(CloseCode::protocol_error, {"text:whole"}));
}

TEST(MessageReader, RefusesLengthsThatAreNotInTheirShortestForm) {
  EXPECT_EQ(read(client_frame({.payload = std::string(125, 'a'), .length_bytes = 2})),
            refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.payload = std::string(65535, 'a'), .length_bytes = 8})),
            refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.payload = "", .length_bytes = 8})), refused(CloseCode::protocol_error));
}

TEST(MessageReader, RefusesALengthOfSixtyFourBits) {
  EXPECT_EQ(read(client_frame({.claimed_length = 1ULL << 63U})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.claimed_length = (1ULL << 63U) - 1})), refused(CloseCode::too_big));
}

TEST(MessageReader, RefusesAMessageBeyondItsMaximumAsSoonAsAHeaderSaysSo) {
  constexpr std::size_t kMax = 300;
  EXPECT_EQ(read(client_frame({.payload = std::string(kMax, 'a')}), 7, kMax).heard.size(), 1U);
  EXPECT_EQ(read(client_frame({.claimed_length = kMax + 1}), 7, kMax), refused(CloseCode::too_big));
  const std::string half = client_frame({.is_final = false, .payload = std::string(kMax, 'a')});
  EXPECT_EQ(read(half + client_frame({.opcode = 0}), 7, kMax).heard.size(), 1U);
  EXPECT_EQ(read(half + client_frame({.opcode = 0, .payload = "b"}), 7, kMax), refused(CloseCode::too_big));
  EXPECT_EQ(read(half + client_frame({.opcode = 9, .payload = "p"}), 7, kMax), heard({"ping:p"}))
      << "beside the message";
}

TEST(MessageReader, ReadsCloseFrames) {
  EXPECT_EQ(read(client_frame({.opcode = 8})), heard({"close:"}));
  EXPECT_EQ(read(client_frame({.opcode = 8, .payload = "\x03\xe8"})), heard({"close:1000:"}));
  EXPECT_EQ(read(client_frame({.opcode = 8,
                               .payload = "\x03\xe8"
                                          "bye"})),
            heard({"close:1000:bye"}));
  EXPECT_EQ(read(client_frame({.opcode = 8, .payload = "\x03"})), refused(CloseCode::protocol_error));
  EXPECT_EQ(read(client_frame({.opcode = 8, .payload = "\x03\xed"})), refused(CloseCode::protocol_error)) << "1005";
  EXPECT_EQ(read(client_frame({.opcode = 8, .payload = "\x03\xe8\xff"})), refused(CloseCode::invalid_payload));
  EXPECT_EQ(read(client_frame({.opcode = 8, .payload = "\x03\xe8\xe2\x82"})), refused(CloseCode::invalid_payload));
}

TEST(MessageReader, StaysWithinTheBytesThatCameWhateverALengthClaims) {
  MessageReader reader(1ULL << 40U);
  const std::string header = client_frame({.opcode = 2, .claimed_length = 1ULL << 39U});
  const auto fed = reader.feed(header + "abc");
  ASSERT_TRUE(fed.has_value());
  EXPECT_FALSE(fed->received.has_value());
}

TEST(MessageReader, HearsTheSameHoweverTheBytesAreCut) {
  tests::SeededRandom random(7);
  for (int round = 0; round < 3'000; ++round) {
    std::string bytes;
    for (std::uint64_t frames = 1 + random.next() % 6; frames > 0; --frames) {
      constexpr int kOpcodes[] = {0, 0, 1, 1, 2, 8, 9, 10, 3};
      std::string payload(random.next() % 140, 'a');
      for (char& c : payload)
        if (random.next() % 50 == 0) c = static_cast<char>(random.next());
      bytes += client_frame({.opcode = kOpcodes[random.next() % std::size(kOpcodes)],
                             .is_final = random.next() % 3 != 0,
                             .mask = static_cast<std::uint32_t>(random.next()),
                             .payload = std::move(payload)});
    }
    const Outcome whole = read(bytes);
    EXPECT_EQ(read(bytes, 1), whole);
    EXPECT_EQ(read(bytes, 1 + random.next() % 40), whole);
  }
}

}  // namespace
}  // namespace swarm::websocket
