#include "swarm/heads/code/request_words.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace swarm::code {

namespace {

using Words = std::vector<std::string>;

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

constexpr std::array<std::string_view, 14> kPrinting{"print",     "prints",  "printed",  "output",    "outputs",
                                                     "outputted", "display", "displays", "displayed", "log",
                                                     "logs",      "logged",  "produce",  "produces"};
constexpr std::array<std::string_view, 9> kRunning{"run",      "runs",      "ran",     "execute", "executes",
                                                   "executed", "executing", "running", "exec"};
constexpr std::array<std::string_view, 20> kValue{
    "return", "returns", "returned", "value",  "result",  "results",  "evaluate",  "evaluates", "evaluated", "eval",
    "equal",  "equals",  "yield",    "yields", "compute", "computes", "calculate", "gives",     "outcome",   "answer"};
constexpr std::array<std::string_view, 19> kTesting{
    "test",   "tests",   "pass",      "passes",     "passed",  "passing", "fail", "fails", "failed", "failing",
    "assert", "asserts", "assertion", "assertions", "succeed", "testing", "hold", "work",  "works"};
constexpr std::array<std::string_view, 17> kProgram{
    "code",      "program", "script",    "snippet", "function", "loop",     "block",    "expression", "statement",
    "one-liner", "lines",   "programme", "method",  "listing",  "fragment", "solution", "class"};
// Verbs and places that stand for printing.
constexpr std::array<std::string_view, 14> kAppearing{"happens", "happen",   "get",    "got",    "comes",
                                                      "come",    "see",      "shown",  "appear", "appears",
                                                      "console", "terminal", "screen", "shows"};
// Words that say nothing about what is asked.
constexpr std::array<std::string_view, 136> kFillers{
    "what",     "what's",      "whats",     "what're",   "which",    "will",     "would",     "does",      "do",
    "is",       "are",         "be",        "being",     "gets",     "get",      "got",       "the",       "this",
    "that",     "these",       "those",     "it",        "its",      "it's",     "following", "below",     "above",
    "given",    "giving",      "here",      "here's",    "heres",    "i",        "we",        "me",        "my",
    "for",      "to",          "of",        "in",        "on",       "onto",     "from",      "by",        "when",
    "if",       "once",        "after",     "and",       "then",     "a",        "an",        "please",    "pls",
    "plz",      "can",         "could",     "you",       "tell",     "show",     "shows",     "shown",     "give",
    "let",      "us",          "know",      "hi",        "hello",    "hey",      "thanks",    "thank",     "just",
    "exactly",  "exact",       "actual",    "actually",  "see",      "screen",   "console",   "terminal",  "stdout",
    "standard", "interpreter", "repl",      "piece",     "bit",      "little",   "small",     "short",     "simple",
    "tiny",     "quick",       "now",       "so",        "with",     "as",       "have",      "has",       "using",
    "under",    "predict",     "determine", "guess",     "expected", "appear",   "appears",   "wondering", "curious",
    "your",     "use",         "out",       "all",       "against",  "up",       "happens",   "happen",    "comes",
    "come",     "order",       "there",     "state",     "trace",    "down",     "check",     "question",  "worksheet",
    "homework", "exam",        "quiz",      "interview", "puzzle",   "exercise", "problem",   "end",       "finally",
    "at"};
// Words that may tell where a program comes from, at the begin of a sentence.
constexpr std::array<std::string_view, 30> kTellers{
    "my",   "i",        "i'm",     "i've", "we",    "our",  "here",   "here's",   "this",     "it",
    "the",  "a",        "he",      "she",  "they",  "exam", "quiz",   "question", "homework", "interview",
    "task", "exercise", "problem", "from", "found", "saw",  "friend", "someone",  "hi",       "hello"};
// Words that change what is asked, or ask for something else.
constexpr std::array<std::string_view, 97> kTurning{
    "explain", "why",      "how",      "fix",       "bug",      "bugs",       "buggy",    "broken",     "wrong",
    "error",   "errors",   "improve",  "optimise",  "optimize", "refactor",   "rewrite",  "convert",    "translate",
    "port",    "change",   "changes",  "changed",   "add",      "adds",       "remove",   "removed",    "delete",
    "deleted", "replace",  "replaced", "insert",    "swap",     "assume",     "assuming", "suppose",    "supposing",
    "imagine", "if",       "unless",   "except",    "instead",  "without",    "not",      "don't",      "doesn't",
    "write",   "make",     "create",   "implement", "complete", "finish",     "want",     "need",       "should",
    "would",   "could",    "where",    "when",      "input",    "enter",      "enters",   "types",      "user",
    "set",     "sets",     "called",   "call",      "first",    "last",       "second",   "third",      "twice",
    "times",   "count",    "number",   "many",      "only",     "but",        "which",    "who",        "review",
    "comment", "document", "simplify", "describe",  "compare",  "difference", "faster",   "complexity", "big-o",
    "memory",  "type",     "types",    "mean",      "means",    "document",   "uncomment"};
constexpr std::array<std::string_view, 10> kVersions{"3",    "3.8", "3.9", "3.10", "3.11",
                                                     "3.12", "3.x", "17",  "20",   "23"};

constexpr std::array<std::string_view, 6> kPython{"python", "python3", "py", "python's", "cpython", "py3"};
constexpr std::array<std::string_view, 8> kJavaScript{"javascript", "js",         "node",         "nodejs",
                                                      "node.js",    "ecmascript", "javascript's", "mjs"};
constexpr std::array<std::string_view, 9> kCpp{"c++", "cpp", "c++11", "c++14", "c++17", "c++20", "c++23", "cxx", "cc"};

std::string plain_word(std::string_view text) {
  constexpr std::string_view kMarks = ".,?!:;";
  while (!text.empty() && kMarks.contains(text.back()))
    text.remove_suffix(1);
  return to_lower(text);
}

Words words_of(std::string_view text) {
  Words words;
  std::string spaced(text);
  std::ranges::replace_if(spaced, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  for (const std::string_view part : split(spaced, ' ')) {
    std::string word = plain_word(part);
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

bool is_listed(std::string_view word) {
  return is_among(kPrinting, word) || is_among(kRunning, word) || is_among(kValue, word) || is_among(kTesting, word) ||
         is_among(kProgram, word) || is_among(kFillers, word) || language_named(word);
}

bool is_turning(std::string_view word) {
  return is_among(kTurning, word);
}

// Up to three words that name a program: "my leap year function".
bool names_a_program(const Words& words, std::size_t at) {
  constexpr std::size_t kNameWordsMax = 3;
  constexpr std::array<std::string_view, 4> kOwners{"my", "this", "the", "our"};
  std::size_t begin = at, end = at;
  while (begin > 0 && at - begin < kNameWordsMax && !is_among(kOwners, words[begin - 1]))
    --begin;
  while (end < words.size() && end - at < kNameWordsMax && !is_among(kProgram, words[end]))
    ++end;
  if (begin == 0 || !is_among(kOwners, words[begin - 1]) || end == words.size() || !is_among(kProgram, words[end]))
    return false;
  return end - begin <= kNameWordsMax && !is_turning(words[at]);
}

bool is_version(const Words& words, std::size_t at) {
  return at > 0 && language_named(words[at - 1]) && is_among(kVersions, words[at]);
}

bool all_listed(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool writes_down = words[i] == "write" && i + 1 < words.size() && words[i + 1] == "down";
    if (!is_listed(words[i]) && !is_version(words, i) && !writes_down && !names_a_program(words, i)) return false;
  }
  return true;
}

// "give me a script", "show us some code": asks for a program rather than about one.
bool asks_for_a_program(const Words& words) {
  bool wanted = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "give" || words[i] == "show" || words[i] == "have") wanted = true;
    const bool stays = wanted && i + 1 < words.size() && (words[i] == "a" || words[i] == "an");
    if (stays &&
        (is_among(kProgram, words[i + 1]) || language_named(words[i + 1]) || is_among(kFillers, words[i + 1]))) {
      if (words[i - 1] != "have") return true;
    }
  }
  return false;
}

// "what does this do": an explanation. "do" may only help another verb, after "what", at the begin or before a pronoun.
bool asks_what_it_does(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != "do") continue;
    const bool helps = i == 0 || words[i - 1] == "what" || words[i - 1] == "and" || words[i - 1] == "then";
    const bool run_later = std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(),
                                       [](const std::string& word) { return is_among(kRunning, word); });
    if ((!helps || i + 1 == words.size()) && !run_later) return true;
  }
  return false;
}

