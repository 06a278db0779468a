// Scenes about what people own, make, eat and spend.
#include <array>

#include "swarm/lessons/story_scenes.hpp"

namespace swarm::lessons {

namespace {

constexpr std::array kScenes{
    Scene{.hero = "[{he}|{he}|{he}|{name}]",
          .start = R"(
@{name} has {a} {thing1}
@{name} [owns|keeps] {a} {thing1}
@{name} [starts|begins] with {a} {thing1}
@my [friend|cousin|neighbour|classmate] {name} has {a} {thing1}
@{name}, who [likes to collect things|lives next door|is in my class|is very tidy], has {a} {thing1}
there are {a} {thing1} in {name}'s [bag|box|house|room|garden|basket]
{name}'s [bag|box|jar|basket] has {a} {thing1} in it
in {his} [bag|room|garage|cellar] {name} has {a} {thing1}
)",
          .groups = R"(
{name} has {a} {box1} of {b} {thing1} each
{name} has {a} {box1} with {b} {thing1} in [each|each one|every one]
{name} has {a} {box1}, and [each|each one|each of them|every one] [holds|has|contains] {b} {thing1}
{name} has {a} {box1}. There are {b} {thing1} in each of them
{name} buys {a} {box1}. Each [one|] contains {b} {thing1}
{name} owns {a} {box1}, each with {b} {thing1}
{name} has {b} {thing1} in each of {his} {a} {box1}
)",
          .gain = R"(
@[buys|gets|finds|receives|wins|collects|picks up|makes|orders] {x} more
@[buys|gets|finds|receives|wins|collects] {x} more {thing1}
@[buys|gets|finds|is given] another {x}
@gets {x} [more|] from [{other}|{his} {kin}]
@is given {x} [more|] by [{other}|{his} {kin}]
@adds {x} [more|new ones]
{other} [gives|brings|sends|hands|lends] {him} {x} more
{his} {kin} [gives|brings|sends|buys] {him} {x} [more|]
{x} more are given to {him}
)",
          .loss = R"(
@[gives|hands|sends|lends|sells] {x}[ of them|] to [{other}|{his} {kin}]
@gives [{other}|{his} {kin}] {x}[ of them|]
@[loses|sells|gives away|throws away|uses|uses up|breaks|donates|trades away] {x}[ of them|]
@[loses|sells|gives away|throws away|uses|breaks] {x} {thing1}
{other} [takes|borrows|buys|steals] {x}[ of them|]
{his} {kin} takes {x} of them
{x} of them [get lost|break|are stolen|go missing|are sold|disappear]
)",
          .gain_groups = R"(
@[buys|gets|finds|receives|orders] {x} {box1} [of|with] {y} {thing1}[ each|]
@[buys|gets] {x} {box1}, each with {y} {thing1}
{other} gives {him} {x} {box1} of {y}[ each|]
{x} friends give {him} {y} {thing1} each
each of {x} friends gives {him} {y} more
)",
          .loss_groups = R"(
@gives {y}[ of them|] to each of {his} {x} friends
@gives {x} friends {y} {thing1} each
@gives each of {x} [friends|children|classmates|cousins] {y}[ of them|]
@sells {x} {box1} of {y}[ each|]
@uses {y} [a|every|each] day for {x} days
)",
          .ask = R"(
how many {thing1} does [{he}|{name}] have [now|then|in the end|at the end|after that|]
how many does [{he}|{name}] have [now|in the end|at the end|]
what is the number of {thing1} {he} has [now|at the end]
[find|work out|tell me] how many {thing1} {name} has now
so how many {thing1} has {name} got now
)",
          .total = R"(
how many {thing1} does [{he}|{name}] have [altogether|in total|in all|all together]
how many {thing1} is that [altogether|in total|in all|]
what is the total number of {thing1}
)",
          .left = R"(
