#include "swarm/lessons/wording.hpp"

#include <algorithm>
#include <cctype>
#include <functional>

#include "base/text.hpp"
#include "swarm/lessons/words.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kOpenings = R"(
hi, |hello, |hey, |hi! |please |please, |quick question: |question: |ok, |so, |um, |hey there, |good morning, |sorry, |
can you help? |i need help: |for my homework: |my son asks: |tell me: |one more: |next: |now |well, |say, |Q: |
dear assistant, |hi there. |hello! |could you tell me: |help me with this: |help: |ok so |and |
could you double-check? |just checking: |quick one: |here is a problem: |i have a question: |word problem: |
my teacher asks: |my daughter asks: |from my homework: |can you check this? |riddle: |think carefully: |easy one: |
i forgot this. |solve this: |work this out: |consider this: |what about this: |a question from school: )";
constexpr std::string_view kClosings = R"(
 please| thanks| thank you| pls| please!|, please|
 Just the answer, please.| Give me only the answer.| Answer only.| No explanation needed.| Be quick.| Tell me.| I need it for school.| Short answer, please.|, thanks|, thank you| (quickly)| thx| :)|!!| ...| ok?| asap)";

std::vector<std::string_view> parts_of(std::string_view table) {
  std::vector<std::string_view> parts;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find_first_of("|\n"), table.size());
    if (end > 0) parts.push_back(table.substr(0, end));
    table.remove_prefix(std::min(end + 1, table.size()));
  }
  return parts;
}

struct Choice {
  std::size_t end = 0;  // behind the closing bracket
  std::vector<std::string_view> parts;
};

// The choice that opens at `open`; nothing where the bracket stands for itself: it never closes, or has no '|'.
std::optional<Choice> choice_at(std::string_view text, std::size_t open) {
  Choice choice;
  int depth = 0;
  std::size_t begin = open + 1;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
    if ((text[i] != '|' || depth != 1) && depth != 0) continue;
    choice.parts.push_back(text.substr(begin, i - begin));
    begin = choice.end = i + 1;
    if (depth == 0) break;
  }
  if (depth != 0 || choice.parts.size() < 2) return std::nullopt;
  return choice;
}

// "{thing2}" at `open`: its name; empty where the brace stands for itself.
std::string_view slot_at(std::string_view text, std::size_t open) {
  const std::string_view rest = text.substr(open + 1);
  const auto named = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const auto end = std::ranges::find_if_not(rest, named);
  if (end == rest.end() || *end != '}') return {};
  return {rest.begin(), end};
}

std::string tidied(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    if (c != ' ' || out.back() != ' ') out += c;
  }
  return out;
}

std::string_view kind_of(std::string_view slot) {
  while (!slot.empty() && std::isdigit(static_cast<unsigned char>(slot.back())) != 0)
    slot.remove_suffix(1);
  return slot;
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view table) {
  std::vector<std::string_view> lines;
  while (!table.empty()) {
    const std::size_t end = std::min(table.find('\n'), table.size());
    if (const std::string_view line = trim(table.substr(0, end)); !line.empty()) lines.push_back(line);
    table.remove_prefix(std::min(end + 1, table.size()));
  }
  return lines;
}

std::string Phrasing::fill(std::string_view wording) {
  std::string out;
  chosen_.clear();
  expand(wording, out);
  return tidied(out);
}

// "[box|jar] … [boxes|jars]" in one wording are said of the same thing: the later choice follows the earlier one.
std::optional<std::size_t> Phrasing::linked(const std::vector<std::string_view>& parts) const {
  constexpr std::size_t kLettersShared = 1;  // "[sold|made] … [sell|make]"
  const auto alike = [](std::string_view a, std::string_view b) {
    return a.empty() == b.empty() && a.substr(0, kLettersShared) == b.substr(0, kLettersShared);
  };
  for (const auto& [before, chosen] : chosen_) {
    if (std::ranges::equal(before, parts, alike)) return chosen;
  }
  return std::nullopt;
}

void Phrasing::expand(std::string_view wording, std::string& out) {
  for (std::size_t i = 0; i < wording.size(); ++i) {
    if (const auto choice = wording[i] == '[' ? choice_at(wording, i) : std::nullopt) {
      const std::size_t at = linked(choice->parts).value_or(dice_.below(choice->parts.size()));
      chosen_.emplace_back(choice->parts, at);
      expand(choice->parts[at], out);
      i = choice->end - 1;
    } else if (const auto slot = wording[i] == '{' ? slot_at(wording, i) : std::string_view(); !slot.empty()) {
      out += word(slot);
      i += slot.size() + 1;
    } else {
      out += wording[i];
    }
  }
}

std::string Phrasing::word(std::string_view slot) {
  if (const auto bound = bound_.find(slot); bound != bound_.end()) return bound->second;
  const std::string_view kind = kind_of(slot);
  if (kind == "n") return std::to_string(slot == "n" ? dice_.between(2, 99) : dice_.between(10, 999));
  const std::vector<std::string_view>& pool = words_of(kind, words_);
  std::string chosen(dice_.pick(pool));
  constexpr int kTries = 20;  // a second word of a kind should be another one
  const auto taken = [&] { return std::ranges::any_of(bound_, [&](const auto& one) { return one.second == chosen; }); };
  for (int i = 0; i < kTries && taken(); ++i)
    chosen = dice_.pick(pool);
  if (kind != slot) bind(std::string(slot), chosen);
  return chosen;
}

std::string within_sentence(std::string sentence) {
  if (sentence.empty() || sentence.starts_with("I ") || sentence.starts_with("I'")) return sentence;
  sentence[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[0])));
  return sentence;
}

std::string typed(std::string prompt, Dice& dice, bool kept) {
  static const std::vector<std::string_view> openings = parts_of(kOpenings), closings = parts_of(kClosings);
  const bool marked = !prompt.empty() && (prompt.back() == '?' || prompt.back() == '.');
  if (marked && dice.chance(25)) prompt.pop_back();
  if (!kept && dice.chance(8)) prompt = std::string(dice.pick(openings)) + prompt;
  if (dice.chance(5)) prompt += dice.pick(closings);
  if (!kept && dice.chance(22)) prompt = to_lower(prompt);
  if (!kept && dice.chance(3))
    std::ranges::transform(prompt, prompt.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (!prompt.empty() && dice.chance(6)) prompt += dice.chance(50) ? " " : "\n";
  if (!kept && !prompt.empty() && dice.chance(20))
    prompt[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(prompt[0])));
  return prompt;
}

}  // namespace swarm::lessons
