#include "swarm/heads/logic/language/fillers.hpp"

#include "swarm/heads/logic/language/claims.hpp"
#include "swarm/heads/logic/language/pattern.hpp"

namespace swarm::logic {

namespace {

const Patterns& whole_sentences() {
  static const Patterns patterns{
      "hi|hello|hey|please|thanks|question|puzzle|riddle|premises|premise|facts|statements|clues|rules|given|argument",
      "thank you",
      "here is|are [a|an|my|the] [quick|little|short|small|logic|following] [logic] "
      "puzzle|riddle|question|argument|problem|facts|statements|clues|premises|rules",
      "[a] [quick|little|short] [logic] puzzle|riddle|question|problem|exercise [for you]",
      "[please] consider|take|look [at] [the following|this|these] "
      "argument|statements|premises|facts|claims|rules|syllogism "
      "[and decide]",
      "[please] explain|justify [why|briefly] [your answer / your reasoning / the answer / how]",
      "[please] show|explain [me] [your|the] reasoning|working|steps|proof|answer",
      "[please] answer (yes or no / true or false / briefly / with yes , no or undetermined)",
      "why [or why not]",
      "yes or no",
      "true or false",
      "just (yes or no / the answer)",
      "[suppose|assume] (the following / these) [statements|facts|premises|claims|sentences|rules] [are|is|all] [all] "
      "[true|given|hold]",
      "[suppose|assume] [that] all [of] these are true",
      "(we know / you know / i know / we are told / you are told / i was told / it is known) [the following] "
      "[facts|that]",
      "the [following] facts|premises|statements|clues|rules are [these / as follows / given / the following / known]",
      "use only (this / these facts / the statements / what is given / the premises)",
      "solve this [puzzle|riddle]",
      "think carefully",
      "can you help [me] [with this|with a puzzle]",
      "help me [with this]",
      "i have a [logic] puzzle|riddle|question [for you]",
      "let us say",
      "logic puzzle|question|problem",
      "there are no other possibilities",
      "in this puzzle",
      "from these facts",
  };
  return patterns;
}

const Patterns& fronts() {
  static const Patterns patterns{
      "so <s>",
      "then <s>",
      "now <s>",
      "and <s>",
      "but <s>",
      "please <s>",
      "ok|okay|hi|hello|hey <s>",
      "logically <s>",
      "[based on / given / from / by / judging by / according to / going by / knowing / using] "
      "(this / that / these / the above / all this / the given facts) "
      "[alone|only|information|statements|facts|premises|clues|rules] , <s>",
      "based|going [only] on|by (this / that / these) [alone|only|information|statements|facts|premises|clues|rules] "
      "<s>",
      "in that case <s>",
      "if (this is / these are / so / that is / all this is) [true / so / the case] , <s>",
      "therefore , <s>",
      "can|could|would you [please] tell [me] (if / whether / ) <s>",
      "[please] tell me (if / whether / ) <s>",
      "do you know (if / whether / ) <s>",
      "i wonder (if / whether / ) <s>",
      "i want to know (if / whether / ) <s>",
      "quick question <s>",
      "my question is <s>",
      "question : <s>",
      "puzzle|riddle : <s>",
      "premises|premise|facts|given|statements|clues|argument : <s>",
      "thus|hence , <s>",
      "with that in mind , <s>",
      "[please] decide|determine|say|check|judge|evaluate|state|assess|test|prove (if / whether / that) <s>",
      "work out (if / whether / ) <s>",
      "figure out (if / whether / ) <s>",
      "find out <s>",
      "assuming (this / that / these) [is|are] [all] [true] , <s>",
      "hence|thus <s>",
  };
  return patterns;
}

const Patterns& backs() {
  static const Patterns patterns{
      "<s> [going] [only] (from|by|on|with|given|under) "
      "(this / that / these / the above / what is given / what we know / these facts / the given information / what "
      "was said) "
      "[alone|only|information|statements|facts|premises|clues|rules|assumptions] [alone|only]",
      "<s> [based on|according to] (this / that / these / the above / these facts / the statements / the premises / "
      "the clues) "
      "[alone|only|information|statements|facts|premises|clues|rules] [alone|only]",
      "<s> , for sure|certain",
      "<s> for sure|certain",
      "<s> , then",
      "<s> then",
      "<s> , please",
      "<s> please",
      "<s> , in that case",
      "<s> in that case",
      "<s> , right",
      "<s> , correct",
      "<s> , yes",
      "<s> , or not",
      "<s> or not",
      "<s> , yes or no",
      "<s> (yes or no)",
      "<s> , and why",
      "<s> and why",
      "<s> , thanks",
      "<s> thanks",
      "<s> necessarily",
      "<s> , logically",
      "<s> , is it not",
      "<s> , do you think",
      "<s> , exactly",
      "<s> ( yes or no )",
  };
  return patterns;
}

Span stripped_by(const Patterns& patterns, Span tokens) {
  Span found = tokens;
  patterns.match(tokens, [&](const Pattern::Match& match) {
    found = match["s"];
    return true;
  });
  return found;
}

}  // namespace

bool is_filler(const Sentence& sentence) {
  Span tokens = sentence.tokens;
  while (!tokens.empty() && (tokens.back().is(":") || tokens.back().is(",")))
    tokens = tokens.first(tokens.size() - 1);
  return tokens.empty() || whole_sentences().fit(tokens);
}

Span without_fillers(Span tokens) {
  for (std::size_t before = 0; before != tokens.size() && !tokens.empty();) {
    before = tokens.size();
    tokens = stripped_by(fronts(), tokens);
    tokens = stripped_by(backs(), tokens);
  }
  return tokens;
}

bool ends_with_right(Span tokens) {
  return tokens.size() > 2 && (tokens.back().is("right") || tokens.back().is("correct")) &&
         tokens[tokens.size() - 2].is(",");
}

}  // namespace swarm::logic
