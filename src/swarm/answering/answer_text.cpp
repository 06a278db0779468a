#include "swarm/answering/answer_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "swarm/answering/stored_text.hpp"
#include "swarm/answers/number_form.hpp"

namespace swarm::answering {

namespace {

constexpr std::size_t kRefusalBytesMax = 600;  // a longer text that begins with "I'm sorry" goes on to say something

std::string_view stripped(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Local models write what they think in front of their answer.
struct Parted {
  std::optional<std::string_view> text;  // nothing: it was still thinking when it ended
  std::string_view thoughts;
};

Parted part(std::string_view written) {
  constexpr std::string_view kBegin = "<think>", kEnd = "</think>";
  const std::string_view text = stripped(written);
  const std::size_t end = text.rfind(kEnd);
  const std::size_t begin = text.starts_with(kBegin) ? kBegin.size() : 0;
  if (end != std::string_view::npos)
    return {stripped(text.substr(end + kEnd.size())),
            stripped(text.substr(std::min(begin, end), end - std::min(begin, end)))};
  if (begin > 0) return {std::nullopt, stripped(text.substr(begin))};
  return {text, {}};
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
    text.replace(at, what.size(), with);
}

bool begins_with_refusal(std::string_view text) {
  if (text.size() > kRefusalBytesMax) return false;
  std::string lower = to_lower(text);
  replace_all(lower, "\u2019", "'");
  constexpr std::array<std::string_view, 14> kRefusals{
      "i'm sorry",  "i am sorry",  "sorry, ",      "i cannot",      "i can't",           "i can not", "as an ai",
      "i'm unable", "i am unable", "i don't know", "i do not know", "unfortunately, i ", "i won't",   "i'm not able"};
  return std::ranges::any_of(kRefusals, [&](std::string_view words) { return lower.starts_with(words); });
}

std::string_view without_marks_before(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r*#>_-");
  return begin == std::string_view::npos ? std::string_view{} : line.substr(begin);
}

// What follows "Answer:", "Final answer:", "The answer is", "####" on a line; nothing when it is no such line.
std::optional<std::string_view> behind_answer_words(std::string_view line) {
  const std::string_view marked = stripped(line);
  if (marked.starts_with("####") && marked.size() > 4 && marked[4] == ' ') {
    const std::string_view behind = stripped(marked.substr(4));
    if (!to_lower(behind).contains("answer")) return behind;
  }
  const std::string_view plain = without_marks_before(line);
  const std::string lower = to_lower(plain.substr(0, 64));
  constexpr std::array<std::string_view, 10> kWords{"the final answer is",
                                                    "the final answer",
                                                    "so the answer is",
                                                    "therefore, the answer is",
                                                    "thus, the answer is",
                                                    "the answer is",
                                                    "final answer",
                                                    "the answer",
                                                    "answer",
                                                    "antwort"};
  for (const std::string_view words : kWords) {
    if (!lower.starts_with(words)) continue;
    std::string_view rest = plain.substr(words.size());
    const std::size_t begin = rest.find_first_not_of(" \t*_");
    rest = begin == std::string_view::npos ? std::string_view{} : rest.substr(begin);
    const bool has_colon = rest.starts_with(':');
    if (!has_colon && !words.ends_with(" is")) return std::nullopt;
    if (has_colon) rest.remove_prefix(1);
    return stripped(rest);
  }
  return std::nullopt;
}

// "\boxed{…}", with its braces balanced: the last one.
std::optional<std::string_view> boxed(std::string_view text) {
  constexpr std::string_view kBox = "\\boxed{";
  const std::size_t at = text.rfind(kBox);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t begin = at + kBox.size();
  int depth = 1;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return text.substr(begin, i - begin);
  }
  return std::nullopt;
}

// "\name{a}{b}" with `between` in the place of "}{", for as many braces as there are: "\frac{1}{2}" is 1/2.
void unwrap(std::string& text, std::string_view name, std::string_view between) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos;) {
    const std::size_t open = at + name.size();
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) return;
    if (between.empty()) {
      text.erase(close, 1);
      text.erase(at, name.size());
      continue;
    }
    const std::size_t second = text.find('}', close + 1);
    if (second == std::string::npos || close + 1 >= text.size() || text[close + 1] != '{') return;
    text.erase(second, 1);
    text.replace(close, 2, between);
    text.erase(at, name.size());
  }
}

