#include "swarm/heads/logic/families/speech_words.hpp"

#include <array>

namespace swarm::logic {

bool is_speech(const Token& token) {
  constexpr std::array<std::string_view, 11> kWords{"says",   "said",    "say",     "claims",   "claimed", "states",
                                                    "stated", "replies", "replied", "declares", "answers"};
  return is_in(kWords, token.text);
}

bool asks_behind(Span tokens) {
  for (std::size_t i = 1; i + 1 < tokens.size(); ++i) {
    if (tokens[i].is(",") && (tokens[i + 1].is("who") || tokens[i + 1].is("what") || tokens[i + 1].is("which")))
      return true;
  }
  return false;
}

bool has_speech(Span tokens) {
  bool quoted = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is("\"")) quoted = !quoted;
    if (!quoted && i > 0 && is_speech(tokens[i]) && !tokens[i - 1].is("would")) return true;
  }
  return false;
}

std::optional<bool> says_truthful(Span tokens) {
  static const Patterns truthful{
      "[is|are|am|was|were|be] [both|all] [always] [a|an|the|one] "
      "(knight|knights|truth-teller|truth-tellers|truthteller|truthtellers|"
      "truthful|honest|saint|saints / truth teller|tellers)",
      "[is|are|am|was|were|be|has|have] [both|all|always] [been] telling [you] the truth",
      "[both|all|always|only|does|do|did] tells|tell|told [you] the truth",
      "[both|all|always|only|does|do|did] speaks|speak|spoke [only] the truth",
      "[is|are|am|was|were|be] [always] truthful|honest",
      "[is|are|am|was|were|be] [of] [the] [a] truthful (type|kind|one|person)",
      "[only] makes|make true statements",
      "[is|are] the [one] (honest|truthful) one|person|guard|brother|sister|twin",
      "[is|are] the one (who / that) tells the truth",
      "[is|are] the one telling the truth"};
  static const Patterns lying{
      "[is|are|am|was|were|be] [both|all] [always] [a|an|the|one] knave|knaves|liar|liars|lying|dishonest|liers",
      "[both|all|always|only|does|do|did] lies|lie|lied",
      "[both|all|always|only] tells|tell|told lies",
      "[only] makes|make false statements",
      "[is|are] the [one] (lying|dishonest) one|person|guard|brother|sister|twin",
      "[is|are] the one (who / that) lies",
      "[is|are] the one lying"};
  const bool negative = has_word(tokens, "not") || has_word(tokens, "never");
  Tokens plain;
  for (const Token& token : tokens) {
    if (!token.is("not") && !token.is("never")) plain.push_back(token);
  }
  if (plain.empty() || tokens.size() - plain.size() > 1) return std::nullopt;
  if (truthful.fit(plain)) return !negative;
  if (lying.fit(plain)) return negative;
  return std::nullopt;
}

