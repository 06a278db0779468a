#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "swarm/heads/logic/families/occurrence.hpp"
#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/reasoning/formula.hpp"

namespace swarm::logic {

// The simple statements of one prompt. While sentences are read, each gets a provisional atom; `resolve` then finds out
// which of them speak of the same: a whole statement, or a predicate of an individual. Quantifiers are written out over
// the named individuals and one witness for each quantified statement, which is enough: every statement has one
// variable.
class Theory final : public ClauseReader {
 public:
  Outcome<Formula> clause(Span tokens) override;
  std::optional<Outcome<Formula>> conditional(Span condition, Span result) override;
  bool familiar(Span tokens) override;
  // The next statements are questions whose copula was taken away from the front.
  void after_copula(bool after) { after_copula_ = after; }
  // Sentences that are read later: what they say is familiar.
  void will_read(Span tokens);
  std::size_t mark() override { return occurrences_.size(); }
  void back_to(std::size_t mark) override { occurrences_.resize(mark); }

  // To be called once, with all formulas that were read.
  Outcome<Done> resolve(const std::vector<Formula>& formulas);
  Formula grounded(const Formula& formula) const;
  const Universe& universe() const { return universe_; }

  // The individuals that the prompt names, and "<individual> <predicate>" for the words of a "who" question.
  const std::vector<std::string>& individuals() const { return individuals_; }
  std::optional<Formula> predication(std::size_t individual, const Stems& predicate) const;

  // What the words might mean beyond what is said: "open" and "closed", "red car" and "car". An answer that something
  // does not follow must hold under each of these too.
  const std::vector<Formula>& suspicions() const { return suspicions_; }
  // Every individual and predicate, and every whole statement, of `asked` is also spoken of in `premises`.
  bool speaks_of(const std::vector<Formula>& premises, const std::vector<Formula>& asked) const;
  bool has_general_statement() const;
  bool has_generic() const;
  bool only_letters() const;

 private:
  struct Term {
    std::string key;
    bool negated = false;
  };
  struct Terms {  // joined by and, or by or
    std::vector<Term> terms;
    bool any = false;
  };
  struct Reading {                  // of one occurrence
    std::vector<Terms> restrictor;  // all of them
    Terms body;
    int atom = -1;        // plain: opaque
    std::string subject;  // plain: individual
    Term predicate;
    bool negated = false;  // plain: opaque and denied
  };

  Outcome<Done> read_general(std::size_t index);
  Outcome<std::size_t> middle_of(std::size_t index) const;
  Outcome<Terms> terms_of(Stems stems);
  Outcome<Done> read_plain(std::size_t index);
  Outcome<Stems> without_pronoun(std::size_t index, Stems stems) const;
  std::size_t links(const Stems& key, std::size_t except) const;
  std::optional<std::size_t> split_of(const Occurrence& occurrence, const Stems& stems) const;
  int opaque_atom(const std::string& key, const Occurrence& occurrence);
  void with_known_words(Stems& stems) const;
  bool said_together(int left, int right) const;
  Outcome<Done> generic_only_alone(const Formula& formula, bool alone) const;
  Outcome<Done> only_persons() const;
  std::set<std::string> spoken_of(const std::vector<Formula>& formulas) const;
  std::string in_words(const std::string& key) const;
  void note_presuppositions();
  Outcome<Done> make_atoms();
  void suspect();
  void suspect_predicates(const std::string& left, const std::string& right);
  Formula term(std::size_t element, const Term& term) const;
  Formula terms(std::size_t element, const Terms& terms) const;
  Formula meaning(std::size_t index) const;

  std::vector<Occurrence> occurrences_;
  bool after_copula_ = false;
  std::vector<Stems> corpus_;
  std::map<std::string, std::string> shown_;  // a stem and the word as typed
  std::vector<std::vector<bool>> together_;   // for each sentence the occurrences in it
  std::vector<bool> live_;
  std::vector<Reading> readings_;
  Universe universe_;
  std::map<std::string, int> opaque_;
  std::map<std::string, std::size_t> predicates_;  // key → index
  std::vector<std::string> individuals_;
  std::size_t elements_ = 0;
  int first_predication_ = 0;
  std::vector<Formula> facts_;
  std::vector<Formula> suspicions_;

 public:
  const std::vector<Formula>& presuppositions() const { return facts_; }
};

}  // namespace swarm::logic
