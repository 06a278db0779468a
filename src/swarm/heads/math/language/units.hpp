#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "swarm/heads/math/language/token.hpp"
#include "swarm/heads/math/language/vocabulary.hpp"
#include "swarm/heads/math/number/rational.hpp"

namespace swarm::math {

enum class Dimension : std::uint8_t { share, money, length, mass, time, temperature, area, volume, speed, data };

// A unit of measure. One unit is `factor` base units of its dimension (metre, gram, second, kelvin, square metre, cubic
// metre, metre per second); of a temperature, value in kelvin = (number + offset) * factor. A currency is a dimension
// of its own: two currencies never mix.
struct Unit {
  std::string symbol;  // canonical: "km", "m²", "$"
  Dimension dimension;
  Rational factor;
  Rational offset;
  std::string note;               // the reading of an ambiguous name: "US gallon"
  const Unit* squared = nullptr;  // of a length
  const Unit* cubed = nullptr;    // likewise
  const Unit* length = nullptr;   // of a speed: per `time`
  const Unit* time = nullptr;
};

bool comparable(const Unit& left, const Unit& right);  // can be converted into each other

// Every unit and its names. Adds its words to the vocabulary; afterwards read from any thread.
class Units {
 public:
  explicit Units(Vocabulary& vocabulary);
  Units(const Units&) = delete;
  Units& operator=(const Units&) = delete;

  struct Found {
    const Unit* unit = nullptr;
    std::size_t end = 0;
  };
  // The longest unit name at a token: "km", "square metres", "m^2", "miles per hour", "km/h".
  std::optional<Found> read(const Tokens& tokens, std::size_t at) const;

  const Unit* percent() const { return percent_; }
  const Unit* currency(char32_t symbol) const;  // "$", nothing for another character
  bool is_cents(const Unit& unit) const { return &unit == cents_ || &unit == pence_; }
  const Unit* whole_money(const Unit& unit) const {
    return &unit == cents_ ? dollar_ : &unit == pence_ ? pound_money_ : &unit;
  }
  const Unit* named(std::string_view symbol) const;               // by canonical symbol; must exist
  const Unit* speed(const Unit& length, const Unit& time) const;  // nothing when it is not listed

 private:
  struct Name {
    std::vector<WordId> words;
    const Unit* unit;
  };

  const Unit* add(Vocabulary& vocabulary, std::string_view symbol, Dimension dimension, Rational factor,
                  std::string_view names, std::string_view note = "");
  void add_lengths(Vocabulary& vocabulary);
  void add_masses_and_times(Vocabulary& vocabulary);
  void add_volumes(Vocabulary& vocabulary);
  void add_money(Vocabulary& vocabulary);
  void add_speeds(Vocabulary& vocabulary);
  std::optional<Found> read_name(const Tokens& tokens, std::size_t at) const;
  std::optional<Found> read_powered(const Tokens& tokens, std::size_t at) const;
  std::optional<Found> read_speed(const Tokens& tokens, const Found& length) const;

  std::deque<Unit> units_;
  std::vector<std::vector<Name>> names_;  // by first word, longest first
  std::vector<WordId> square_, cubic_, per_;
  WordId degree_ = kNoWord;
  const Unit* percent_ = nullptr;
  const Unit* dollar_ = nullptr;
  const Unit* cents_ = nullptr;
  const Unit* pound_money_ = nullptr;
  const Unit* pence_ = nullptr;
  const Unit* euro_ = nullptr;
  const Unit* yen_ = nullptr;
  const Unit* rupee_ = nullptr;
};

}  // namespace swarm::math
