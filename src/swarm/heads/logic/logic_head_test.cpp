#include <gtest/gtest.h>
#include "swarm/heads/logic/logic_head.hpp"
TEST(LogicHead, Reads) { EXPECT_FALSE(swarm::logic::LogicHead().compute("", {}, {})); }