// Clauses end at marks; each is a list of words.
std::vector<Words> clauses_of(std::string_view text) {
  std::vector<Words> clauses;
  std::string clause;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool ends =
        i == text.size() || std::string_view("?!,;\n").contains(text[i]) ||
        ((text[i] == '.' || text[i] == ':') && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n'));
    if (!ends) {
      clause += text[i];
      continue;
    }
    if (Words words = words_of(clause); !words.empty()) clauses.push_back(std::move(words));
    clause.clear();
  }
  return clauses;
}

// "does it print", "is this": asks for yes or no, unless it is a polite "will you" or about tests.
bool asks_yes_or_no(std::string_view text) {
  constexpr std::array<std::string_view, 7> kBegins{"does", "is", "are", "will", "would", "do", "has"};
  for (const Words& words : clauses_of(text)) {
    if (!is_among(kBegins, words.front())) continue;
    if (words.size() > 1 && words[1] == "you") continue;
    return true;
  }
  return false;
}

bool has_any(const Words& words, const auto& list) {
  return std::ranges::any_of(words, [&](const std::string& word) { return is_among(list, word); });
}

bool appears(const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool polite = i + 1 < words.size() && (words[i + 1] == "me" || words[i + 1] == "us");
    if (is_among(kAppearing, words[i]) || (words[i] == "show" && !polite)) return true;
  }
  return false;
}

