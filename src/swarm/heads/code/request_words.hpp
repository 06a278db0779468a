#pragma once

#include <optional>
#include <string_view>

#include "swarm/heads/code/code_question.hpp"

namespace swarm::code {

// What the words around a program ask for.
struct Request {
  std::optional<Language> language;
  bool asks_output = false;       // print, output, run
  bool asks_value = false;        // value, result, return
  bool asks_tests = false;        // tests, pass
  bool asks_return = false;       // what it returns, which is not what it prints
  bool ends_in_is = false;        // "what is", before an expression
  bool is_empty = true;           // no words at all
  bool is_language_only = false;  // "js:"
};

// Reads the words before and after a program. Nothing when a single word is not listed, or when the words, though
// listed, ask for something else: an explanation, a program, a yes or no.
std::optional<Request> read_request(std::string_view before, std::string_view after);

// The same beside a program that is marked as one: there, sentences that only tell where it comes from may stand
// between the words of the request ("My teacher says this is tricky.").
std::optional<Request> read_request_with_context(std::string_view before, std::string_view after);

// Whether all words of the text are listed; for finding where words end and a program begins.
bool is_only_words(std::string_view text);

// "python", "c++": a language that we can run.
std::optional<Language> language_named(std::string_view word);
// False only when no word of the text can be such a name: none is written in it anywhere.
bool may_name_language(std::string_view text);

}  // namespace swarm::code
