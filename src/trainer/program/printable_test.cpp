#include "trainer/program/printable.hpp"

#include <gtest/gtest.h>

namespace swarm::program {
namespace {

TEST(Printable, LetsTextThrough) {
  EXPECT_EQ(printable("lessons.jsonl:3: unknown member \"größe\" 日本 🙂"),
            "lessons.jsonl:3: unknown member \"größe\" 日本 🙂");
}

TEST(Printable, IsNotObeyedByATerminal) {
  EXPECT_EQ(printable("a\x1b[2Jevil\n\x7f"), "a\\x1b[2Jevil\\x0a\\x7f");
  EXPECT_EQ(printable("\xc2\x9b[1m \u202e"), "\\xc2\\x9b[1m \\xe2\\x80\\xae");
  EXPECT_EQ(printable(std::string_view("\0x", 2)), "\\x00x");
}

TEST(Printable, EscapesBytesThatAreNoText) {
  EXPECT_EQ(printable("caf\xe9 \x9b[2J"), "caf\\xe9 \\x9b[2J");
}

}  // namespace
}  // namespace swarm::program
