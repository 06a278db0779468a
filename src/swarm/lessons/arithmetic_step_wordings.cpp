// How people ask for two steps, for doubling, and in the words of programs.
#include "swarm/lessons/arithmetic_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kDoubling = R"(
{Double} {b}.
{Double} the number {b}.
{Double} {b} [for me|please]
{double} {b}
[Please|Can you|Could you] {double} {b}[ for me|]?
What is {twice} {b}?
What's {twice} {b}?
What is {double} {b}?
What's {double} {b}?
How much is {double} {b}?
How much is {twice} {b}?
What is {twice} as much as {b}?
What is {twice} as many as {b}?
What number is {twice} {b}?
What number is {twice} as [big|large|much|great] as {b}?
What is {twice} the number {b}?
{twice} {b}
{twice} {b} is [what|how much]?
{twice} as much as {b}
What is {b} {doubled}?
{b} {doubled}
{b} {doubled} is [what|how much|which number]?
If {b} is {doubled}, what [is it|do you get|is the result]?
If I {double} {b}, what do I get?
If you {double} {b}, what is the result?
What do you get [if|when] you {double} {b}?
What do I get when I {double} {b}?
What happens when you {double} {b}?
What is the {double} of {b}?
The {double} of {b}
Take {b} and {double} it.
Start with {b} and {double} it. What [is the result|do you get]?
I have {b} and {double} it. How much is that?
My number is {b}. What is {twice} my number?
A number is {b}. What is {twice} that number?
The number {b} is {doubled}. What is [it now|the result]?
[Compute|Calculate|Work out|Find|Tell me] {twice} {b}.
[Compute|Calculate|Work out|Find|Tell me] {double} {b}.
)";
constexpr std::string_view kCode = R"(
print({p})
print({p})
print({p})
>>> {p}
>>> print({p})
What does print({p}) [print|show|output|give|display]?
What [is|will be] the output of print({p})?
What [will|would|does] Python [print|output|show] for [print({p})|{p}]?
In Python, what is {p}?
In [Python|JavaScript|C|Java], what does {p} [evaluate to|give|return]?
What does {p} evaluate to in [Python|JavaScript|Ruby]?
What does `{p}` [evaluate to|return|give]?
[Python|python]: {p}
python {p}
eval("{p}")
Evaluate the expression {p}.
The expression {p} has which value?
console.log({p})
echo $(({p}))
return {p}
[Run|Execute|Evaluate] print({p})
x = {p}; print(x)
x = {a}; y = {b}; print(x {s} y)
a = {a}, b = {b}, print(a {s} b)
a = {a}; b = {b}; a {s} b
x = {a}; print(x {s} {b})
If x = {a}, what is x {s} {b}?
If x is {a}, what does print(x {s} {b}) show?
lambda x: x {s} {b}, called with {a}, gives what?
def f(a, b): return a {s} b; what is f({a}, {b})?
What is f({a}) if f(x) = x {s} {b}?
f(x) = x {s} {b}. What is f({a})?
={p}
)";
constexpr std::string_view kChains = R"(
Start with {a}, {f}, then {g}.
Start with {a}, {f}, then {g}. What [is the result|do you get|is the answer|do you have]?
Start with {a}, {f} and {g}. What [is the result|do you get]?
Start with {a}. {F}. {G}. [What is the result|What do you get|Where do you end]?
Start with {a}. {F}, then {g}. [What is the result|What do you get]?
Start at {a}, {f}, and then {g}. Where do you end?
Starting [from|with|at] {a}, {f} and then {g}. What [is the result|do you get|is the answer]?
If you start with {a}, {f} and then {g}, what [is the result|do you get|is the answer]?
If I start with {a}, {f} and {g}, what do I get?
If I take {a}, {f} and then {g}, what [do I get|is the result]?
Begin with {a}, {f}, {g}.
Begin with {a}. Then {f}. Then {g}. What is it?
Take {a}, {f}, then {g}.
Take {a}, {f} and {g}. What [is the result|do you get|number is it]?
Take the number {a}. {F}. Then {g}. [Result|What is the result]?
Think of {a}. {F}. Now {g}. What [do you have|is it]?
My number is {a}. I {f} and then {g}. What [do I get|is it]?
I have {a}. I {f}. Then I {g}. [How much is that|What do I have now|What is the result]?
I have {a}, {f} and then {g}. What do I get?
To get my number, start with {a}, {f} and then {g}. What is it?
What do you get if you start with {a}, {f} and then {g}?
What do you get when you take {a}, {f}, and {g}?
What is the result if I take {a}, {f}, then {g}?
What number do I get if I begin with {a}, {f} and {g}?
{a}, {f}, {g}
{a}, {f}, then {g}, what is it?
{a}. {F}. {G}. Result?
)";
constexpr std::string_view kAddingThree = R"(
Add {a}, {b} and {c}.
Add {a} and {b} and {c}.
Add up {a}, {b} and {c}.
Add together {a}, {b} and {c}.
Add {a}, {b}, {c}
Add {a} to {b} and then add {c}.
Add {a} and {b}, then add {c}.
Add the numbers {a}, {b} and {c}[ together|].
[Add|Sum|Total] these [three|] numbers: {a}, {b}, {c}
Can you add {a}, {b} and {c} [for me|together]?
[What is|What's|Find|Compute|Calculate|I need|Give me|Tell me] the [sum|total] of {a}, {b} and {c}[ please|]
[What is|What's] the [sum|total] of {a}, {b}, {c}?
[What is|What's] the [sum|total] of the [three|] numbers {a}, {b} and {c}?
The [sum|total] of {a}, {b} and {c}
[Sum|Total] of {a}, {b} and {c}?
sum {a} {b} {c}
[Sum|Total] up {a}, {b} and {c}.
How much [is|are] {a}, {b} and {c} [together|in total|altogether|added up]?
How much do {a}, {b} and {c} make [together|in total|]?
What do {a}, {b} and {c} [make|add up to|come to|give] [together|]?
What [is|are] {a}, {b} and {c} [together|added together|added up|altogether|combined]?
What do you get [if|when] you add {a}, {b} and {c}?
If I add {a}, {b} and {c}, what [do I get|is the total|is the sum]?
If [the|three] numbers are {a}, {b} and {c}, what is their [sum|total]?
[The|Three|My] numbers are {a}, {b} and {c}. What is their [sum|total]?
{a} and {b} and {c}, how much is that?
{a}, {b} and {c} together
{a} and {b} and {c} make?
Put {a}, {b} and {c} together.
Combine {a}, {b} and {c}. What is the total?
)";
constexpr std::string_view kTakingTwo = R"(
Subtract {b} and {c} from {a}.
Take {b} and {c} away from {a}.
Take {b} from {a}, then take away {c}.
Take away {b} and then {c} from {a}.
From {a} subtract {b} and then {c}.
From {a} take away {b} and {c}. What is left?
[What is|What's] left of {a} [after|when] {b} and {c} are [taken away|taken off|removed|gone]?
[What is|What's] left if you take {b} and {c} [away|] from {a}?
How much is left of {a} if I take [away|off] {b} and then {c}?
What do you get [if|when] you subtract {b} and {c} from {a}?
If I take {b} and {c} from {a}, what [remains|is left]?
What is {a} [reduced|decreased] by {b} and then by {c}?
{a} without {b} and {c}
{a} less {b} less {c}
What is {a} less {b} and less {c}?
)";

}  // namespace

std::string_view doubling_wordings() {
  return kDoubling;
}

std::string_view code_wordings() {
  return kCode;
}

std::string_view chain_wordings() {
  return kChains;
}

std::string_view adding_three_wordings() {
  return kAddingThree;
}

std::string_view taking_two_wordings() {
  return kTakingTwo;
}

}  // namespace swarm::lessons
