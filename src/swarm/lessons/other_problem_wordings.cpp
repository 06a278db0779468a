// More prompts that only look like the families: mathematics, stories, puzzles and programs of other kinds.
#include "swarm/lessons/unrelated_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kOtherProblems = R"(
Rotate [{n}, {n}, {n}].
Swap [{n}, {n}].
Mix [{n}, {n}, {n}, {n}].
Halve the list [{n}, {n}, {n}].
Compare [{n}, {n}] and [{n}, {n}].
Plot [{n}, {n}, {n}].
Join [{n}, {n}, {n}] to a string.
What do [{n}, {n}, {n}] have in common?
determinant of [[{n}, {n}], [{n}, {n}]]
transpose of [[{n}, {n}], [{n}, {n}]]
dot product of [{n}, {n}] and [{n}, {n}]
variance of {n}, {n}, {n}, {n}
What is the mean of the numbers {n}, {n}, {n} and {n}?
Which number appears most often in {n}, {n}, {n}, {n}?
How many different numbers are in {n}, {n}, {n}, {n}?
What number is missing: {n}, {n}, ?, {n}
Continue the sequence {n}, {n}, {n}, ...
{n}th term of {n}, {n}, {n}, ...
What comes next: {n}, {n}, {n}, {n}, ?
Find the odd one out: {n}, {n}, {n}, {n}
Smallest prime above {n1}
How many primes are below {n1}?
List the divisors of {n}.
List all multiples of {n} below {n1}.
What is the largest number that divides {n} and {n1}?
Do {n} and {n} have a common factor?
sum of the first {n} odd numbers
sum of the digits of {n1}
sum from 1 to {n}
What is {n} choose {n}?
How many ways are there to arrange {n} books?
{n} over {n}
What fraction of {n1} is {n}?
Simplify {n}/{n1}.
Simplify the fraction {n}/{n}.
{n} 1/2 + {n} 1/4
a quarter of {n1}
two thirds of {n1}
three quarters of {n}
half a dozen
What is {n} as a percentage of {n1}?
{n} is what percent of {n1}?
Increase {n1} by {n}%.
Decrease {n1} by {n} percent.
{n}% off ${n1}
tip of {n}% on ${n}.{n}
VAT of {n}% on {n1} euros
What is {n1} plus {n}% tax?
I paid ${n}.{n} for lunch and ${n}.{n} for a drink. How much was that?
compound interest on {n1} at {n}% for {n} years
{name} invests ${n1} at {n}% a year. How much interest is that?
{n1} in scientific notation
{n} to the fourth power
{n} cubed
What is the cube of {n}?
log base 2 of {n1}
ln {n}
tan {n} degrees
e to the {n}
|{n} - {n1}|
{n} - ({n} + {n})
{n} + {n} / {n}
({n} + {n}) ÷ {n}
{n} times {n} plus {n}
{n} plus {n} times {n}
{n} minus {n} times {n}
{n} times {n} minus {n} divided by {n}
What is {n} times itself?
{n} doubled plus {n}
What number doubled and increased by {n} is {n1}?
I think of a number, add {n} and get {n1}. What is it?
Twice a number is {n}. What is the number?
A number plus {n} is {n1}. What is the number?
The sum of two numbers is {n1} and their difference is {n}. What are they?
Find p and q with p + q = {n} and p - q = {n}.
Factorise x^2 + {n}x + {n}.
Expand (x + {n})(x - {n}).
Solve {n}x - {n} > {n}.
What is the slope of y = {n}x + {n}?
What is the area of a triangle with base {n} and height {n}?
What is the circumference of a circle of radius {n}?
How big is the third angle if two angles are {n} and {n} degrees?
A garden is {n} m long and {n} m wide. What is its area?
How much fence do I need for a field of {n} by {n} metres?
How many litres fit into a box of {n} by {n} by {n} cm?
The probability that a die shows {n}?
What are the odds of drawing a heart from {n} cards?
A coin is tossed {n} times. What is the chance of {n} heads?
A bag has {n} red and {n} blue balls. What is the chance of a red one?
How many minutes are in {n} hours?
How many hours is {n1} minutes?
How many seconds are there in {n} minutes?
How many days are in {n} weeks and {n} days?
How many weeks are {n1} days?
How many cents are {n} dollars?
{n} feet {n} inches in cm
{n} km/h to m/s
{n} degrees C to F
A film starts at {n}:{n} and lasts {n} minutes. When does it end?
It is {n} o'clock. What time is it in {n} hours?
What is the angle between the hands at {n} o'clock?
A car drives {n1} km in {n} hours. How fast is it?
A car drives {n} km/h. How long does it take for {n1} km?
A cyclist rides {n} km in {n} minutes. What is the speed?
{n} men build a wall in {n} days. How long do {n} men need?
A tap fills a bath in {n} minutes, another in {n}. How long do both take?
{n} [apples|pens|eggs] cost {n} dollars. What do {n} cost?
{n} for {n} dollars or {n} for {n} dollars, which is cheaper?
A recipe for {n} people needs {n1} g flour. How much for {n} people?
The ratio of boys to girls is {n}:{n}. There are {n1} children. How many boys?
Divide {n1} in the ratio {n}:{n}.
{name} has {n1} {thing} and puts them into boxes of {n}. How many boxes does {he} need?
{n1} {thing} are packed in bags of {n}. How many bags are there?
{name} shares {n1} {thing} equally with {n} friends. How many does each one get?
{n} {thing} cost ${n1} together. What does one cost?
How many {thing} can {name} buy with ${n1} if one costs ${n}?
{name} reads {n} pages a day. How long does {he} need for {n1} pages?
{name} earned ${n1} in {n} hours. What is that per hour?
A rope of {n1} m is cut into {n} equal pieces. How long is each?
{name} ate a third of {n1} {thing}. How many are left?
{name} has twice as many {thing} as {name2}. Together they have {n1}. How many does {name2} have?
{name} has half as many {thing} as {name2}, who has {n1}. How many does {name} have?
{name} has {n} {thing} more than {name2}. Together they have {n1}. How many does each have?
{name} is {n} times as old as {name2}. Together they are {n1}. How old is {name2}?
{n} years ago {name} was {n}. How old will {he} be in {n} years?
In {n} years {name} will be twice as old as {name2}. How old is {he}?
{name} bought {n} {thing} and some {thing2}. How many things did {he} buy?
{name} has {n} {thing}. {name2} has a lot more. How many does {name2} have?
{name} has {n} {thing}. {He} buys more. How many does {he} have now?
{name} has {n} {thing} and {name2} has {n} {thing3}. Who is older?
{name} has {n} {thing} and {n} {thing2}. What is {his} name?
{name} had {n} {thing}. A few were lost. How many are left?
Some {thing} are in the box. {name} takes {n}. How many are left?
There are {n} {thing} in each box. How many are there in all?
{name} buys {n} {thing}. How much does {he} pay?
{name} sells {n} {thing} a day. How much does {he} earn?
A bus has some passengers. {n} get off. How many are left?
A snail climbs {n} m by day and slides {n} m by night. When is it at {n1} m?
A frog is in a well {n} m deep and jumps {n} m a day. When is it out?
A lily pad doubles every day and covers the lake after {n} days. When is it half covered?
If {n} cats catch {n} mice in {n} minutes, how many cats catch {n1} mice?
How many handshakes are there among {n} people?
How many games do {n} teams play if each plays each other once?
How many {noun}s fit into a {noun}?
Roughly how many {noun}s are in {country}?
{n1} in binary
{n1} base {n} to base {n}
binary 1011 to decimal
What is 0b{n}?
hex FF + {n}
XIV plus {n}
What is {n} in Chinese?
Spell {n1} in letters.
Is {n1} a square number?
Is {n} a lucky number?
What is so special about the number {n1}?
Why is {n} an important number?
Which is bigger, {n}^{n} or {n}^{n}?
Estimate {n1} times {n1}.
Round {n1} and {n1} and add them.
Put {n}/{n} and {n}/{n} in order.
Order {n}.{n}, {n}.{n} and {n}.{n}.
Max {n} characters please
min {n} age?
The first {n} minutes of the film
last {n} years of {who}
first name of {who}
the last {noun}
the second {noun}
What is the second largest city in {country}?
What is the third planet?
Who was the second person on the moon?
Who came second in {year}?
Who finished {work}?
How long is {work}?
How long is a {noun}?
How many numbers are there?
What is the length of the {noun}?
What is the length of the Nile?
What is the sum of human knowledge?
The difference between {noun} and {noun}?
Difference between {code_language1} and {code_language2}
Add {food} to my list.
Add {name} to the list.
Remove {noun} from the list.
Sort my life out
Order {n} pizzas.
Order me a taxi
Multiply and conquer
Count the {noun}s.
Count to {n}.
Count from {n} to {n1}.
Count backwards from {n}.
Say the alphabet backwards.
Spell {noun} backwards.
Is {noun} spelled the same backwards?
sort {noun}, {noun} and {noun} alphabetically
Reverse the sentence "{name} is {adjective}".
Who is the tallest person in the world?
Who is the richest man in {country}?
Who is the oldest {job}?
What is the fastest {animal}?
Who is faster, a {animal1} or a {animal2}?
Is a {animal1} faster than a {animal2}?
Is {city1} older than {city2}?
Is my {relative} taller than me?
{name1} is {n} years old and {name2} is {n}. Who is taller?
{name1} is taller than {name2}. Who weighs more?
{name1} is taller than {name2}. {name2} is older than {name3}. Who is the youngest?
{name1} is as tall as {name2}. Who is taller?
{name1} may be taller than {name2}. Who is the tallest?
{name1} and {name2} are taller than {name3}. Who is the tallest?
{name1} lives next to {name2}. {name3} lives next to {name1}. Who lives where?
{name1} works with {name2}. Who is the boss?
{name1} likes {name2}. {name2} likes {name3}. Who likes {name1}?
{name1} stands behind {name2}. Who is {adjective}?
{name1} met {name2} before {name3} came. Who left?
{name1} is {name2}'s [uncle|aunt|cousin|grandfather]. {name2} is {name3}'s [son|daughter]. What is {name1} to {name3}?
{name1}, {name2} and {name3} have a {animal1}, a {animal2} and a {animal3}. {name1} does not have the {animal1}. Who has the {animal2}?
{name1}, {name2} and {name3} sit in a row. {name1} is not on the left. Who sits in the middle?
{name1} says: "{name2} is a liar." Is {name1} a knight?
If the {noun} is {adjective}, the {noun} is {adjective}. The {noun} is not {adjective}. What follows?
All {noun}s are {adjective}. Some {noun}s are not {adjective}. What follows?
No {animal} is {adjective}. {name} is a {animal}. Is {name} {adjective}?
Some {job}s are {adjective}. {name} is a {job}. Is {name} {adjective}?
Negate the statement: all {noun}s are {adjective}.
What is the negation of p and q?
Is (p -> q) the same as (not p or q)?
p, p -> q, therefore q: valid?
Prove that the square root of 2 is irrational.
Prove or disprove: every even number is the sum of two primes.
What is true love?
Is it true?
Is that true or not?
Are you true or false?
true story
True friends are {adjective}.
False teeth
What does True mean in {code_language}?
Is 1 True in {code_language}?
What does `a and b` return in {code_language}?
print(True + {n})
print({n} > {n} and {n} < {n})
print([i for i in range({n})])
print({n} ** {n})
print("{noun}"[{n}])
print(len("{noun}") + {n})
print(sum([{n}, {n}, {n}]) * {n})
print(max("{noun}"))
round({n}.{n})
abs(-{n})
range({n})
divmod({n}, {n})
int("{n}") + {n}
str({n}) + "{n}"
[{n}, {n}][{n1}]
sorted("{noun}")
sorted({{n}, {n}})
dict(a={n})
{noun} = [{n}, {n}]; {noun}.sort()
x = [{n}, {n}, {n}]; x.pop(); print(x)
x = {n}\nfor i in range({n}):\n    x += i\nprint(x)
What does this print: for i in range({n}): print(i * {n})
What is the output of {n} if {n} > {n} else {n}?
What is the time complexity of sorted()?
Why does sorted([{n}, {n}]) not change the list?
How does max() work in {code_language}?
How do I reverse a list in {code_language}?
How do I get the last element of a list in {code_language}?
)";

}  // namespace

std::string_view other_problem_wordings() {
  return kOtherProblems;
}

}  // namespace swarm::lessons