// A value without the marks that models put around it.
std::string cleaned(std::string_view marked) {
  std::string text(stripped(marked));
  if (const auto inner = boxed(text)) text = std::string(*inner);
  for (const std::string_view name : {"\\dfrac{", "\\tfrac{", "\\frac{"})
    unwrap(text, name, "/");
  for (const std::string_view name : {"\\text{", "\\mathrm{", "\\textbf{", "\\mathbf{"})
    unwrap(text, name, "");
  for (const std::string_view gone : {"\\(", "\\)", "\\[", "\\]", "\\,", "\\!", "**", "__", "`"})
    replace_all(text, gone, "");
  replace_all(text, "\\%", "%");
  replace_all(text, "\\$", "$");
  const bool in_dollars = text.size() > 2 && text.starts_with('$') && text.ends_with('$');
  if (in_dollars) text = text.substr(1, text.size() - 2);
  std::string_view view = stripped(text);
  if (view.ends_with('.') && !view.ends_with("..")) view = stripped(view.substr(0, view.size() - 1));
  const std::optional<std::string> number = answers::number_form(view);
  return number && !number->contains('/') ? *number : std::string(view);  // a whole number in its canonical form
}

// The value stands behind the words, or on the next line, or in the fence that begins there.
std::string value_behind(const std::vector<std::string_view>& lines, std::size_t at, std::string_view behind) {
  if (!behind.empty()) return cleaned(behind);
  std::size_t next = at + 1;
  while (next < lines.size() && stripped(lines[next]).empty())
    ++next;
  if (next == lines.size()) return {};
  if (!stripped(lines[next]).starts_with("```")) return cleaned(lines[next]);
  std::string inside;
  for (++next; next < lines.size() && !stripped(lines[next]).starts_with("```"); ++next)
    inside += (inside.empty() ? "" : "\n") + std::string(lines[next]);
  return inside;
}

// Which lines stand between fences: what is shown there is no answer of the model's own.
std::vector<bool> fenced_lines(const std::vector<std::string_view>& lines) {
  std::vector<bool> fenced;
  bool inside = false;
  for (const std::string_view line : lines) {
    const bool is_mark = stripped(line).starts_with("```");
    fenced.push_back(inside || is_mark);
    inside = inside != is_mark;
  }
  return fenced;
}

std::string value_in(std::string_view text) {
  const std::vector<std::string_view> lines = split(text, '\n');
  const std::vector<bool> fenced = fenced_lines(lines);
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (fenced[i]) continue;
    if (const auto behind = behind_answer_words(lines[i])) {
      std::string value = value_behind(lines, i, *behind);
      if (!value.empty()) return value;
    }
  }
  const auto inner = boxed(text);
  return inner ? cleaned(*inner) : std::string{};
}

// A line behind "Answer:" that says so in the end: the words before it are no answer either.
bool ends_not_knowing(std::string_view text) {
  const std::string value = value_in(text);
  return !value.empty() && says_it_does_not_know(value);
}

}  // namespace