// Sentences of a text; marks stay at their ends.
std::vector<std::string_view> sentences_of(std::string_view text) {
  std::vector<std::string_view> sentences;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool mark = std::string_view(".?!:\n").contains(text[i]);
    if (mark && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n' || text[i] == '\n')) {
      sentences.push_back(text.substr(begin, i + 1 - begin));
      begin = i + 1;
    }
  }
  sentences.push_back(text.substr(begin));
  return sentences;
}

// Tells where the program comes from or what it is like, and asks nothing.
bool only_tells(std::string_view sentence) {
  const Words words = words_of(sentence);
  if (words.empty()) return true;
  if (sentence.contains('?') || !is_among(kTellers, words.front())) return false;
  return std::ranges::none_of(words, is_turning);
}

std::string without_context(std::string_view text) {
  std::string kept;
  for (const std::string_view sentence : sentences_of(text)) {
    if (is_only_words(sentence) || !only_tells(sentence)) kept += sentence;
  }
  return kept;
}

}  // namespace

std::optional<Language> language_named(std::string_view word) {
  if (is_among(kPython, word)) return Language::python;
  if (is_among(kJavaScript, word)) return Language::javascript;
  if (is_among(kCpp, word)) return Language::cpp;
  return std::nullopt;
}

bool may_name_language(std::string_view text) {
  const std::string lower = to_lower(text);
  const auto names_one = [&](const auto& names) {
    return std::ranges::any_of(names, [&](std::string_view name) { return lower.contains(name); });
  };
  return names_one(kPython) || names_one(kJavaScript) || names_one(kCpp);
}

bool is_only_words(std::string_view text) {
  return all_listed(words_of(text));
}

std::optional<Request> read_request(std::string_view before, std::string_view after) {
  Words words = words_of(before);
  const std::size_t before_count = words.size();
  std::ranges::move(words_of(after), std::back_inserter(words));
  if (!all_listed(words) || asks_for_a_program(words) || asks_what_it_does(words)) return std::nullopt;
  Request request;
  request.is_empty = words.empty();
  for (const std::string& word : words) {
    const auto language = language_named(word);
    if (!language) continue;
    if (request.language && request.language != language) return std::nullopt;
    request.language = language;
  }
  request.asks_return = has_any(words, std::array<std::string_view, 3>{"return", "returns", "returned"});
  request.asks_tests = has_any(words, kTesting);
  request.asks_output = has_any(words, kPrinting) || has_any(words, kRunning) || appears(words);
  const auto give = std::ranges::find(words, "give");
  request.asks_value = has_any(words, kValue) ||
                       (give != words.end() && give - words.begin() + 1 >= static_cast<std::ptrdiff_t>(before_count));
  request.is_language_only = words.size() == 1 && request.language;
  if (before_count > 0) {
    const std::string& last = words[before_count - 1];
    request.ends_in_is = last == "is" || last == "what's" || last == "whats";
  }
  if (!request.asks_tests && (asks_yes_or_no(before) || asks_yes_or_no(after))) return std::nullopt;
  return request;
}

std::optional<Request> read_request_with_context(std::string_view before, std::string_view after) {
  return read_request(without_context(before), without_context(after));
}

}  // namespace swarm::code
