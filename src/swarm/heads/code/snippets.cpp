#include "swarm/heads/code/snippets.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "swarm/heads/code/request_words.hpp"

namespace swarm::code {

namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Without empty lines around it and without the indentation that all lines share.
std::string dedented(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  while (!lines.empty() && is_blank(lines.front()))
    lines.erase(lines.begin());
  while (!lines.empty() && is_blank(lines.back()))
    lines.pop_back();
  std::size_t shared = std::string_view::npos;
  for (const std::string_view line : lines) {
    if (!is_blank(line)) shared = std::min(shared, line.find_first_not_of(' '));
  }
  std::string program;
  for (std::string_view line : lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    program += std::string(is_blank(line) ? "" : line.substr(shared)) + '\n';
  }
  return program;
}

struct Fence {
  std::size_t begin, end;  // of the whole, with its marks
  std::string_view content;
  std::string tag;
};

// All fences; nothing when one does not end.
std::optional<std::vector<Fence>> fences_in(std::string_view prompt) {
  constexpr std::string_view kMark = "```";
  std::vector<Fence> fences;
  for (std::size_t at = 0; (at = prompt.find(kMark, at)) != std::string_view::npos;) {
    const std::size_t end = prompt.find(kMark, at + kMark.size());
    if (end == std::string_view::npos) return std::nullopt;
    Fence fence{at, end + kMark.size(), prompt.substr(at + kMark.size(), end - at - kMark.size()), {}};
    const std::size_t line_end = fence.content.find('\n');
    if (line_end != std::string_view::npos) {
      fence.tag = to_lower(trim(fence.content.substr(0, line_end)));
      if (fence.tag.ends_with('\r')) fence.tag.pop_back();
      fence.content.remove_prefix(line_end + 1);
    }
    at = fence.end;
    fences.push_back(std::move(fence));
  }
  return fences;
}

// A program between fences; a second one is taken as its continuation (tests), back quotes beside it as an expression.
std::vector<Snippet> fenced(std::string_view prompt, const std::vector<Fence>& fences) {
  if (fences.size() > 2) return {};
  Snippet snippet{.program = dedented(fences.front().content), .tag = fences.front().tag, .is_marked = true};
  snippet.before = prompt.substr(0, fences.front().begin);
  std::string_view rest = prompt.substr(fences.front().end);
  if (fences.size() == 2) {
    if (fences[1].tag != snippet.tag && !fences[1].tag.empty()) return {};
    snippet.program += dedented(fences[1].content);
    const std::size_t between = fences[1].begin - fences[0].end;
    snippet.before += " " + std::string(rest.substr(0, between));
    rest = prompt.substr(fences[1].end);
  }
  snippet.after = rest;
  for (std::string* side : {&snippet.before, &snippet.after}) {
    const std::size_t open = side->find('`');
    if (open == std::string::npos) continue;
    const std::size_t close = side->find('`', open + 1);
    if (close == std::string::npos || !snippet.expression.empty() || side->find('`', close + 1) != std::string::npos)
      return {};
    snippet.expression = side->substr(open + 1, close - open - 1);
    side->erase(open, close - open + 1);
  }
  return {std::move(snippet)};
}

// A piece between back quotes, or two: a program and an expression about it.
std::vector<Snippet> quoted(std::string_view prompt) {
  const std::size_t open = prompt.find('`');
  const std::size_t close = prompt.find('`', open + 1);
  if (close == std::string_view::npos || prompt.find('`', close + 1) != std::string_view::npos) return {};
  return {Snippet{.program = dedented(prompt.substr(open + 1, close - open - 1)),
                  .before = std::string(prompt.substr(0, open)),
                  .after = std::string(prompt.substr(close + 1)),
                  .is_marked = true}};
}

// The places where a word may end, from the first to the last.
std::vector<std::size_t> word_ends(std::string_view text) {
  std::vector<std::size_t> ends{0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool blank = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
    if (blank && i > 0 && text[i - 1] != ' ' && text[i - 1] != '\n' && text[i - 1] != '\t') ends.push_back(i);
  }
  ends.push_back(text.size());
  return ends;
}

// How many bytes at the begin are listed words only, for every word end up to the first that is not.
std::vector<std::size_t> beginnings(std::string_view prompt) {
  std::vector<std::size_t> found;
  std::size_t last = 0;
  for (const std::size_t end : word_ends(prompt)) {
    const std::string_view word = trim(prompt.substr(last, end - last));
    if (!is_only_words(prompt.substr(0, end)) && !word.empty()) break;
    found.push_back(end);
    last = end;
  }
  return found;
}

// Where listed words begin that go on to the end, from the last such place to the first.
std::vector<std::size_t> endings(std::string_view prompt, std::size_t from) {
  const std::vector<std::size_t> ends = word_ends(prompt);
  std::vector<std::size_t> found;
  int strangers = 0;  // a number belongs to the word before it: "python 3"
  for (std::size_t i = ends.size(); i-- > 0 && ends[i] >= from && strangers < 2;) {
    if (is_only_words(prompt.substr(ends[i]))) {
      found.push_back(ends[i]);
      strangers = 0;
    } else {
      ++strangers;
    }
  }
  return found;
}

bool ends_a_clause(std::string_view text) {
  text = trim(text);
  return text.empty() || std::string_view(":?.!\n").contains(text.back());
}

Snippet cut(std::string_view prompt, std::size_t begin, std::size_t end) {
  return {.program = dedented(prompt.substr(begin, end - begin)),
          .before = std::string(prompt.substr(0, begin)),
          .after = std::string(prompt.substr(end))};
}

// Whether the rest of the line behind `at` is empty: a program of several lines begins or ends there.
bool at_line_end(std::string_view prompt, std::size_t at) {
  const std::size_t next = prompt.find_first_not_of(" \t\r", at);
  return next == std::string_view::npos || prompt[next] == '\n';
}

// Where a program may end that begins at `begin`: where the words behind it begin a line, at the end of the prompt, or
// where the words behind it are as many as can be.
std::vector<std::size_t> program_ends(std::string_view prompt, std::size_t begin) {
  const std::vector<std::size_t> all = endings(prompt, begin);
  std::vector<std::size_t> chosen;
  for (std::size_t i = all.size(); i-- > 0 && chosen.empty();) {
    if (all[i] < prompt.size() && at_line_end(prompt, all[i])) chosen.push_back(all[i]);
  }
  chosen.push_back(prompt.size());
  if (!all.empty() && std::ranges::find(chosen, all.back()) == chosen.end()) chosen.push_back(all.back());
  return chosen;
}

// The mark of the question that a program of one line stands in is not the program's.
void drop_last_mark(Snippet& snippet) {
  std::string& program = snippet.program;
  if (program.find('\n') + 1 != program.size()) return;
  const auto ends_in = [&](std::string_view marks) {
    return program.size() > 1 && marks.contains(program[program.size() - 2]);
  };
  while (ends_in("?., "))
    program.erase(program.size() - 2, 1);
  while (ends_in("= ") && snippet.program.size() > 3)  // "7 % 3 ="
    program.erase(program.size() - 2, 1);
}

// Where program text may begin: first behind lines and clauses of words, the latest first, then behind the last word of
// all that are listed.
std::vector<std::size_t> program_begins(std::string_view prompt) {
  const std::vector<std::size_t> all = beginnings(prompt);
  std::vector<std::size_t> chosen;
  for (std::size_t i = all.size(); i-- > 0;) {
    if (at_line_end(prompt, all[i]) || ends_a_clause(prompt.substr(0, all[i]))) chosen.push_back(all[i]);
  }
  if (std::ranges::find(chosen, all.back()) == chosen.end()) chosen.insert(chosen.end() - 1, all.back());
  // Words that also begin a statement: "what is printed by for x in 'ab': print(x)".
  constexpr std::array<std::string_view, 4> kOpeners{"for ", "with ", "if ", "let "};
  for (const std::size_t at : all) {
    const std::string_view rest = trim(prompt.substr(at));
    const bool opens = std::ranges::any_of(kOpeners, [&](std::string_view word) { return rest.starts_with(word); });
    if (opens && std::ranges::find(chosen, at) == chosen.end()) chosen.insert(chosen.end() - 1, at);
  }
  return chosen;
}

// Program text without marks.
std::vector<Snippet> bare(std::string_view prompt) {
  std::vector<Snippet> snippets;
  for (const std::size_t begin : program_begins(prompt)) {
    for (const std::size_t end : program_ends(prompt, begin)) {
      if (snippets.size() == kSnippetsMax) return snippets;
      Snippet snippet = cut(prompt, begin, end);
      drop_last_mark(snippet);
      if (!is_blank(snippet.program)) snippets.push_back(std::move(snippet));
    }
  }
  return snippets;
}

}  // namespace

std::vector<Snippet> find_snippets(std::string_view prompt) {
  const auto fences = fences_in(prompt);
  if (!fences) return {};
  if (!fences->empty()) return fenced(prompt, *fences);
  if (std::ranges::count(prompt, '`') == 2 && !prompt.contains("${")) {
    std::vector<Snippet> found = quoted(prompt);
    if (!found.empty()) return found;
  }
  return bare(prompt);
}

}  // namespace swarm::code
