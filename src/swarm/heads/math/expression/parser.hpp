#pragma once

#include <optional>
#include <vector>

#include "swarm/heads/math/grammar.hpp"

namespace swarm::math {

// Reads values, lists, equations and the other pieces of patterns from the tokens of one prompt. Every result is kept,
// so that trying many patterns costs little. There are two ways to read letters: as units and signs ("3 x 4", "5 m"),
// or, in equations, as unknowns.
class Parser final : public PieceSource {
 public:
  static constexpr std::size_t kStepsMax = 400'000;
  static constexpr std::size_t kDepthPerLevel = 3;  // frames that count, per bracket

  Parser(const Grammar& grammar, const Tokens& tokens, Tree& tree, const Budget& budget);

  const std::vector<Piece>& pieces(PieceKind kind, std::size_t at) override;
  bool step() override;

  // Why reading was given up as a whole: too deep, too much. Nothing when it was not.
  const std::optional<Trouble>& fatal() const { return fatal_; }

 private:
  struct Parsed {
    NodeId node = kNoNode;
    std::size_t end = 0;
    bool immediate = false;  // a number or a bracket: a bracket behind it means a product
  };
  using Maybe = std::optional<Parsed>;

  // Where shorter readings of an expression are noted, while its first operand is still being extended.
  struct Record {
    std::size_t start;
    std::vector<Piece>* pieces;
  };

  // Counts nesting while it lives.
  class Deeper {
   public:
    explicit Deeper(Parser& parser);
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  // pieces
  std::vector<Piece> read_pieces(PieceKind kind, std::size_t at);
  std::vector<Piece> read_expressions(std::size_t at, bool algebra);
  std::vector<Piece> read_list(std::size_t at);
  std::vector<Piece> read_bare_list(std::size_t at);
  std::vector<Piece> read_grouped_list(std::size_t at);
  std::vector<Piece> read_integer(std::size_t at) const;
  std::vector<Piece> read_ordinal(std::size_t at) const;
  std::vector<Piece> read_equations(std::size_t at, bool several);
  std::optional<Piece> read_equation(std::size_t at);
  std::vector<Piece> read_chain(std::size_t at);
  std::vector<Piece> read_listed(PieceKind kind, std::size_t at) const;
  Maybe read_tight(std::size_t at, bool additive);
  std::optional<std::size_t> separator_end(std::size_t at) const;
  std::optional<std::pair<char, std::size_t>> relation_at(std::size_t at) const;

  // expressions, from loose to tight
  Maybe additive(std::size_t at, const Record* record);
  Maybe multiplicative(std::size_t at, const Record* record);
  Maybe unary(std::size_t at, const Record* record);
  Maybe powered(std::size_t at, const Record* record);
  Maybe postfixed(std::size_t at, const Record* record);
  Maybe primary(std::size_t at);
  void note(const Record* record, std::size_t at, const Parsed& parsed) const;
  Maybe combine(const Parsed& left, const InfixTable::Found& found, const Parsed& right);
  Maybe combine_percent(const Parsed& left, Infix operation, const Parsed& right);
  bool may_continue(NodeId left, const InfixTable::Found& found) const;
  bool may_be_share(NodeId left) const;
  std::optional<InfixTable::Found> infix_at(std::size_t at) const;
  bool is_times(std::size_t at) const;
  std::optional<InfixTable::Found> infix_after_pause(const Parsed& left) const;

  // primaries
  Maybe number(std::size_t at);
  Maybe mixed_number(std::size_t at);
  Maybe written_fraction(std::size_t at);
  Maybe fraction_in_words(std::size_t at);
  Maybe money(std::size_t at);
  Maybe quantity(const Parsed& number);
  Maybe bracketed(std::size_t at);
  Maybe absolute_bars(std::size_t at);
  Maybe root_sign(std::size_t at);
  Maybe phrase(std::size_t at);
  Maybe letter(std::size_t at) const;
  Maybe one_unit(std::size_t at);
  Maybe postfix(const Parsed& operand);
  Maybe factorial_sign(const Parsed& operand);
  Maybe power_words(const Parsed& operand);
  Maybe choice(const Parsed& operand);
  std::optional<std::size_t> unknown_number_end(std::size_t at) const;

  bool word_at(std::size_t at, WordId word) const {
    return word != kNoWord && tokens_[at].kind == TokenKind::word && tokens_[at].word == word;
  }
  bool symbol_at(std::size_t at, char32_t symbol) const {
    return tokens_[at].kind == TokenKind::symbol && tokens_[at].symbol == symbol;
  }
  bool is_literal(NodeId node) const { return tree_[node].kind == NodeKind::literal; }
  bool is_percent(NodeId node) const;
  NodeId with_unit(NodeId node, const Unit& unit);

  struct Words {  // looked up once
    WordId the, a, conjunction, either, of, half, percent, squared, cubed, factorial, to, power, choose, minus,
        negative, is, equal, number, what, some, certain, it, give, unknown, then, after, that, next, same, as;
  };
  static Words words_of(const Grammar& grammar);

  const Grammar& grammar_;
  const Tokens& tokens_;
  Tree& tree_;
  const Budget& budget_;
  Words words_;
  bool algebra_ = false;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
  std::optional<Trouble> fatal_;
  std::vector<std::optional<std::vector<Piece>>> memo_;  // by kind and place
  std::vector<std::optional<Maybe>> phrase_memo_[2];     // by place; with and without unknowns
};

}  // namespace swarm::math
