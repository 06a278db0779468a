#pragma once

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace swarm::tests {

// The questions of a suite, one JSON object a line, by their field list; a line that it refuses fails the test.
template <class Question>
std::vector<Question> read_questions(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::vector<Question> questions;
  for (std::string line; std::getline(file, line);) {
    auto question = json::parse_as<Question>(line);
    EXPECT_TRUE(question) << line << ": " << question.error().message;
    if (question) questions.push_back(std::move(*question));
  }
  return questions;
}

}  // namespace swarm::tests
