// Stories of something that becomes more or less, is spent or paid, where a scene (story_scenes.hpp) does not fit.
#include "swarm/lessons/story_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kChanges = R"(
a+b:: How many {thing1} does {name} have if {he} [had|has] {a} and [gets|buys|finds|is given] {b} more?
a+b:: How many {thing1} will {name} have [after getting|after buying|if {he} gets] {b} more, [now that {he} has {a}|when {he} already has {a}]?
a+b:: How much [money|] do I have if I had {a} {money1} and [earned|found|got] {b} more?
a+b:: To {his} {a} {thing1}, {name} adds {b} more. How many [{thing1}|] is that?
a+b:: {b} more {thing1} are added to [a pile of|a box of|the] {a}. How many are there now?
a+b:: {name} [put|puts] {a} {thing1} in a [box|bag|basket] and then {b} more. How many {thing1} are in it?
a+b:: {a} {thing1} are in the [box|bag|basket]. {b} {thing1} are put in. How many are in it now?
a+b:: A [plant|tree|child] was {a} cm tall and grew {b} cm. How tall is it now?
a+b:: {name} is {a} cm tall. {He} grows {b} cm. How tall will {he} be?
a+b:: The [film|match|lesson] should last {a} minutes, but it is {b} minutes longer. How long does it last?
a+b:: A [ticket|room|meal] costs {a} {money1} and there is a fee of {b} {money1}. What do I pay?
a+b:: The rent was {a} {money1} and was raised by {b} {money1}. How much is it now?
a+b:: {name} has read {a} pages and still has {b} pages to go. How many pages does the book have?
a+b:: {name} [drank|used|ate] {a} and there are {b} left. How many were there [at first|before|at the start|to begin with]?
a+b:: {name} [spent|lost|gave away] {a} {money1} and has {b} [left|now]. How much did {he} have [before|at first]?
a+b:: {name} gave {a} {thing1} to {other} and kept {b}. How many did {he} have [before|at first|to begin with]?
a+b:: {a} {crowd1} went home and {b} stayed. How many were there [before|at first]?
a+b:: {name} sold {a} {thing1} and {b} were not sold. How many were there [before|at first|in total]?
a+b:: {name}'s {kin} [gave|sent] {him} {a} {thing1} and {other} [gave|sent] {him} {b}. How many did {he} get [in total|altogether|]?
a+b:: I [picked|found|bought] {a} {thing1} and my {kin} [picked|found|bought] {b}. How many do we have?
a+b:: We are {a} [people|children] and {b} more are coming. How many will we be?
a+b:: {a} people live in our house, and {b} people move in. How many live there now?
a+b:: My phone had {a} photos on it and I took {b} more. How many photos are on it now?
a+b:: {name} has {a} unread emails and gets {b} new ones. How many is that?
a+b:: {name} knows {a} words and learns {b} new ones. How many words does {he} know now?
a+b:: {name} had {a} followers and won {b} more. How many followers does {he} have?
a-b:: How many {thing1} does {name} have left if {he} had {a} and [lost|sold|gave away|used|broke] {b}?
a-b:: How many {thing1} [are left|remain|are still there] if {b} of {a} are [sold|taken|broken|gone]?
a-b:: How much [money|] is left if {name} had {a} {money1} and spent {b}?
a-b:: How much change do I get [from|out of] {a} {money1} if I spend {b}?
a-b:: How many pages are left if a book has {a} pages and I have read {b}?
a-b:: From {his} {a} {thing1}, {name} [takes|gives away|sells] {b}. How many [are left|does {he} keep]?
a-b:: From a box of {a} {thing1}, {b} are [taken|sold|eaten|removed]. How many [are left|remain]?
a-b:: Of {his} {a} {thing1}, {name} [gave|sold|lent|lost] {b}. How many [are left|did {he} keep|does {he} still have]?
a-b:: {name} [gave|sold|lost|used] {b} of {his} {a} {thing1}. How many [are left|did {he} keep|does {he} have now]?
a-b:: {b} of the {a} {thing1} in {place} were [sold|broken|stolen|removed]. How many [are left|were not|remained]?
a-b:: {b} of {a} {crowd1} [went home|left early|stayed outside|fell asleep]. How many did not?
a-b:: {b} out of {a} [eggs|cups|lamps|toys|tiles] are broken. How many are [not broken|fine|still good]?
a-b:: After {name} [ate|sold|used|gave away] {b} of {his} {a} {snack1}, how many were left?
a-b:: After losing {b} of {his} {a} {thing1}, how many does {name} have?
a-b:: {name} [pays|paid] {a} {money1} for a {item1} that [costs|cost] {b}. How much [change does {he} get|does {he} get back]?
a-b:: A {item1} costs {b} {money1}. {name} pays with [a {a} {money1} note|{a} {money1}]. [How much change does {he} get|What is the change|How much does {he} get back]?
a-b:: A {item1} costs ${b}. I [pay|paid] with ${a}. [How much change do I get|What change do I get|How much do I get back|What is my change]?
a-b:: {name} hands over ${a} for a {item1} of ${b}. What is the change?
a-b:: {name} buys a {item1} for ${b}. {He} gives the [seller|cashier|waiter] ${a}. How much does {he} get back?
a-b:: I had ${a}, [now I have|and I have] ${b}[ left|]. How much did I spend?
a-b:: {name} had {a} {thing1} and now has {b}. How many did {he} [lose|give away|use]?
a-b:: {name} had {a} {thing1}. Now there are [only|] {b} left. How many [did {he} use|are gone|were taken]?
a-b:: {name} had {b} {thing1}. Now {he} has {a}. How many did {he} [get|buy|find]?
a-b:: {name} had {b} {thing1} and [got|bought|found] some more. Now {he} has {a}. How many did {he} [get|buy|find]?
a-b:: {name} had {a} {thing1} and [lost|sold|gave away] some. Now {he} has {b}. How many did {he} [lose|sell|give away]?
a-b:: There were {a} {crowd1} in the room. Some left, and now there are {b}. How many left?
a-b:: {a} {thing1} were in [the box|the bag|the basket]. {name} took some out and {b} remained. How many did {he} take?
a-b:: A [jug|tank|bottle] of {a} [litres|liters] has {b} [litres|liters] left in it. How much is gone?
a-b:: A candle is {a} cm long and burns down by {b} cm. How long is it now?
a-b:: {name} cuts {b} cm off a [rope|ribbon|board] of {a} cm. How long is [what is left|the rest]?
a-b:: A [piece of cloth|rope|wire] is {a} [metres|meters|feet] long, and {name} [needs|uses|cuts off] {b}. How much [remains|is left]?
a-b:: The [meeting|film|class] takes {a} minutes and {b} minutes [have passed|are over]. How many minutes are left?
a-b:: {name} has {a} days of [holiday|vacation] and has taken {b}. How many [days|] are left?
a-b:: {name} must [write|answer|solve] {a} [letters|questions|problems] and has [done|finished] {b}. How many are [left|still to do]?
a-b:: {name} answered {a} questions. {b} answers were wrong. How many were right?
a-b:: {a} runners started the race and {b} gave up. How many [finished|reached the finish]?
a-b:: A parking garage has {a} places and {b} are taken. How many are [free|empty]?
a-b:: A hotel has {a} rooms. {b} are [taken|occupied|booked]. How many are [free|empty]?
a-b:: {Place} had {a} {thing1}, but {b} [were sold|were stolen|broke|got lost]. How many are [left|still there]?
a-b:: {name} planted {a} [seeds|trees|tulips|bulbs]. {b} [of them|] [did not grow|died|were eaten]. How many [grew|did grow|are left]?
a-b:: My phone had {a} photos. I deleted {b}. How many photos are left?
a-b:: I'm reading a book with {a} pages and I'm on page {b}. How many pages are left?
a-b:: {name} borrowed {a} {money1} and has paid back {b}. How much does {he} still owe?
a-b:: {name} owes {other} {a} {money1} and pays {b}. How much does {he} still owe?
a-b;#-c:: {name} pays with {a} {money1} for a {item1} of {b} {money1} and a {item2} of {c} {money1}. How much change does {he} get?
a-b;#-c:: {name} buys a {item1} for ${b} and a {item2} for ${c} and pays with ${a}. [How much change does {he} get|What is {his} change|How much does {he} get back]?
a-b;#-c:: A {item1} costs {b} {money1} and a {item2} costs {c}. {name} has {a} {money1} and buys both. How much [is left|does {he} have left]?
a-b;#-c:: {name} has {a} {money1}. {He} wants a {item1} for {b} and a {item2} for {c}. How much will {he} have left?
a-b;#-c:: From a [rope|ribbon|board] of {a} cm, {name} cuts off {b} cm and then {c} cm. How long is the rest?
a-b;#-c:: A shop had {a} {thing1}. {b} were sold on {day1} and {c} on {day2}. How many [were left|remain|are left]?
a-b;#-c:: {name} had {a} {thing1}, [lost|sold|broke] {b} and [gave away|used] {c}. How many [are left|remain|does {he} have]?
a-b;#-c:: {name} must drive {a} km. {He} drives {b} km [before|in the morning] and {c} km [after lunch|in the evening]. How far is it still?
a-b;#-c:: {name} [eats|ate] {b} of {a} {snack1}, and {his} {kin} [eats|ate] {c}. How many are left?
a-b;#-c:: {b} of {a} {crowd1} went home at [noon|lunchtime], and {c} [an hour later|at midnight]. How many stayed?
a-b;#-c:: How many {thing1} are left if {name} had {a}, gave {b} to {other} and {c} to {third}?
a-b;#-c:: If I have {a} {money1} and spend {b} on [food|books] and {c} on [clothes|games], how much is left?
a-b;#-c:: There were {a} {snack1} on a plate. {name} ate {b}, {other} ate {c}. How many are left?
a-b;#-c:: Tickets: {a} in all, {b} sold [yesterday|online], {c} sold [today|at the door]. How many are left?
a-b;#+c:: {name} had {a} {money1}, spent {b} and then [earned|found|got] {c}. How much [does {he} have now|is that]?
a-b;#+c:: How many {thing1} does {name} have if {he} had {a}, [lost|sold] {b} and [found|bought] {c}?
a-b;#+c:: If {name} has {a} {thing1}, [gives away|loses|sells] {b} and then [gets|buys|finds] {c}, how many does {he} have?
a-b;#+c:: My {kin} had {a} {snack1}, ate {b} and made {c} new ones. How many are there now?
a-b;#+c:: Of {a} {crowd1}, {b} left and {c} new ones came. How many are there now?
a-b;#+c:: A library lends out {b} of its {a} books, and {c} are brought back. How many books are there?
a-b;#+c:: A tank with {a} [litres|liters] loses {b} and is then filled with {c} more. How much is in it?
a-b;#+c:: {name} is at {a} points, loses {b} and wins {c}. What is the score?
a-b;#+c:: The shop's {thing1}: {a} at the start, {b} sold, {c} delivered. How many are there now?
a+b;#-c:: {name} had {a} {money1}, [earned|got|found] {b} and spent {c}. How much [does {he} have now|is left]?
a+b;#-c:: How many {thing1} does {name} have if {he} had {a}, [found|bought] {b} and [lost|sold] {c}?
a+b;#-c:: If {name} has {a} {thing1}, [gets|buys|finds] {b} more and then [gives away|loses|sells] {c}, how many [are left|does {he} have]?
a+b;#-c:: {name}'s [jar|box|bag] has {a} {thing1} in it. {He} puts in {b} and later takes out {c}. How many are in it?
a+b;#-c:: {name} [picked|baked|made] {a} {snack1} and {other} {b}. Together they ate {c}. How many are left?
a+b;#-c:: {name} picked {a} {snack1} in the morning and {b} in the afternoon and [sold|ate|gave away] {c}. How many [are left|remain]?
a+b;#-c:: {name} earns {a} {money1} on {day1} and {b} on {day2}. {He} spends {c}. How much is left?
a+b;#-c:: {a} people are in a [lift|queue|shop]. {b} [join|come in] and {c} [leave|go]. How many are there now?
a+b;#-c:: A team had {a} points, won {b} and lost {c}. How many points does it have?
a+b;#-c:: The shop's {thing1}: {a} at the start, {b} delivered, {c} sold. How many are there now?
a+b;#-c:: A [snail|climber|cat] goes up {a} metres, then another {b}, and slides down {c}. How high is that?
a+b;#+c:: {name} had {a} {thing1}, [bought|found|got] {b} and then {c} more. How many is that [in total|altogether|]?
a+b;#+c:: If {name} has {a} {thing1}, [gets|buys|finds] {b} and then {c} more, how many does {he} have?
a+b;#+c:: {a} people are in a [room|shop|boat]. {b} come in, and then {c} more. How many are there now?
a+b;#+c:: {name} puts {a}, then {b} and then {c} {thing1} into a [box|bag]. How many are in it?
a+b;#+c:: {name} has {a} {money1}, gets {b} from {his} {kin} and {c} from {other}. How much does {he} have now?
a+b;#+c:: {name} was {a} when {he} [moved|married|came] here, lived here {b} years and then {c} years [in {city}|elsewhere]. How old is {he} now?
)";

}  // namespace

std::string_view change_wordings() {
  return kChanges;
}

}  // namespace swarm::lessons