how many {thing1} [are left|remain|does {he} have left|does {he} still have|are still there|are there left]
how many [are left|remain|does {he} have left|does {he} still have|has {he} left|will {he} have left]
what is left
)"},
    Scene{.hero = "[{he}|{he}|{he}|{name}]",
          .start = R"(
@{name} had {a} {thing1}
@{name} [owned|kept|collected|bought|found|picked] {a} {thing1}
@{name} [started|began] with {a} {thing1}
@[yesterday|last week|at first|this morning|once], {name} had {a} {thing1}
@my {kin} {name} had {a} {thing1}
{name}'s [bag|box|jar|basket|collection] had {a} {thing1} in it
there were {a} {thing1} in {name}'s [bag|box|house|room|basket]
)",
          .groups = R"(
{name} had {a} {box1} of {b} {thing1} each
{name} bought {a} {box1} with {b} {thing1} in [each|every one]
{name} had {a} {box1}, and [each|each one|every one] [held|had|contained] {b} {thing1}
{name} bought {a} {box1}. [Each|Every] one had {b} {thing1} in it
{name} filled {a} {box1} with {b} {thing1} each
{name} put {b} {thing1} into each of {a} {box1}
{name} collected {b} {thing1} a day for {a} days
)",
          .gain = R"(
@[bought|got|found|received|won|collected|picked up|made|ordered] {x} more
@[bought|got|found|received|won|collected] {x} more {thing1}
@[bought|got|found|was given] another {x}
@got {x} [more|] from [{other}|{his} {kin}]
@was given {x} [more|] by [{other}|{his} {kin}]
{other} [gave|brought|sent|handed] {him} {x} more
{his} {kin} [gave|brought|sent|bought] {him} {x} [more|]
)",
          .loss = R"(
@[gave|handed|sent|lent|sold] {x}[ of them|] to [{other}|{his} {kin}]
@gave [{other}|{his} {kin}] {x}[ of them|]
@[lost|sold|gave away|threw away|used|used up|broke|donated|dropped and broke] {x}[ of them|]
@[lost|sold|gave away|threw away|used|broke] {x} {thing1}
{other} [took|borrowed|bought|stole] {x}[ of them|]
{his} {kin} took {x} of them
{x} of them [got lost|broke|were stolen|went missing|were sold|disappeared|fell out]
)",
          .gain_groups = R"(
@[bought|got|found|received|ordered] {x} {box1} [of|with] {y} {thing1}[ each|]
@[bought|got] {x} {box1}, each with {y} {thing1}
{other} gave {him} {x} {box1} of {y}[ each|]
{x} friends gave {him} {y} {thing1} each
each of {his} {x} cousins gave {him} {y} more
)",
          .loss_groups = R"(
@gave {y}[ of them|] to each of {his} {x} friends
@gave {x} friends {y} {thing1} each
@gave each of {x} [friends|children|classmates|cousins] {y}[ of them|]
@sold {x} {box1} of {y}[ each|]
@used {y} [a|every|each] day for {x} days
)",
          .ask = R"(
how many {thing1} [does|did] [{he}|{name}] have [now|then|in the end|at the end|after that|]
how many [does|did] [{he}|{name}] have [in the end|at the end|then]
how many {thing1} has [{he}|{name}] [got now|now]
how many {thing1} did {he} end up with
[find|work out|tell me] how many {thing1} {name} has now
)",
          .total = R"(
how many {thing1} does [{he}|{name}] have [altogether|in total|in all|all together]
how many {thing1} is that [altogether|in total|in all|]
how many {thing1} did {he} have in the end
)",
          .left = R"(
how many {thing1} [are left|were left|remain|remained|does {he} have left|did {he} have left|does {he} still have]
how many [are left|were left|remained|does {he} have left|did {he} have left|did {he} still have]
what was left
)"},
    Scene{.hero = "I",
          .start = R"(
@I have {a} {thing1}
@I've got {a} {thing1}
@I start with {a} {thing1}
@at the moment I have {a} {thing1}
in my [bag|room|garden|drawer] there are {a} {thing1}
)",
          .groups = R"(
