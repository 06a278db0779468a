#include <array>

#include "swarm/heads/math/forms/families.hpp"

namespace swarm::math {

namespace {

struct Filler {
  std::string_view pattern;
  bool asks;
};

// In front of a question, any number of them.
constexpr std::array kLeads{
    Filler{
        "(hi|hello|hey|hiya|yo|greetings|howdy|dear) [there|all|team|guys|everyone|assistant|bot|buddy|friend|swarm]~",
        false},
    Filler{"good (morning|afternoon|evening|day)~", false},
    Filler{"(so|ok|okay|well|now|then|alright|right|um|uh|hmm|er|sorry|quickly|and|also|oh|just|actually)~", false},
    Filler{"[a|one|my|another|simple|here is a|here is my] (quick|simple|easy|math|maths|small|little) "
           "[math|maths|arithmetic] (question|one|problem)~",
           true},
    Filler{"[here is] (question|problem|exercise|homework|q)~", true},
    Filler{"(please|kindly)~", false},
    Filler{"(can|could|would|will) (you|someone|anyone|anybody|somebody) "
           "[please|kindly|maybe|possibly|quickly|just|also] [please|quickly]~",
           false},
    Filler{"would you mind", false},
    Filler{"(i am trying|trying) to", false},
    Filler{"(i|we) [just|really] (need|want|would like|have|wish) [you] to [know|ask|find out|see]~", false},
    Filler{"(i|we) (need|want) [some|your] help (with|on|to|for)~", false},
    Filler{"(i|we) (need|want)", false},
    Filler{"(help me|help) [to|with|out|out with]~", false},
    Filler{"(i was|i am|was) (wondering|curious)~", false},
    Filler{"[do you|does anyone|does anybody] (know|happen to know)~", false},
    Filler{"(any idea|do you have any idea)~", false},
    Filler{"(tell|show|give) (me|us) [quickly|please]~", true},
    Filler{"(let me know|let us|i wonder|remind me)~", false},
    Filler{"(can|could|may) (i|we) (get|have|know|ask|ask you|see)~", false},
    Filler{"how do (i|you|we) (calculate|compute|find|solve|work out|get)~", true},
    Filler{"how would (i|you|we) (calculate|compute|find|solve|work out|get)~", true},
    Filler{
        "(what is|what would|what will|what do|how much is|how many is|how much do|how much would|how much will) [be]~",
        true},
    Filler{"[what is] (the|a) [exact|correct|final|right|numerical|total] (value|result|answer|outcome|solution) "
           "(of|to|for|when|if|is|from)~",
           true},
    Filler{"(what|which) number (is|equal|do @they get from|would be)", true},
    Filler{"(what do|what will|what would) (you|i|we|one) (get|have) (if|when|for|from|by)~", true},
    Filler{"(what happens|what comes out|what results) (if|when) (you|i|we)~", true},
    Filler{
        "(find|calculate|compute|evaluate|determine|work out|figure "
        "out|solve|simplify|expand|get|do|state|establish|obtain|reckon|expand and simplify|rationalize|rationalise)~",
        true},
    Filler{"(calculating|computing|finding|working out|solving|calculation|calculator|compute this|calculate "
           "this|solve this|evaluate this|answer this|solve the following|calculate the following|evaluate the "
           "following|work this out|work out the following|do this)~",
           true},
    Filler{"[the] (value|result|answer|product of the calculation) of", true},
    Filler{"[the] exact (value|result|answer) of", true},
    Filler{"the", false},
    Filler{"(expression|the expression|this expression|this sum|the following|the calculation|following)~", false},
    Filler{"(for|with) (my|a) (homework|class|test|quiz|exam|project)~", false},
    Filler{"(math|maths|arithmetic)~", true},
    Filler{"(write|provide)", true},
};

// Behind a question, any number of them.
constexpr std::array kTails{
    Filler{"=", true},
    Filler{"?", true},
    Filler{"(.|!|,|;|:)", false},
    Filler{"(please|thanks|cheers|kindly|ok|okay|asap|quickly|now|today|exactly|mate|buddy|friend|sir|dear)", false},
    Filler{"thank you [so much|very much|kindly|a lot|in advance]", false},
    Filler{"thanks (so much|very much|a lot|in advance|a million|a bunch|again)", false},
    Filler{"[all] (in total|altogether|all together|in all|overall)", false},
    Filler{"for me", false},
    Filler{"(equal|come to|comes to|come out to|give|make|be|is|equal to|work out to|work out as|amount "
           "to|yield|evaluate to) [what]",
           true},
    Filler{"(is|equal) [to] what", true},
    Filler{"(what is|what would be|find|give|tell me|calculate|compute) (it|that|this|the answer|the result|the "
           "value|the total|the solution)",
           true},
    Filler{"[and] (show|explain|include|with|give|write) [me|all] [your|the] "
           "(work|working|steps|solution|reasoning|workings)",
           false},
    Filler{"(step by step|in steps|with steps)", false},
    Filler{"[and] [just|only] [give|tell|show|write|output] [me|us] [just|only] the (answer|number|result|value|final "
           "answer) [only]",
           false},
    Filler{"(answer|number|result) only", false},
    Filler{"(no explanation|no explanations|nothing else|no words|without explanation|no working) "
           "[please|needed|required]",
           false},
    Filler{"(for|with) (my|a|the) (homework|class|test|quiz|exam|project|kid|son|daughter)", false},
    Filler{"(i need it|it is|asking|need it) for (my|a) (homework|class|test|quiz|exam|project|friend)", false},
    Filler{"(if you can|if possible|if you do not mind|if you could)", false},
    Filler{"as (a|an) (integer|whole number|number)", false},
    Filler{"(simplified|fully simplified|exactly|exact value|in (simplest|simplified|exact|surd|radical|its "
           "simplest|simplest radical|simplest surd) form|as a surd|in surd form)",
           false},
    Filler{"(over|in|for) [the] (reals|real|real number)", false},
    Filler{"[and] (find|give|list|show) (all|every|each) [the|of the] [real] (solution|root|value)", true},
    Filler{"all (solution|root)", false},
    Filler{"(is|equal|make|give|come to|comes to) how (many|much)", true},
    Filler{"(i forgot|i can not remember|i am not sure|i do not know)", false},
};

}  // namespace

void add_fillers(Grammar& grammar) {
  grammar.macro("is", "(is|equal|equal to|is equal to|give|make)");
  grammar.macro("a", "[a|an|the|any|your|my|our|this|that]");
  grammar.macro("q", "(what|which)");
  grammar.macro("ask",
                "[what is|what was|what will be|what would be|find|calculate|work out|determine|give|give me|tell "
                "me|compute|how much is|how big is|how long is|and] [the|its|their|his|her|my|your|that]");
  grammar.macro("they", "(you|i|we|they|he|she|one|it|someone)");
  grammar.macro("whatis", "[what is|how much is|find|calculate|compute|determine|work out|tell me] [the]");
  grammar.macro("find",
                "[what is|how much is|find|calculate|compute|determine|work out|give|list|write|show|name|tell me|give "
                "me|write down|state|identify] [out]");
  for (const Filler& lead : kLeads)
    grammar.lead(lead.pattern, lead.asks);
  for (const Filler& tail : kTails)
    grammar.tail(tail.pattern, tail.asks);
}

void add_all_families(Grammar& grammar) {
  add_values(grammar);
  add_percentages(grammar);
  add_divisibility(grammar);
  add_comparisons(grammar);
  add_statistics(grammar);
  add_rounding(grammar);
  add_conversions(grammar);
  add_notations(grammar);
  add_counting(grammar);
  add_probability(grammar);
  add_equations(grammar);
  add_sequences(grammar);
  add_ratios(grammar);
  add_motion(grammar);
  add_interest(grammar);
  add_geometry(grammar);
  add_trade(grammar);
  add_stories(grammar);
}

}  // namespace swarm::math
