#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "support/question_suite.hpp"
#include "swarm/masking/masker.hpp"

namespace swarm::masking {
namespace {

struct Positive {
  std::string id, kind, text;
  std::vector<std::vector<std::string>> hidden;
  bool strict = false;
  static constexpr auto schema =
      json::object("Positive", json::field("id", &Positive::id, ""), json::field("kind", &Positive::kind, ""),
                   json::field("text", &Positive::text, ""), json::field("hidden", &Positive::hidden, ""),
                   json::field("strict", &Positive::strict, ""));
};

struct Negative {
  std::string id, text;
  static constexpr auto schema =
      json::object("Negative", json::field("id", &Negative::id, ""), json::field("text", &Negative::text, ""));
};

const std::string kSuites = std::string(SWARM_SOURCE_FOLDER) + "/suites/";

std::string joined(const std::vector<std::string>& parts) {
  std::string whole;
  for (const std::string& part : parts)
    whole += part;
  return whole;
}

std::string whole_text(const Positive& row) {
  std::string text = row.text;
  for (std::size_t i = 0; i < row.hidden.size(); ++i) {
    const std::string mark = fmt::format("⟦{}⟧", i), value = joined(row.hidden[i]);
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size()))
      text.replace(at, mark.size(), value);
  }
  return text;
}

struct Score {
  int wanted = 0, hidden = 0;
};

TEST(MaskingSuite, HidesWhatMustBeHidden) {
  std::map<std::string, Score> scores;
  int findings = 0, right = 0;
  for (const Positive& row : tests::read_questions<Positive>(kSuites + "masking/positives.jsonl")) {
    const std::string text = whole_text(row);
    Masker masker;
    const std::string masked = masker.mask(text);
    EXPECT_EQ(masker.unmasker().restore(masked), text) << row.id;
    bool all_hidden = true;
    for (const std::vector<std::string>& parts : row.hidden) {
      Score& score = scores[row.kind];
      ++score.wanted;
      const bool is_hidden = !masked.contains(joined(parts));
      score.hidden += is_hidden ? 1 : 0;
      all_hidden = all_hidden && is_hidden;
      if (row.strict) EXPECT_TRUE(is_hidden) << row.id << ": " << masked;
      if (!is_hidden) std::printf("[ missed   ] %s: %s\n", row.id.c_str(), masked.c_str());
    }
    findings += static_cast<int>(masker.count());
    right += all_hidden ? static_cast<int>(row.hidden.size()) : 0;
  }
  Score all;
  for (const auto& [kind, score] : scores) {
    std::printf("[ figure   ] recall of %-9s %d of %d\n", kind.c_str(), score.hidden, score.wanted);
    all.wanted += score.wanted;
    all.hidden += score.hidden;
  }
  std::printf("[ figure   ] recall %.4f, precision on texts with data %.4f\n",
              static_cast<double>(all.hidden) / all.wanted, static_cast<double>(right) / findings);
  EXPECT_GE(all.hidden, all.wanted * 98 / 100);
  EXPECT_GE(right, findings * 95 / 100);
}

TEST(MaskingSuite, LeavesAloneWhatOnlyLooksLikeIt) {
  int changed = 0, count = 0;
  for (const Negative& row : tests::read_questions<Negative>(kSuites + "masking/negatives.jsonl")) {
    Masker masker;
    const std::string masked = masker.mask(row.text);
    ++count;
    if (masked == row.text) continue;
    ++changed;
    std::printf("[ wrong    ] %s: %s\n", row.id.c_str(), masked.c_str());
  }
  std::printf("[ figure   ] texts without data that were changed: %d of %d\n", changed, count);
  EXPECT_LE(changed, count * 2 / 100);
}

// How many prompts of a suite come out unchanged; the others are printed.
double share_unchanged(const std::string& suite) {
  int unchanged = 0, count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kSuites + suite)) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const Result<json::Value> row = json::parse(line);
      const json::Value* prompt = row && row->is_object() ? row->get_object().if_contains("prompt") : nullptr;
      if (prompt == nullptr) continue;
      const std::string text(prompt->as_string());
      Masker masker;
      const std::string masked = masker.mask(text);
      ++count;
      unchanged += masked == text ? 1 : 0;
      if (masked != text) std::printf("[ changed  ] %s: %s\n", suite.c_str(), masked.c_str());
    }
  }
  EXPECT_GT(count, 0) << suite;
  const double share = static_cast<double>(unchanged) / std::max(count, 1);
  std::printf("[ figure   ] prompts of suites/%s unchanged: %d of %d (%.4f)\n", suite.c_str(), unchanged, count, share);
  return share;
}

// Some of the math prompts hold a phone number or a password on purpose.
TEST(MaskingSuite, LeavesPromptsOfTheHeadsAsTheyAre) {
  constexpr double kUnchangedMin = 0.995;
  for (const char* suite : {"math", "logic", "code", "routing"})
    EXPECT_GE(share_unchanged(suite), kUnchangedMin) << suite;
}

}  // namespace
}  // namespace swarm::masking