I have {a} {box1} of {b} {thing1} each
I've got {a} {box1} with {b} {thing1} in each
I have {a} {box1}, and each one holds {b} {thing1}
)",
          .gain = R"(
@[buy|get|find|receive|win|collect|pick up|make|order] {x} more
@[buy|get|find|receive] {x} more {thing1}
@[buy|get|find] another {x}
@get {x} [more|] from [{other}|my {kin}]
{other} [gives|brings|sends|hands] me {x} [more|]
my {kin} [gives|brings|sends|buys] me {x} [more|]
)",
          .loss = R"(
@[give|hand|send|lend|sell] {x}[ of them|] to [{other}|my {kin}]
@give [{other}|my {kin}] {x}[ of them|]
@[lose|sell|give away|throw away|use|use up|break|donate] {x}[ of them|]
{other} [takes|borrows|buys|steals] {x}[ of them|]
my {kin} takes {x} of them
{x} of them [get lost|break|are stolen|go missing]
)",
          .gain_groups = R"(
@[buy|get|order] {x} {box1} [of|with] {y}[ each|]
{x} friends give me {y} {thing1} each
)",
          .loss_groups = R"(
@give {y}[ of them|] to each of my {x} friends
@give {x} friends {y} each
@use {y} [a|every|each] day for {x} days
)",
          .ask = R"(
how many {thing1} do I have [now|then|in the end|at the end|after that|]
how many do I have [now|in the end|then]
how many {thing1} have I got now
how many will I have
)",
          .total = R"(
how many {thing1} do I have [altogether|in total|in all]
)",
          .left = R"(
how many {thing1} [are left|remain|do I have left|do I still have|have I left]
how many [are left|remain|do I have left|do I still have|will be left]
)"},
    Scene{.hero = "I",
          .start = R"(
@I had {a} {thing1}
@[yesterday|last week|this morning] I had {a} {thing1}
@I [bought|found|collected] {a} {thing1}
there were {a} {thing1} in my [bag|room|garden|drawer]
)",
          .groups = R"(
I bought {a} {box1} of {b} {thing1} each
I had {a} {box1} with {b} {thing1} in each
)",
          .gain = R"(
@[bought|got|found|received|won|collected|made] {x} more
@[bought|got|found] another {x}
@got {x} [more|] from [{other}|my {kin}]
{other} [gave|brought|sent] me {x} [more|]
my {kin} [gave|brought|sent|bought] me {x} [more|]
)",
          .loss = R"(
@[gave|handed|sent|lent|sold] {x}[ of them|] to [{other}|my {kin}]
@gave [{other}|my {kin}] {x}[ of them|]
@[lost|sold|gave away|threw away|used|broke|donated] {x}[ of them|]
{other} [took|borrowed|bought|stole] {x}[ of them|]
{x} of them [got lost|broke|were stolen|went missing]
)",
          .gain_groups = R"(
@[bought|got|ordered] {x} {box1} [of|with] {y}[ each|]
)",
          .loss_groups = R"(
@gave {y}[ of them|] to each of my {x} friends
)",
          .ask = R"(
how many {thing1} do I have [now|]
how many do I have now
how many {thing1} did I have [in the end|at the end|then]
)",
          .total = R"(
how many {thing1} do I have [altogether|in total|in all]
)",
          .left = R"(
how many {thing1} [are left|were left|do I have left|do I still have]
how many [are left|were left|do I have left|did I have left]
)"},
    Scene{.hero = "[{he}|{he}|{name}]",
          .start = R"(
@{name} [baked|made|bought|cooked|prepared|brought] {a} {snack1}
@{name} had {a} {snack1}
@for the [party|picnic|school fair], {name} made {a} {snack1}
there were {a} {snack1} [on the table|on a plate|in the kitchen|in the fridge|in the tin]
)",
          .groups = R"(
{name} baked {a} trays of {b} {snack1}
{name} baked {a} trays of {snack1} with {b} on each[ tray|]
{name} bought {a} [bags|boxes|packs] of {b} {snack1}
{name} put {b} {snack1} on each of {a} plates
)",
          .gain = R"(
