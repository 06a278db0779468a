#include "swarm/routing/router.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "base/text.hpp"

namespace swarm::routing {

namespace {

using answers::Head;

constexpr std::string_view kRouterVersion = "signs-1";

// A word or symbol that speaks for a head, and how loudly (a log-odds weight, set by hand from suites/routing).
struct Sign {
  std::string_view text;  // within the lower-case prompt; letters must stand alone
  Head head;
  double weight;
};

constexpr Sign kSigns[] = {
    {"```", Head::code, 4.0},
    {"def ", Head::code, 3.0},
    {"#include", Head::code, 4.0},
    {"import ", Head::code, 1.2},
    {"function", Head::code, 1.2},
    {"python", Head::code, 1.6},
    {"javascript", Head::code, 2.4},
    {"c++", Head::code, 2.6},
    {"regex", Head::code, 2.6},
    {"sql", Head::code, 2.4},
    {"compile", Head::code, 1.8},
    {"segfault", Head::code, 3.0},
    {"stack trace", Head::code, 3.0},
    {"traceback", Head::code, 3.0},
    {"bash", Head::code, 2.2},
    {"git ", Head::code, 2.2},
    {"script", Head::code, 1.0},
    {"code", Head::code, 1.0},
    {"();", Head::code, 3.0},
    {"select ", Head::code, 0.8},
    {"print(", Head::code, 3.0},
    {"rust", Head::code, 0.8},
    {"html", Head::code, 1.8},
    {"css", Head::code, 1.8},
    {"therefore", Head::logic, 1.6},
    {"does it follow", Head::logic, 3.2},
    {"follow", Head::logic, 0.9},
    {"all ", Head::logic, 0.5},
    {"no ", Head::logic, 0.2},
    {"either", Head::logic, 0.9},
    {"implies", Head::logic, 2.4},
    {"entail", Head::logic, 3.0},
    {"consistent", Head::logic, 1.6},
    {"contradict", Head::logic, 2.2},
    {"knight", Head::logic, 1.0},
    {"knave", Head::logic, 3.0},
    {"liar", Head::logic, 2.0},
    {"lies", Head::logic, 1.0},
    {"truth", Head::logic, 0.9},
    {"valid", Head::logic, 1.4},
    {"taller than", Head::logic, 1.8},
    {"older than", Head::logic, 1.6},
    {"sits next to", Head::logic, 2.2},
    {"whenever", Head::logic, 1.4},
    {"syllogism", Head::logic, 3.0},
    {"conclude", Head::logic, 1.6},
    {"who is", Head::logic, 0.6},
    {"some ", Head::logic, 0.4},
    {"+", Head::math, 1.2},
    {"*", Head::math, 1.2},
    {"=", Head::math, 0.9},
    {"%", Head::math, 1.6},
    {"^", Head::math, 1.4},
    {"sqrt", Head::math, 2.2},
    {"percent", Head::math, 1.6},
    {"calculate", Head::math, 1.8},
    {"compute", Head::math, 1.4},
    {"solve", Head::math, 1.2},
    {"sum", Head::math, 1.2},
    {"product", Head::math, 0.6},
    {"divided", Head::math, 2.0},
    {"times", Head::math, 0.8},
    {"plus", Head::math, 1.6},
    {"minus", Head::math, 1.6},
    {"average", Head::math, 1.4},
    {"mean of", Head::math, 2.0},
    {"median", Head::math, 2.2},
    {"prime", Head::math, 1.6},
    {"factor", Head::math, 1.4},
    {"how many", Head::math, 1.0},
    {"how much", Head::math, 1.0},
    {"probability", Head::math, 1.8},
    {"convert", Head::math, 1.4},
    {"square root", Head::math, 2.6},
    {"equation", Head::math, 1.6},
    {"remainder", Head::math, 2.2},
    {"gcd", Head::math, 3.0},
    {"lcm", Head::math, 3.0},
    {"ways to", Head::math, 1.0},
    {"cost", Head::math, 0.6},
    {"write a", Head::reasoning, 1.2},
    {"explain", Head::reasoning, 1.4},
    {"why ", Head::reasoning, 1.2},
    {"should i", Head::reasoning, 2.4},
    {"advice", Head::reasoning, 2.2},
    {"poem", Head::reasoning, 3.0},
    {"plan", Head::reasoning, 1.4},
    {"recommend", Head::reasoning, 2.2},
    {"history", Head::reasoning, 1.8},
    {"story", Head::reasoning, 1.8},
    {"summar", Head::reasoning, 2.0},
    {"translate", Head::reasoning, 2.4},
    {"best way", Head::reasoning, 1.8},
    {"tips", Head::reasoning, 2.0},
    {"meaning", Head::reasoning, 1.2},
    {"suggest", Head::reasoning, 1.8},
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

// Whether the sign begins where a word begins: "all " is not in "call ". Endings are left open: "summar" is in
// "summary".
bool contains_sign(std::string_view prompt, std::string_view sign) {
  for (std::size_t at = prompt.find(sign); at != std::string_view::npos; at = prompt.find(sign, at + 1)) {
    if (at == 0 || !is_letter(sign.front()) || !is_letter(prompt[at - 1])) return true;
  }
  return false;
}

struct Scores {
  std::array<double, 4> of{};
  double& operator[](Head head) { return of[static_cast<std::size_t>(head)]; }
};

std::vector<HeadChance> chances_of(const Scores& scores) {
  double sum = 0;
  for (const double score : scores.of)
    sum += std::exp(score);
  std::vector<HeadChance> chances;
  for (const auto& entry : enum_names(Head{})) {
    chances.push_back({entry.value, std::exp(scores.of[static_cast<std::size_t>(entry.value)]) / sum});
  }
  std::ranges::sort(chances, std::less{},
                    [](const HeadChance& chance) { return std::pair(-chance.probability, chance.head); });
  return chances;
}

RouteDecision decide_by_signs(std::string_view prompt) {
  constexpr std::size_t kReasonsMax = 8;
  constexpr double kDigitWeight = 0.8;
  Scores scores;
  scores[Head::reasoning] = 1.0;  // what shows no sign at all is somebody's question in words
  RouteDecision decision;
  const std::string lower = to_lower(prompt.substr(0, kRoutedBytesMax));
  for (const Sign& sign : kSigns) {
    if (!contains_sign(lower, sign.text)) continue;
    scores[sign.head] += sign.weight;
    if (decision.reasons.size() < kReasonsMax) {
      decision.reasons.push_back(fmt::format("'{}' speaks for {}", trim(sign.text), json::name_of(sign.head)));
    }
  }
  if (lower.find_first_of("0123456789") != std::string::npos) {
    scores[Head::math] += kDigitWeight;
    decision.reasons.emplace_back("a digit speaks for math");
  }
  decision.chances = chances_of(scores);
  decision.head = decision.chances.front().head;
  return decision;
}

}  // namespace

RouteDecision route(std::string_view prompt, std::optional<answers::Head> wanted) {
  RouteDecision decision;
  if (wanted) {
    decision.head = *wanted;
    decision.chances = {{*wanted, 1.0}};
    decision.reasons = {"the caller asked for this head"};
  } else {
    decision = decide_by_signs(prompt);
  }
  decision.router = kRouterVersion;
  return decision;
}

}  // namespace swarm::routing
