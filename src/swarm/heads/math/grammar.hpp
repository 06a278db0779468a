#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "swarm/heads/math/budget.hpp"
#include "swarm/heads/math/expression/infix.hpp"
#include "swarm/heads/math/language/number_words.hpp"
#include "swarm/heads/math/language/pattern.hpp"
#include "swarm/heads/math/language/units.hpp"
#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

class Question;

// What a phrase builds its node with.
struct Workshop {
  Tree& tree;
  const Units& units;
  const Tokens& tokens;
};

// An answer that was found and confirmed.
struct Solution {
  std::string reading;  // how the question was understood: "15% of 80"
  std::string value;    // canonical
  std::string answer;   // one line for people
  std::string method;   // "exact arithmetic"
  std::vector<answers::Step> steps;
  std::string check;
};

// The language of the head: words, units, and the rules of every family. Built once, then read from any thread.
class Grammar {
 public:
  Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  // A phrase stands for a value and can be part of a larger expression: "the sum of {items:list}". It begins with a
  // word or with an ordinal ("{n:ordinal} root of {x:operand}").
  // kNoNode from the builder refuses the reading.
  using Builder = NodeId (*)(const Match&, Workshop&);
  // A step of a chain of orders goes on from the value so far: "then double it". An opening starts such a chain.
  using StepBuilder = NodeId (*)(const Match&, Workshop&, NodeId so_far);
  // A form is a whole question with its own kind of answer.
  using Solver = Outcome<Solution> (*)(const Match&, Question&);

  struct Phrase {
    Pattern pattern;
    Builder build;
    bool open_ended = false;  // see Node::open_ended
  };
  struct ChainStep {
    Pattern pattern;
    StepBuilder build;
  };
  struct Form {
    Pattern pattern;
    Solver solve;
  };

  // For the families, while the grammar is being built.
  void macro(std::string_view name, std::string_view text) { macros_[std::string(name)] = text; }
  void phrase(std::string_view pattern, Builder build);
  // The same for a phrase whose last operand ends where everybody ends it: "twice 7 plus 3" is 17.
  void tight_phrase(std::string_view pattern, Builder build);
  void opening(std::string_view pattern, Builder build);
  void step(std::string_view pattern, StepBuilder build);
  void form(std::string_view pattern, Solver solve);
  void lead(std::string_view pattern, bool asks);           // what may stand in front: "can you tell me"
  void tail(std::string_view pattern, bool asks);           // what may follow: "thanks"
  void list_words(PieceKind kind, std::string_view words);  // things, persons, colours, separated by blanks

  struct Filler {
    Pattern pattern;
    bool asks;  // shows that something is to be computed
  };
  const Vocabulary& vocabulary() const { return vocabulary_; }
  const NumberWords& number_words() const { return number_words_; }
  const Units& units() const { return units_; }
  const InfixTable& infix() const { return infix_; }
  const std::vector<Form>& forms() const { return forms_; }
  const std::vector<Phrase>& openings() const { return openings_; }
  const std::vector<ChainStep>& steps() const { return steps_; }
  const std::vector<Filler>& leads() const { return leads_; }
  const std::vector<Filler>& tails() const { return tails_; }
  std::vector<const Phrase*> phrases_at(const Token& token) const;
  bool listed(PieceKind kind, WordId word) const;
  WordId word(std::string_view text) const { return vocabulary_.find(text); }

 private:
  void add_phrase(std::string_view pattern, Builder build, bool tight);

  Vocabulary vocabulary_;
  NumberWords number_words_;
  Units units_;
  InfixTable infix_;
  Pattern::Macros macros_;
  std::vector<std::unique_ptr<Phrase>> phrases_;
  std::vector<std::vector<const Phrase*>> phrases_by_word_;
  std::vector<const Phrase*> ordinal_phrases_;
  std::vector<Phrase> openings_;
  std::vector<ChainStep> steps_;
  std::vector<Form> forms_;
  std::vector<Filler> leads_;
  std::vector<Filler> tails_;
  std::vector<std::pair<PieceKind, WordId>> listed_;
};

}  // namespace swarm::math
