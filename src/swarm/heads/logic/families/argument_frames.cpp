#include "swarm/heads/logic/families/argument_frames.hpp"

namespace swarm::logic {

namespace {

Frame asks_whether_validity() {
  return {Ask::validity,
          {
              "is|was (this|that|the|it|my|his|her|their|following) [following] [kind of] "
              "[argument|reasoning|inference|conclusion|deduction|syllogism|logic|argumentation] "
              "[logically|deductively|formally] valid|correct|logical|legitimate|justified|warranted "
              "[or invalid|not|incorrect] [reasoning|argument|inference|conclusion|deduction]",
              "is (the following / this / that / it / the above) "
              "[argument|reasoning|inference|conclusion|deduction|syllogism] "
              "[logically|deductively|formally] valid|correct|logical [or invalid|not|incorrect] "
              "[argument|inference|reasoning|syllogism|deduction|conclusion]",
              "is (this / that / it) a|an [logically|deductively|formally] valid "
              "argument|inference|syllogism|deduction|conclusion|reasoning|form",
              "is the (argument / reasoning / inference / conclusion / deduction / syllogism / logic) "
              "[here] [logically|deductively|formally] valid|correct [or invalid|not|incorrect]",
              "valid|correct",
              "valid or invalid|not",
              "valid argument|inference|syllogism",
              "is the argument valid or invalid",
              "[logically] valid [or invalid]",
              "is it [logically|deductively] valid [or invalid]",
              "check|assess|judge|evaluate|determine|decide|test|say [whether|if] [this|the|that] [following] "
              "[argument|reasoning|inference|syllogism] is [logically] valid [or invalid|not]",
              "[this|that|the] argument|reasoning|inference|syllogism is [logically] valid|correct [or invalid|not]",
              "valid or invalid argument|syllogism|inference",
              "does (this|that|the) [argument|reasoning|inference|logic|syllogism] [logically] hold|work [up]",
              "is (this|that) [argument|reasoning] sound logic",
              "is (this / that / the / the following) (sequent / entailment / consequence / inference / argument) "
              "[relation] [valid|correct]",
              "is|was (he / she / they / it) right [to (conclude / say / infer) (that / this / so)]",
          }};
}

Frame asks_whether_follows() {
  return {Ask::follows,
          {
              "does|did (this|that|it|the|his|her|my|their) [conclusion / claim / last statement / last "
              "sentence] [really] "
              "[logically|necessarily] follow [logically|necessarily] "
              "[from (the / these / those / this / that / what) [given|first|other] [two|three] "
              "[premises / statements / facts / was said]]",
              "does the conclusion [logically|necessarily] follow [from the premises]",
              "follows",
          }};
}

Frame asks_whether_consistency() {
  return {
      Ask::consistency,
      {
          "can|could|might|may (all [of] (these / this / them / the above / those / it / the following / the "
          "statements / what is said) / the following / these / they / both / it all / this) "
          "[statements|sentences|claims|things|facts|four|three|two|five|rules] "
          "[all|both|be] [be] [true / hold / right / correct / the case / satisfied / consistent] "
          "(at once / at the same time / together / simultaneously / [all] at one time / )",
          "can|could|may (all [of] [the|these|those|this|them] [three|two|four|five] [of] "
          "[statements|sentences|claims|these|them|those|above|rules]) [be|hold] "
          "[true|right|correct|hold|satisfied] (at once / at the same time / together / simultaneously / )",
          "can|could (these|those|the|both) [statements|sentences|claims|two|three|four|rules] "
          "[statements|sentences|claims] [all|both] (be true / hold / be right / be correct / be satisfied) "
          "[together / simultaneously / at once / jointly] [at the same time]",
          "are (these|they|those|the) [following|above|two|three|four|five] "
          "[statements|sentences|claims|premises|rules|facts|propositions|assumptions|requirements] "
          "[mutually|logically|all|jointly|together|internally] [logically|mutually] "
          "consistent|compatible|contradictory|inconsistent|satisfiable "
          "[or inconsistent|not|contradictory|consistent] [with each other|together|one another]",
          "is (this / that / the following / it / all this) [set|list|group|collection|story] "
          "[of statements|sentences|claims|facts] [logically] consistent|contradictory|inconsistent|satisfiable "
          "[or not|inconsistent|contradictory]",
          "is there a contradiction [here / in this / in these statements / among these / between them / in that]",
          "do|does (these|they|the|this|those|it) [statements|sentences|claims|two|three|rules] [statements] "
          "[contradict (each other / one another / itself) / contradict / fit together / go together / "
          "conflict / clash / hang together]",
          "is it possible for all [of] (these / them / this / those / the statements) "
          "[statements|claims|sentences] to (be true / hold) [together / simultaneously / at once] [at the same "
          "time]",
          "is it possible that all [of] (these / them / this) [statements|claims] (are true / hold) [together / at "
          "once]",
          "is (this / that / it / all of this) possible|impossible|contradictory|consistent|coherent",
          "is that|this a contradiction",
          "consistent|contradictory",
          "consistent or not|contradictory|inconsistent",
          "contradictory or consistent",
          "contradiction or not",
          "(are these / are they) (contradictory or consistent / consistent or contradictory / consistent)",
          "can|could (all / all of / both of / all three of / all four of / every one of) [the] (following / above "
          "/ these / them / these statements / statements) "
          "[statements|claims|sentences] (hold / be true) [at once|together|simultaneously] [at the same time]",
          "can|could all (three / four / five / of this / of it) [statements|claims|sentences] (hold / be true) [at "
          "once|together|simultaneously] [at the same time]",
          "can (they / these) [all] coexist",
          "is it possible for (both / all [of] / all three / all four / all of them) [statements|claims] to (be "
          "true / hold) [together / at once / at the same time]",
          "is it possible for (both / all) of them to (be true / hold) [together / at once / at the same time]",
          "(do / does) (these / they / it / that / this / all this) (fit / go / hang / add up) [together]",
          "can (everything / all) (said / stated) [here] be true [at once|together]",
          "(are / is) (these / they / this / that) compatible [with each other]",
          "(are / is) (any of these / the statements / the claims) in conflict",
          "check (these / them / the statements / this) for (consistency / contradictions / a contradiction)",
      }};
}

Frame asks_whether_tautology() {
  return {Ask::tautology,
          {"is (it / this / that) a tautology", "tautology", "tautology or not",
           "is (it / this / that) [formula] always true"}};
}

Frame asks_whether_contradiction() {
  return {Ask::contradiction, {"is it a contradiction", "is it always false"}};
}

Frame asks_whether_satisfiable() {
  return {Ask::satisfiable,
          {"is it satisfiable", "satisfiable", "satisfiable or not|unsatisfiable",
           "is (this / that / the) formula satisfiable", "can it (ever be true / be true / be satisfied)"}};
}

}  // namespace

const std::vector<Frame>& whole_frames() {
  static const std::vector<Frame> frames{asks_whether_validity(),      asks_whether_follows(),
                                         asks_whether_consistency(),   asks_whether_tautology(),
                                         asks_whether_contradiction(), asks_whether_satisfiable()};
  return frames;
}

namespace {

Frame asks_of_equivalence() {
  return {Ask::equivalence,
          {
              "is|are <s> and|with <t> [logically] equivalent [to each other]",
              "is|are <s> [logically] (equivalent to / the same as / the same claim as / the same statement as / "
              "the same thing as / interchangeable with) <t>",
              "is (saying / it the same to say / it equivalent to say) <s> [the same as saying / and / as] <t>",
              "does|do <s> (mean / say / express / amount to / state) the same [thing] (as / with) <t>",
              "do|does <s> and <t> (mean / say / express / amount to / state) the same [thing]",
              "are (these / the two / the following / the formulas / the statements / formulas) [two] "
              "[formulas|statements|sentences|claims] [logically] equivalent : <s> and|versus|, <t>",
              "are the [two] (formulas / statements / sentences / claims / propositions) <s> and <t> [logically] "
              "equivalent",
              "is the (formula / statement / sentence / claim) <s> [logically] equivalent to <t>",
          }};
}

Frame asks_of_classify() {
  return {Ask::classify,
          {
              "is [the formula|statement|sentence|proposition] <s> a tautology , [a] (contradiction / contingency / "
              "contingent) , or "
              "(neither / [a] contingency / contingent / [a] contradiction / satisfiable / merely satisfiable)",
              "classify <s> [as (a tautology / valid) , [a] (contradiction / contingency / contingent) or <t>]",
              "is [the formula|statement] <s> valid , satisfiable or (unsatisfiable / a contradiction / contradictory)",
              "tautology , contradiction or (neither / contingency / contingent) : <s>",
              "is [the formula|statement|sentence|proposition] <s> a tautology or a contradiction [or neither]",
          }};
}

Frame asks_of_tautology() {
  return {Ask::tautology,
          {
              "is [the formula|statement|sentence|proposition|expression] <s> [always] (a tautology / tautological / a "
              "logical truth) [or not]",
              "is this [formula|statement] (a tautology / always true) : <s>",
              "is it a tautology : <s>",
              "tautology : <s>",
              "is [the formula|statement|sentence|proposition|expression] <s> (always true / true in every case / "
              "necessarily true / logically true / true under every assignment / true for all values)",
              "is it a tautology that <s>",
              "is <s> true (no matter what / in all cases / whatever happens)",
          }};
}

Frame asks_of_tautology_told() {
  return {Ask::tautology,
          {
              "is [the formula|statement|sentence|proposition] <s> [logically] valid [or not|invalid]",
              "is this formula valid : <s>",
              "is the formula valid : <s>",
              "<s> valid|tautology [or not]",
              "[that] <s> is [always] (a tautology / valid / tautological / always true / a logical truth) [or not]",
          }};
}

Frame asks_of_satisfiable() {
  return {
      Ask::satisfiable,
      {
          "is [the formula|statement|sentence|proposition|expression|set] <s> (satisfiable / consistent / "
          "unsatisfiable / "
          "inconsistent / possible) [or unsatisfiable|not|contradictory|inconsistent]",
          "can [the formula|statement|sentence|proposition|expression] <s> (ever be true / be true / be satisfied / "
          "hold / be made true)",
          "is there (an assignment / a truth assignment / any assignment / a way) (that makes / making / to make) "
          "<s> true",
          "is <s> a [jointly|mutually] consistent|satisfiable|inconsistent|contradictory (set / pair / collection) "
          "[of <n>]",
          "check|test [if|whether] [the] [set|formulas|formula|statements] <s> (for consistency / for "
          "satisfiability / is consistent / is satisfiable / are consistent)",
          "[that] [the] [set|formula|formulas] <s> is|are [jointly|mutually] (satisfiable / consistent) [or not]",
          "<s> satisfiable|consistent [or not]",
          "can <s> all be true [together / at once]",
          "are [the] [formulas|statements] <s> [jointly|mutually|logically|all] (consistent / satisfiable / "
          "compatible / inconsistent / contradictory)",
          "is this [formula] satisfiable : <s>",
          "satisfiable : <s>",
          "is it satisfiable : <s>",
      }};
}

Frame asks_of_contradiction() {
  return {Ask::contradiction,
          {
              "is [the formula|statement|sentence|proposition|expression] <s> (a contradiction / "
              "contradictory / always false / "
              "self-contradictory / impossible)",
              "is this [formula] (a contradiction / always false) : <s>",
              "[that] <s> is a contradiction [or not]",
              "<s> contradiction",
          }};
}

}  // namespace

const std::vector<Frame>& claim_frames() {
  static const std::vector<Frame> frames{asks_of_equivalence(),    asks_of_classify(),    asks_of_tautology(),
                                         asks_of_tautology_told(), asks_of_satisfiable(), asks_of_contradiction()};
  return frames;
}

const Patterns& quoted_consistency() {
  static const Patterns patterns{
      "can|could|may <q> both|all (be true / hold) [together / at once / simultaneously] [at the same time]",
      "are [the statements|sentences|claims] <q> [logically|mutually] (consistent / compatible / contradictory / "
      "inconsistent)",
      "is it (contradictory / consistent / a contradiction / inconsistent / possible) to (say / claim / assert / hold) "
      "[both] [that] <q>",
      "do [the statements|sentences|claims] <q> (contradict each other / contradict one another / conflict / fit "
      "together)",
      "does <q> contradict <r>",
      "is <q> (consistent / compatible) with <r>",
      "can|could <q> be true together",
      "can it be true [both] that <q>",
      "can|could <q> (be true / hold) (at the same time / together / at once / simultaneously)",
  };
  return patterns;
}

const Patterns& follow_frames() {
  static const Patterns patterns{
      "does it [logically|necessarily|then|thus|also|therefore] [logically|necessarily] follow "
      "[from (this / that / these / the premises / these statements / these facts / what is said / the above)] [that] "
      "<s>",
      "can|may|could (we / i / you / one / it / anyone) [then|therefore|validly|safely|logically|now|be] "
      "(conclude / infer / deduce / derive / concluded / inferred / deduced / be sure / know for sure / say for sure / "
      "say with certainty) "
      "[from (this / that / these / the premises / these statements / these facts / it)] that <s>",
      "do|does (this / that / these / these statements / the premises / the statements / these facts / the facts / it) "
      "[together] "
      "[logically|necessarily] (imply / entail / prove / mean / guarantee / show / establish) [that] <s>",
      "is it a [logical] consequence [of (this / these / the premises / these statements)] that <s>",
      "is <s> a [logical|valid] (consequence / conclusion) [of (this / these / the premises / these statements / these "
      "facts)]",
      "does <s> [then|also] [logically|necessarily] follow [from (this / these / them / that / it / the premises / "
      "these statements / these facts / the above / the statements)]",
      "<s> : does (that / this / it) follow",
      "can <s> be (inferred / concluded / deduced / derived) [from (this / these / them / that / the premises)]",
      "is <s> entailed [by (this / these / the premises / these statements)]",
      "(do we / can we / do you) know [for sure|certain] that <s>",
      "is it (guaranteed / certain / provable) that <s>",
      "what about this conclusion : <s>",
      "is the conclusion <s> (justified / correct / warranted)",
  };
  return patterns;
}

const Patterns& premise_frames() {
  static const Patterns patterns{
      "from <p> , (does / can / may / do / must) <s> [logically|necessarily] (follow / be inferred / be concluded / be "
      "derived)",
      "given|assuming [that] <p> , does <s> [logically|necessarily] follow",
      "does <s> [logically|necessarily] follow from <p>",
      "do|does <p> [together] [logically] (imply / entail / prove / guarantee) [that] <s>",
      "is <s> a [logical|valid] (consequence / conclusion) of|from <p>",
      "if <p> , (does it follow / can we conclude / can i conclude / can we infer / must it be / does it mean / is it "
      "certain) that <s>",
      "given|assuming [that] <p> , (does it follow / can we conclude / can i conclude / can we infer / must it be / is "
      "it certain) that <s>",
      "from <p> , (can we / can i / can one / may we / can you) (conclude / infer / deduce / derive) [that] <s>",
      "(can we / can i / can one / may we) (conclude / infer / deduce / derive) <s> from <p>",
      "is <s> entailed by <p>",
      "is <s> implied by <p>"};
  return patterns;
}

const Patterns& truth_frames() {
  static const Patterns patterns{
      "is it [then|necessarily|definitely|also|logically|therefore] (true / the case / correct / right / so) that <s>",
      "must it [then|necessarily|also] be (true / the case / so) that <s>",
      "must it [then|also] be that <s>",
      "is it necessarily so that <s>",
      "is it right to say that <s>",
      "does that mean [that] <s>",
      "is the (statement / claim / sentence) <s> (true / correct / right)",
      "is <s> (true / necessarily true / certainly true / definitely true)",
      "must <s> be true",
      "must [it be true that] <s> hold",
  };
  return patterns;
}

const Patterns& possible_frames() {
  static const Patterns patterns{
      "is it [still|then|logically|also] possible that <s>",
      "could it [still|then|also] be [true / the case] that <s>",
      "can it [still|then|also] be [true / the case] that <s>",
      "might it [still] be [true / the case] that <s>",
  };
  return patterns;
}

const Patterns& conclusion_marks() {
  static const Patterns patterns{
      "therefore <s>",
      "so <s>",
      "hence <s>",
      "thus <s>",
      "consequently <s>",
      "conclusion : <s>",
      "conclusion <s>",
      "ergo <s>",
      "[therefore|so] it follows that <s>",
      "it must follow that <s>",
      "so we [can] conclude that <s>",
      "we [can] conclude [that] <s>",
      "the conclusion [is] [:] [that] <s>",
      "from this it follows that <s>",
      "[and] so <s>",
      "and therefore|hence|thus <s>",
      "as a result <s>",
      "it follows [:] <s>",
      "this means [that] <s>",
      "my conclusion is [:|that] <s>",
      "in conclusion <s>",
      "which means [that] <s>",
      "then it follows that <s>",
      "[therefore|so] we can say that <s>",
      "accordingly <s>",
      "c : <s>",
  };
  return patterns;
}

}  // namespace swarm::logic
