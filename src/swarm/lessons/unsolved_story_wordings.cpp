// Prompts in the clothes of stories that are to be declined: a fact is missing, it is asked for something else, or it
// takes what is not taught (division, shares, averages, units, more steps).
#include "swarm/lessons/unrelated_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kUnsolvedStories = R"(
{name} had {n1} {thing} and lost [some|a few|many|several]. How many are left?
{name} has [some|a few|many|a lot of] {thing} and buys {n} more. How many {thing} does {he} have now?
{name} had [some|many|several] {thing}. {He} gave {n} to {his} {kin}. How many are left?
{name} has {n1} {thing}, gives {n} to {his} {kin} and a few to {name2}. How many does {he} have left?
{name} has {n1} {thing}. {He} buys {n} more and loses some. How many does {he} have now?
There are {n} {thing} in {place} and some more are brought. How many are there now?
There were [some|many] {crowd} in the hall. {n} left. How many are still there?
There are {n} {crowd} in the room. [Some|A few|Several] come in. How many are there now?
A bus has {n} passengers. Some get off and {n} get on. How many are on the bus?
A shop had {n1} {thing}. It sold most of them. How many are left?
A shop sold {n} {thing} on {day}. How many does it have left?
Each [box|bag|crate] holds {n} {thing}. How many {thing} are there?
There are {n} {box}. How many {thing} are there?
There are {n} shelves with books on them. How many books are there?
{name} buys {n} packs of {thing}. How many {thing} does {he} have?
{name} saves {n} {money} a week. How much does {he} have?
{name} [saves|earns] money for {n} weeks. How much is it in the end?
A {item} costs {n} {money}. How much do a few of them cost?
{name} buys a {item} and pays with {n} {money}. How much change does {he} get?
A {item} costs {n} {money}. How much change does {name} get?
{name} has {n} {thing} and {name2} has [more|fewer]. How many more does {name2} have?
{name} has {n} {thing}. How many more does {he} have than {name2}?
{name} has [twice|three times] as many {thing} as {name2}. How many does {he} have?
{name} has more {thing} than {name2}. How many do they have together?
{name} is older than {name2}, who is {n}. How old is {name}?
{name} and {name2} are {n} together. How old is {name}?
{name} has {n} {thing}. [Where did {he} get them|Who gave {name2} the others|What are they for|Are they {adjective}]?
{name} had {n1} {thing} and gave {n} to {name2}. [Why did {he} do that|Was that nice|When was it|What did {name2} say]?
There are {n} {crowd} in the room and {n} leave. [Why do they leave|Where do they go|Who are they]?
{name} bought {n} {thing} for {n} {money} each. [What colour are they|Where did {he} buy them|Was that a good price]?
A {item} costs {n} {money}. [Is that cheap|Should I buy it|Where can I get it cheaper|Which one is better]?
I have {n} {thing} and {n} {thing2}. [What can I do with them|Where should I keep them|Which are better|What should I buy next]?
I am a {job} with {n} {crowd} and {n} of them [never listen|are always late|do not do their work|are bored]. How can I [motivate|help] them?
I have {n} {crowd} coming for dinner. What should I [cook|make|buy]?
I've had {feeling} days for {n} weeks. [What should I do|Should I see a doctor|Is that normal]?
I've had a [cough|cold|fever|sore throat|stomach ache|backache] for {n} [days|weeks]. [What should I do|Is that dangerous|What can help|Is it serious]?
My {kin} has had a [rash|cough|cold|fever] for {n} days. What [should|can] we do?
My [dog|cat|baby|son|daughter] is {n} [months|years] old and [does not eat|will not sleep|coughs a lot|cries at night]. What should I do?
My {kin} is {n} and I am {n}. [Can we still be friends|Is that a problem|Are we too old to {verb}]?
I work {n} hours a day and sleep {n}. Is that healthy?
I run {n} km {n} times a week. [Is that enough|How can I get faster|Should I do more]?
I earn {n1} {money} a week and spend {n1}. How can I save more?
I have {n} minutes to {verb}. How do I start?
We are {n} {crowd} and want to visit {city} for {n} days. What should we see?
My landlord wants {n} {money} more per month. [Can he do that|Is that legal|What are my rights]?
Share {n1} {thing} [equally|fairly|evenly] among {n} {crowd}. How many does each [one|child|person|] get?
{n1} {snack} are shared [equally|fairly|evenly] [among|between|by] {n} {crowd}. How many does each get?
{name} shares {n1} {snack} among {n} {crowd}. How many does each one get?
{name} has {n1} {thing} and puts {n} in each box. How many boxes does {he} [need|fill]?
{n1} {thing} are put into {n} {box}, the same number in each. How many are in each?
There are {n1} {crowd}. {n} fit into one [bus|car|boat]. How many [buses|cars|boats] are needed?
{n} {thing} cost {n1} {money}. How much does one cost?
{n} {thing} cost {n1} {money}. How much do {n} cost?
{name} earns {n1} {money} in {n} days. How much is that [per|a|each] day?
{name} walks {n1} km in {n} hours. How far is that in one hour?
A book has {n1} pages and {name} reads {n} a day. How many days does it take?
{name} has {n1} {money}. A {item} costs {n}. How many can {he} buy?
How many {n} cm pieces can be cut from {n1} cm?
How many groups of {n} can be made from {n1} {crowd}?
Split {n1} {thing} into {n} equal groups. How many are in each group?
Half of {n1} {crowd} are [girls|boys|at home]. How many is that?
A [third|quarter|fifth] of {n1} {thing} are sold. How many are left?
{name} eats half of {his} {n1} {snack}. How many are left?
{name} gives {name2} [half|a third|a quarter] of {his} {n1} {thing}. How many does {name2} get?
{name} has [half|a third] as many {thing} as {name2}, who has {n1}. How many does {name} have?
{n} percent of {n1} {crowd} are {feeling}. How many are not?
A {item} costs {n1} {money} and is {n}% off. What does it cost now?
A {item} costs {n1} {money} plus {n}% tax. What do I pay?
{name} scored {n}, {n} and {n} points. What is the average?
{name} read {n} pages on {day1} and {n} on {day2}. What is the average per day?
The temperature was {n}, {n} and {n} degrees. What is the mean?
A [rectangle|field|garden|room] is {n} m by {n} m. What is its [perimeter|area|diagonal]?
A [rectangle|field|garden|room] is {n} m long and {n} m wide. What is the [perimeter|area|distance around it]?
If a [rectangle|field|room] is {n} m by {n} m, how [big|large] is it?
A square has sides of {n} cm. What is its [perimeter|area]?
A triangle has sides of {n}, {n} and {n} cm. What is its [perimeter|area]?
A cube has edges of {n} cm. What is its [volume|surface]?
{name} walks {n} km and {n} [metres|m]. How far is that in metres?
A film lasts {n} minutes. How many hours is that?
{name} leaves at {n}:{n} and needs {n} minutes. When does {he} arrive?
It is {n}:{n}. What time will it be in {n} minutes?
{name} was born in {year}. How old is {he}?
{name} is {n} years old. In which year was {he} born?
{n} {creature} and {n} {creature2} are on a farm. How many legs do they have?
How many legs do {n} {creature} have?
How many days are there in {n} weeks?
{name} earns {n} {money} a day. How much is that in a [week|month|year]?
{name} has {n} dozen eggs. How many eggs is that?
{name} has {n} pairs of {thing}. How many single ones is that?
{name} has {n} coins of {n} cents and {n} coins of {n} cents. How much money is that?
{name} buys {n} {thing} at {n} {money} and {n} {thing2} at {n} {money}. How much does {he} pay?
{name} has {n} {box} with {n} bags of {n} {thing} each. How many {thing} does {he} have?
{name} has {n1} {thing}, gives away {n}, buys {n}, loses {n} and finds {n}. How many are left?
A shop sold {n} {thing} for {n}.{n} {money} each. How much is that?
A {item} costs {n}.{n} {money}. {name} pays with {n}. How much change does {he} get?
{name} has {n1}{n1} {thing} and buys {n1}{n1} more. How many are there?
{name} has {n} {thing} more than {name2} and {n} fewer than {name3}. Who has the most?
{name} has {n} {thing}, {name2} has {n}. Who has more?
How does this sequence go on: {n}, {n}, {n}, {n}?
A sequence begins with {n}, {n}, {n} and {n}. What follows?
Which number comes next: {n}, {n}, {n}?
Write pi [to|with] [{n}|two|three|four|five|six|ten] [decimals|places|decimal places|digits].
What is e to {n} decimals?
[Halve|Quarter] {n1}.
What is half of {n1}?
What is [half|a third|a quarter|a tenth] as much as {n1}?
What is {n} squared plus {n}?
Start with {n}, {verb} it and then add {n}.
Start with {n}, divide by {n} and add {n}. What is the result?
Start with {n1}, halve it and subtract {n}.
Double {noun}
[Double|Triple] the recipe
What does [double|twice|triple] mean?
What is a double {noun}?
[Double-check|Check] my {noun} please.
Twice a week I {verb}. Is that enough?
Double a number and add {n}. What is it?
print({n} / {n})
print({n} // {n})
print({n} % {n})
print({n}.{n} + {n})
print("{n} + {n}")
print("{noun}" * {n})
print({noun})
print(x + {n})
x = {n}; print(x / {n})
f(x) = x + {n}. What is f?
f(x) = {n}x + {n}. What is f({n})?
What is x + {n}?
Add {n} and a number.
The sum of {n} and another number
Take {n} from a number.
Multiply a number by {n}.
What is the sum of {n} and {noun}?
What is the difference between {noun} and {noun}?
What is the difference between a {animal1} and a {animal2}?
What is {n} times {adjective}?
Subtract the {noun} from the {noun}.
)";

}  // namespace

std::string_view unsolved_story_wordings() {
  return kUnsolvedStories;
}

}  // namespace swarm::lessons
