#include <array>

#include "swarm/heads/math/language/vocabulary.hpp"

namespace swarm::math {

namespace {

struct Alias {
  std::string_view spellings;  // separated by blanks
  std::string_view word;
};

constexpr std::array kAliases{
    // chat and British or American spelling
    Alias{"wat wut wot wht whta", "what"},
    Alias{"plz pls plss plx", "please"},
    Alias{"u ya", "you"},
    Alias{"thx tnx thanx ty", "thanks"},
    Alias{"are was were", "is"},
    Alias{"an", "a"},
    Alias{"does did", "do"},
    Alias{"pct percents percentage percentages", "percent"},
    Alias{"calc", "calculate"},
    Alias{"comp", "compute"},
    Alias{"eval", "evaluate"},
    Alias{"colour colored coloured colours colors", "color"},
    Alias{"gonna", "will"},
    Alias{"equals equal equalling", "equal"},
    Alias{"gives gave given", "give"},
    Alias{"makes making", "make"},
    // plural forms
    Alias{"numbers nos", "number"},
    Alias{"integers", "integer"},
    Alias{"digits", "digit"},
    Alias{"terms", "term"},
    Alias{"values", "value"},
    Alias{"factors", "factor"},
    Alias{"divisors", "divisor"},
    Alias{"multiples", "multiple"},
    Alias{"primes", "prime"},
    Alias{"ways", "way"},
    Alias{"combinations", "combination"},
    Alias{"permutations", "permutation"},
    Alias{"arrangements", "arrangement"},
    Alias{"subsets", "subset"},
    Alias{"committees", "committee"},
    Alias{"roots", "root"},
    Alias{"solutions", "solution"},
    Alias{"zeros zeroes", "zeros"},
    Alias{"equations", "equation"},
    Alias{"decimals", "decimal"},
    Alias{"places", "place"},
    Alias{"figures figs", "figure"},
    Alias{"fractions", "fraction"},
    Alias{"discounts discounted", "discount"},
    Alias{"results", "result"},
    Alias{"answers", "answer"},
    Alias{"sides", "side"},
    Alias{"legs", "leg"},
    Alias{"edges", "edge"},
    Alias{"dice dices", "die"},
    Alias{"coins", "coin"},
    Alias{"cards", "card"},
    Alias{"heads", "head"},
    Alias{"tails", "tail"},
    Alias{"flips flipping flipped flip tossing tossed tosses", "toss"},
    Alias{"rolls rolling rolled throwing throw thrown throws", "roll"},
    Alias{"drawing draws drawn picking pick picked picks choosing chosen selecting selected pulling pull pulled",
          "draw"},
    Alias{"rounded rounding", "round"},
    Alias{"converted converting converts", "convert"},
    Alias{"likelihood chance chances probabilities prob", "probability"},
    Alias{"costs costing", "cost"},
    Alias{"prices priced", "price"},
    Alias{"tickets", "ticket"},
    Alias{"travels traveled travelled travelling traveling", "travel"},
    Alias{"goes going", "go"},
    Alias{"drives drove driving", "drive"},
    Alias{"takes taking", "take"},
    Alias{"biggest greatest highest maximum max", "largest"},
    Alias{"least lowest minimum min", "smallest"},
    Alias{"bigger greater higher", "larger"},
    Alias{"smaller lower", "smaller"},
    Alias{"avg", "average"},
    Alias{"dividing divides", "divide"},
    Alias{"multiplying multiplies", "multiply"},
    Alias{"adding adds", "add"},
    Alias{"subtracting subtracts", "subtract"},
    Alias{"doubling doubled", "doubled"},
    Alias{"tripled trebled", "tripled"},
    Alias{"halved", "halved"},
    Alias{"hcf gcf", "gcd"},
    Alias{"remainders", "remainder"},
    Alias{"letters", "letter"},
    Alias{"teh", "the"},
    Alias{"orders ordering orderings", "order"},
    Alias{"twos", "two"},
    Alias{"threes", "three"},
    Alias{"fours", "four"},
    Alias{"fives", "five"},
    Alias{"sixes", "six"},
    Alias{"raise hike", "raise"},
    Alias{"handshakes", "handshake"},
    Alias{"tips gratuity", "tip"},
    Alias{"taxes vat", "tax"},
};

}  // namespace

void add_aliases(Vocabulary& vocabulary) {
  for (const Alias& alias : kAliases) {
    std::string_view rest = alias.spellings;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      vocabulary.alias(rest.substr(0, end), alias.word);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

}  // namespace swarm::math