@[baked|made|bought|cooked|prepared] {x} more
@[baked|made|bought] another {x}
{his} {kin} [baked|made|bought|brought] {x} more
{x} more were [baked|made|brought|put on the table]
)",
          .loss = R"(
@ate {x}[ of them|]
@[burnt|dropped|sold|gave away] {x}[ of them|]
@gave {x} to [{other}|{his} {kin}|the neighbours]
[the children|the guests|{his} friends|the kids|{other}|the dog|{his} {kin}] ate {x}[ of them|]
{x} of them were [eaten|sold|burnt|bad|given away]
)",
          .gain_groups = R"(
@[baked|made] {x} more trays of {y}[ each|]
@bought {x} bags of {y}[ each|]
)",
          .loss_groups = R"(
each of {x} [children|guests|friends] ate {y}[ of them|]
{x} [children|guests|friends] ate {y} each
@gave {y} to each of {x} [children|guests|friends]
)",
          .ask = R"(
how many {snack1} [are there now|were there in the end|were there then|are there]
how many {snack1} are there now
how many are there now
)",
          .total = R"(
how many {snack1} [are there|were there|is that] [altogether|in total|in all]
)",
          .left = R"(
how many {snack1} [are left|were left|remain|remained|are still there|were not eaten]
how many [are left|were left|remained|remain]
)"},
    Scene{.hero = "[{he}|{he}|{name}]",
          .start = R"(
@{name} has ${a}
@{name} has ${a} in {his} [pocket|wallet|purse|piggy bank|bank account]
@{name} starts with ${a}
there are ${a} in {name}'s [wallet|purse|piggy bank]
)",
          .groups = R"(
{name} earns ${b} [a|per|every|each] [day|week|month] for {a} [days|weeks|months]
{name} saves ${b} [a|per|every|each] [week|month] for {a} [weeks|months]
{name} has {a} notes of ${b} each
)",
          .gain = R"(
@[earns|finds|wins|saves|receives] ${x}[ more|]
@gets ${x} [for {his} birthday|from {his} {kin}|from {other}|as pocket money|for helping a neighbour]
{his} {kin} gives {him} ${x}[ more|]
{other} pays {him} back ${x}
)",
          .loss = R"(
@spends ${x} [on [food|lunch|a {item}|a present|sweets|a haircut]|]
@[buys|pays for] a {item} for ${x}
@buys a {item} that costs ${x}
@pays ${x} for a {item}
@[loses|lends {other}|gives {his} {kin}|donates] ${x}
)",
          .gain_groups = R"(
@earns ${y} [a|per|an|every] hour for {x} hours
@saves ${y} [a|every|each] week for {x} weeks
)",
          .loss_groups = R"(
@buys {x} {thing1} [for|at] ${y} each
@buys {x} {thing1} that cost ${y} each
@spends ${y} [a|every|each] day for {x} days
)",
          .ask = R"(
how much [money|] does [{he}|{name}] have [now|then|in the end|at the end|]
how much money has [{he}|{name}] got now
how many dollars does {he} have [now|then]
)",
          .total = R"(
how much [money|] does [{he}|{name}] have [altogether|in total|in all]
how much is that [in total|altogether|]
)",
          .left = R"(
