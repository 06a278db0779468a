#pragma once

#include <string_view>

namespace swarm::lessons {

// Tables of wordings, one a line. {e} is the expression, {t} a truth value alone, {f} what is said of names, {F} the
// same as the begin of a sentence, {q} a question, {u} the same within a sentence, {a} and {b} two names, {nl} a line
// end.
struct BooleanWordings {
  std::string_view values;          // an expression of true and false
  std::string_view questions;       // an expression, whether of values or of names
  std::string_view python, braces;  // as programs, for the signs that they have
  std::string_view opposite;        // of one value or name
  std::string_view both, either;    // "Are both p and q true?"
  std::string_view told;            // {f}: p is true and q is false
  std::string_view sentences;       // {F}: P is true. Q is false
  std::string_view assigned;        // {f}: p = true, q = false
  std::string_view let;             // {f}: p be true and q be false
  std::string_view lines;           // {f}: p = True; q = False
};

extern const BooleanWordings kBooleanWordings;

}  // namespace swarm::lessons