const Patterns& rules_of_the_island() {
  static const Patterns patterns{
      "[on|in] [a|an|the|this|some|certain|that] [certain|strange|far-off|remote] [island|town|village|land|planet] "
      "[,] [every|each] [inhabitant|person|everyone|islander] "
      "[is] [either] [a] knights [always] tell the truth and knaves [always] lie",
      "[on <p>] knights [always] (tell / speak) the truth and [the] knaves [always] (lie / tell lies)",
      "[on <p>] knights always tell the truth , knaves always lie",
      "[on <p>] knaves always lie and knights always tell the truth",
      "knights [always] (tell / speak) [only] the truth",
      "[on|in] [an|the|a] island [there] (live / are) [only] knights , who always tell the truth , and knaves , who "
      "always lie",
      "you (meet / met) [two|three|four|five] (inhabitants / people) of an island where (every / each) inhabitant is "
      "[either] a knight , who always tells the truth , or a knave , who always lies",
      "knaves [always] (lie / tell lies)",
      "liars always lie",
      "truth-tellers always tell the truth",
      "(truth-tellers / truth tellers) always tell the truth and liars always lie",
      "[on <p>] (every|each <n> / everyone / everybody / all <n>) is|are either [a] "
      "(knight|knights|truth-teller|truth-tellers) , [who|which] [always] [tells|tell] [the] [truth] or [a] "
      "(knave|knaves|liar|liars) [,] [who|which] [always] [lies|lie]",
      "[on <p>] (every|each <n> / everyone / everybody / all <n>) [is] (always / either) (tells the truth or lies / "
      "tells the truth or always lies / lies or always tells the truth / always tells the truth or always lies)",
      "[on <p>] there (are / live) [only] [two (types / kinds) of people :] (knights / truth-tellers) [who|,] "
      "[always] [tell] [the] [truth] and (knaves / liars) [who|,] [always] [lie]",
      "(every|each <n> / everyone) is [either] a (knight / truth-teller) , who always (tells / speaks) the truth , "
      "or a (knave / liar) , who always (lies / tells lies)",
      "[on <p>] (every|each <n> / everyone) is [either] a (knight|truth-teller) (who / and) always (tells / speaks) "
      "the truth or a (knave|liar) (who / and) always (lies / tells lies)",
      "knights (always / only) [ever] (tell / speak) the truth [;|,|and|while|but] knaves (always / only) [ever] "
      "(lie / tell lies)",
      "a knight always tells the truth and a knave always lies",
      "a knight always tells the truth , a knave always lies",
      "each [of them] is [either] a (knight / truth-teller) or a (knave / liar)",
      "they are [all|both|each] [either] knights or knaves"};
  return patterns;
}

const Patterns& people_of_the_island() {
  static const Patterns patterns{
      "<l> [each] are|is [each|all|both] [either] [a] [knights|knight] or [a] knaves|knave",
      "<l> each either always lies or always tells the truth",
      "<l> are [two|three|four] (inhabitants / islanders / people / suspects / friends / natives / residents) "
      "[of|on] [this|the] [island]",
      "<l> live on (the / this / an / that / such an) island [of knights and knaves]",
      "<l> are [two|three|four|five] [of] [them|islanders|people|suspects|witnesses|friends|brothers|sisters|guards]",
      "you (meet / encounter / see / come across / met) [two|three|four] [inhabitants / people / islanders / natives "
      "/ of them / strangers] [called|named] [:] <l>",
      "<l> each (make / made) [a|one] statement|statements",
      "there are [two|three|four] [people|islanders|inhabitants|suspects|friends] [here] [:|,] [called|named] <l>",
      "[two|three|four] (suspects / friends / people / islanders / inhabitants) [,] <l> [,] (are questioned / speak "
      "/ make statements / talk to you / are talking)"};
  return patterns;
}

const Patterns& asks_of_all() {
  static const Patterns patterns{
      "who is (what / who / which)",
      "what is each [of them|person|one|islander]",
      "what are they",
      "what are <l>",
      "what (type / kind) [of person] is each [of them|one]",
      "which is which",
      "who is a knight and who is a knave",
      "which (are knights / of them are knights) and which are knaves",
      "what (types / kinds) are (they / <l>)",
      "identify|determine|classify|find (each / everyone / them / all / what each is / who is "
      "what / each person / <l> / what each of them is / what <l> are / who is which)",
      "who are they",
      "what is everyone",
      "who is the knight and who is the knave",
      "what kind of [person|people|islander] (is each / are they)",
      "who is lying and who is telling the truth",
      "what can you (say / conclude) about (them / <l>)"};
  return patterns;
}

const Patterns& asks_of_one() {
  static const Patterns patterns{"what is <x>",
                                 "[so] which [type|kind] is <x>",
                                 "what (type / kind / sort) [of (person / islander / inhabitant)] is <x>",
                                 "is <x> a knight or a knave",
                                 "is <x> a (truth-teller / truth teller) or a liar",
                                 "is <x> lying or telling the truth",
                                 "is <x> telling the truth or lying",
                                 "what must <x> be",
                                 "is <x> a knave or a knight",
                                 "is <x> a liar or a (truth-teller / truth teller)"};
  return patterns;
}

}  // namespace swarm::logic