how much [money|] [is left|does {he} have left|remains|does {he} still have|has {he} left]
how many dollars [are left|does {he} have left|remain]
)"},
    Scene{.hero = "[{he}|{he}|{name}]",
          .start = R"(
@{name} had {a} {money1}
@{name} had {a} {money1} in {his} [pocket|wallet|purse|piggy bank|savings account]
@[in the morning|on {day1}|last week] {name} had {a} {money1}
)",
          .groups = R"(
{name} earned {b} {money1} [a|per|every|each] [day|week|month] for {a} [days|weeks|months]
{name} saved {b} {money1} [a|every|each] [week|month] for {a} [weeks|months]
)",
          .gain = R"(
@[earned|found|won|saved|received] {x} [more|{money1}]
@got {x} {money1} [for {his} birthday|from {his} {kin}|from {other}|for washing the car]
{his} {kin} gave {him} {x} [{money1}|more]
)",
          .loss = R"(
@spent {x} [{money1}|] [on [food|lunch|a {item}|a present|sweets]|]
@bought a {item} for {x} {money1}
@bought a {item} that cost {x} {money1}
@paid {x} {money1} for a {item}
@[lost|gave away|donated] {x} [{money1}|]
@lent [{other}|{his} {kin}] {x} [{money1}|]
)",
          .gain_groups = R"(
@earned {y} {money1} [a day|per day|every day] for {x} days
)",
          .loss_groups = R"(
@bought {x} {thing1} [for|at] {y} {money1} each
@bought {x} {thing1} that cost {y} {money1} each
@spent {y} {money1} [a|every|each] day for {x} days
)",
          .ask = R"(
how much [money|] [does|did] [{he}|{name}] have [now|then|in the end|at the end]
how many {money1} [does|did] {he} have [now|then|in the end]
how much money has [{he}|{name}] got now
)",
          .total = R"(
how much [money|] does [{he}|{name}] have [altogether|in total|in all]
how much is that [in total|altogether|]
how many {money1} is that in total
)",
          .left = R"(
how much [money|] [is left|was left|does {he} have left|did {he} have left|remained|does {he} still have]
how many {money1} [are left|does {he} have left|remained]
)"},
    Scene{.hero = "I",
          .start = R"(
@I had [${a}|{a} {money1}] in my [pocket|wallet|purse]
)",
          .groups = "",
          .gain = R"(
my {kin} gave me {x}[ more|]
@[earned|found|got|won] {x} more
)",
          .loss = R"(
@spent {x} [on [food|lunch|a {item}|a present|sweets]|]
@[bought|paid for] a {item} for {x}
@lost {x}
@gave {x} to my {kin}
)",
          .gain_groups = "",
          .loss_groups = R"(
@bought {x} {thing1} for {y} each
)",
          .ask = R"(
how much [money|] do I have [now|then|]
how much have I got now
)",
          .total = R"(
how much [money|] do I have [altogether|in total|now]
)",
          .left = R"(
how much [money|] [is left|do I have left|do I still have|have I got left]
what is left
)"},
    Scene{.hero = "[{he}|{he}|{name}]",
          .start = R"(
@{name} has {a} points [in a game|in a quiz|]
@in a [game|quiz|video game] {name} has {a} points
@after the first round {name} has {a} points
)",
          .groups = R"(
{name} plays {a} [rounds|games] and gets {b} points in each
)",
          .gain = R"(
@[wins|gets|scores|earns|gains] {x} [more|more points]
@is given {x} points
)",
          .loss = R"(
@loses {x} [of them|points|]
{x} points are taken away from {him}
@gets a penalty of {x} points
)",
          .gain_groups = R"(
@wins {x} rounds of {y} points each
)",
          .loss_groups = "",
          .ask = R"(
how many points does [{he}|{name}] have [now|then|at the end|]
what is {his} score [now|at the end]
what is {name}'s score now
)",
          .total = R"(
how many points does [{he}|{name}] have [altogether|in total|in all]
)",
          .left = R"(
how many points [are left|does {he} have left|does {he} still have]
)"},
};

}  // namespace

std::span<const Scene> things_scenes() {
  return kScenes;
}

}  // namespace swarm::lessons