bool says_it_does_not_know(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  constexpr std::string_view kAround = " \t\r\n.!*_\"'`";
  if (text.size() > kLongest) return false;
  std::string plain = to_lower(text);
  replace_all(plain, "\u2019", "'");
  const std::size_t begin = plain.find_first_not_of(kAround);
  if (begin == std::string::npos) return false;
  plain = plain.substr(begin, plain.find_last_not_of(kAround) - begin + 1);
  constexpr std::array<std::string_view, 15> kPhrases{"i don't know",
                                                      "i do not know",
                                                      "i dont know",
                                                      "don't know",
                                                      "do not know",
                                                      "sorry, i don't know",
                                                      "i'm sorry, i don't know",
                                                      "i'm not sure",
                                                      "i am not sure",
                                                      "not sure",
                                                      "no idea",
                                                      "i have no idea",
                                                      "i cannot answer that",
                                                      "i can't answer that",
                                                      "ich weiß es nicht"};
  return std::ranges::find(kPhrases, plain) != kPhrases.end();
}

bool needs_value(answers::Head head) {
  return head == answers::Head::math || head == answers::Head::logic;
}

ReadAnswer read_answer(answers::Head head, std::string_view written, std::string_view finish_reason) {
  const auto [text, thoughts] = part(written);
  ReadAnswer read{.text = std::string(text.value_or("")), .thoughts = std::string(thoughts)};
  if (finish_reason == "content_filter") {
    read.problem = "its provider's filter held it back";
  } else if (read.text.empty()) {
    read.problem = text ? "it is empty" : "it ended while the model was still thinking";
  } else {
    if (head != answers::Head::reasoning) read.value = value_in(read.text);
    if (read.value.size() > kValueBytesMax) read.value.clear();
    if (says_it_does_not_know(read.value)) read.value.clear();
    if (says_it_does_not_know(read.text) || (read.value.empty() && begins_with_refusal(read.text)))
      read.problem = "the model refuses, or does not know";
    else if (read.value.empty() && needs_value(head))
      read.problem = finish_reason == "length" ? "it was cut off before its answer" : "it names no answer";
    const bool knows_nothing =
        says_it_does_not_know(read.text) || begins_with_refusal(read.text) || ends_not_knowing(read.text);
    read.is_only_words = read.problem && !knows_nothing && finish_reason != "length";
  }
  return read;
}

ReadAnswer read_whole_answer(answers::Head head, std::string_view written, std::string_view finish_reason) {
  const auto [text, thoughts] = part(written);
  ReadAnswer read{.text = std::string(text.value_or("")), .thoughts = std::string(thoughts)};
  if (finish_reason == "length")
    read.problem = "it was cut off before its end";
  else if (read.text.empty())
    read.problem = text ? "it is empty" : "it ended while the model was still thinking";
  else if (says_it_does_not_know(read.text))
    read.problem = "the model does not know";
  else if (head == answers::Head::math || head == answers::Head::logic)
    read.value = cleaned(read.text);
  else if (head == answers::Head::code)
    read.value = read.text;
  if (read.value.size() > kValueBytesMax) read.value.clear();
  if (!read.problem && read.value.empty() && needs_value(head)) read.problem = "it names no answer";
  return read;
}

std::vector<answers::Step> thought_steps(std::string_view thoughts, bool at_commas) {
  std::vector<answers::Step> steps;
  std::size_t left_out = 0;
  for (const std::string_view line : split(thoughts, '\n')) {
    for (const std::string_view piece : at_commas ? split(line, ',') : std::vector<std::string_view>{line}) {
      const std::string_view thought = stripped(piece);
      if (thought.empty()) continue;
      if (steps.size() + 1 < kThoughtStepsMax)
        steps.push_back({"thought", shortened(thought, kThoughtBytesMax)});
      else
        ++left_out;
    }
  }
  if (left_out > 0) steps.push_back({"thought", fmt::format("({} more)", left_out)});
  return steps;
}

ReadAnswer read_as_it_stands(std::string_view written, bool is_json) {
  constexpr std::size_t kDepthMax = 128;
  ReadAnswer read{.text = std::string(written)};
  if (stripped(written).empty())
    read.problem = "it is empty";
  else if (is_json && !json::parse(written, kDepthMax))
    read.problem = "it is no JSON, as was asked for";
  else if (!is_json && says_it_does_not_know(written))
    read.problem = "the model does not know";
  return read;
}

}  // namespace swarm::answering
