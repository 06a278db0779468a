// Prompts that look like the families from afar: with numbers, names and signs, but with another question.
#include "swarm/lessons/unrelated_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kNearMisses = R"(
What is {n} divided by {n}?
Divide {n} by {n}.
{n} / {n}
{n}/{n}
{n} ÷ {n}
{n}:{n}
How often does {n} go into {n}?
What is the remainder of {n} divided by {n}?
{n} mod {n}
{n} % {n}
{n}%{n}
What is {n}% of {n1}?
{n} percent of {n1}
What is {n} squared?
{n}^{n}
{n}**{n}
{n} to the power of {n}
square root of {n}
sqrt({n})
What is the square root of {n1}?
cube root of {n1}
{n}!
What is {n} factorial?
log({n})
sin({n})
cos({n}) + {n}
{n}.{n} + {n}.{n}
{n}.{n} - {n}
{n}.{n} * {n}
What is {n}.{n} plus {n}.{n}?
{n}/{n} + {n}/{n}
What is {n}/{n} plus {n}/{n}?
half of {n1}
What is a third of {n1}?
-{n} + {n}
{n} + -{n}
-{n} - {n}
{n} * -{n}
({n} + {n}) * {n}
({n} - {n}) / {n}
{n} * ({n} + {n})
{n} + {n} * {n}
{n} * {n} + {n}
{n} - {n} / {n}
{n} * {n} * {n}
{n} x {n} x {n}
{n} + {n} + {n} + {n} + {n}
{n} - {n} - {n} - {n}
x + {n} = {n1}
Solve x + {n} = {n1}.
Solve for x: {n}x = {n1}
{n}x + {n} = {n1}
x^2 - {n}x + {n} = 0
What is x if x - {n} = {n1}?
y = {n}x + {n}
a + b
x + y
a - b = c
x times y
{n} + x
{n} - y
{n} + ?
? + {n} = {n1}
{n} +
+ {n}
{n} -
{n} plus
{n} minus what is {n1}?
{n} plus what is {n1}?
What plus {n} is {n1}?
add {n}
subtract {n}
multiply by {n}
take away {n}
sum
sum of
the difference
the product of {n}
What is the sum?
What number comes after {n}?
What is the next number: {n}, {n}, {n}?
Is {n1} prime?
Is {n} even or odd?
Is {n1} divisible by {n}?
What are the factors of {n1}?
What are the prime factors of {n1}?
greatest common divisor of {n} and {n1}
lcm of {n} and {n}
What is the average of {n} and {n}?
mean of {n}, {n}, {n}
What is the median of {n}, {n}, {n}?
What is the mode of {n}, {n}, {n}, {n}?
range of {n}, {n}, {n}
standard deviation of {n}, {n}, {n}
sum of the list [{n}.{n}, {n}, {n}]
sum of the squares of [{n}, {n}, {n}]
sum of the even numbers in [{n}, {n}, {n}]
What is the sum of the [odd|even] numbers in {n}, {n}, {n} and {n}?
What is the sum of the first two of [{n}, {n}, {n}]?
sum([{n}, {n}, {n}]) / {n}
sum([{n}, {n}, {n}]) / len([{n}, {n}, {n}])
sum([{n}, {n}], {n})
sum(range({n}))
max([{n}, {n}, {n}]) - min([{n}, {n}, {n}])
print(max([{n}, {n}]) * {n})
[{n}, {n}, {n}][-2]
[{n}, {n}, {n}][1:]
[{n}, {n}, {n}, {n}][:2]
[{n}, {n}, {n}, {n}][::2]
a = [{n}, {n}, {n}]; print(a[-2])
a = [{n}, {n}, {n}]; print(a[1:])
x = [{n}, {n}, {n}]; print(sum(x) / len(x))
x = [{n}, {n}, {n}]; print(y[0])
x = [{n}, {n}, {n}]; print(x.index({n}))
nums = [{n}, {n}, {n}]; print(nums * 2)
My list is {n}, {n}, {n}. What is its average?
My list is {n}, {n}, {n}. What is the product?
I have the numbers {n}, {n} and {n}. What is the difference?
My list is {n}, {n}, {n}. Is it sorted?
My list has three numbers. What is its sum?
What is the sum of my list?
Add up all the numbers in the list.
What is the difference between the largest and the smallest of {n}, {n}, {n}?
[{n}, {n}] + [{n}, {n}]
[{n}, {n}] * {n}
[{n}, {n}, {n}].append({n})
[x * {n} for x in [{n}, {n}, {n}]]
What is the product of [{n}, {n}, {n}]?
average of [{n}, {n}, {n}]
average [{n}, {n}]
median([{n}, {n}, {n}])
Shuffle [{n}, {n}, {n}].
Remove {n} from [{n}, {n}, {n}].
Add {n} to the list [{n}, {n}, {n}].
Double every number in [{n}, {n}, {n}].
Which numbers in [{n}, {n}, {n}] are even?
Is {n} in [{n}, {n}, {n}]?
How many odd numbers are in [{n}, {n}, {n}]?
Square the list [{n}, {n}, {n}].
Filter [{n}, {n}, {n}].
Split the list [{n}, {n}, {n}].
What is the second largest of [{n}, {n}, {n}]?
[]
sort []
max of nothing
sorted()
reverse the list
sort the list
the largest number
What is the largest number?
Sort my {noun}s.
Sort [{noun}, {noun}, {noun}].
Sort the words {noun}, {noun}, {noun}.
Reverse the word {noun}.
Reverse "{noun}"
reverse {noun}
reverse [{noun}, {noun}]
len("{noun}")
"{noun}".upper()
"{noun}"[::-1]
What is the length of the word {noun}?
How many letters does {noun} have?
How many vowels are in {noun}?
What is the first letter of {noun}?
What is the last letter of {noun}?
max("{noun}", "{noun}")
max of {noun} and {noun}
sorted(["{noun}", "{noun}"])
["{noun}", "{noun}"][0]
Convert {n} {unit1} to {unit2}.
How many {unit1} are in {n} {unit2}?
{n} {unit1} in {unit2}
How much is {n} {unit1} in {unit2}?
What is {n} {unit} plus {n} {unit}?
Convert {n} to binary.
What is {n1} in hexadecimal?
{n} in Roman numerals
What is {n1} in words?
Write {n1} as a fraction.
Round {n}.{n1} to one decimal place.
Round {n1} to the nearest ten.
What is {n1} rounded to the nearest hundred?
Is {n} greater than {n}?
Which is larger, {n} or {n}/{n}?
{n} > {n}
{n} < {n}
{n} == {n}
{n} = {n}
Is {n} + {n} = {n1}?
pi
What is pi to {n} digits?
What is the area of a circle with radius {n}?
area of a rectangle {n} by {n}
What is the perimeter of a square with side {n}?
volume of a cube with side {n}
What is the hypotenuse if the legs are {n} and {n}?
angle {n} degrees in radians
derivative of x^{n}
integral of {n}x
limit of 1/x as x goes to 0
What is the probability of rolling a {n} with two dice?
How many ways can you choose {n} of {n1}?
How long until {n}:{n}?
What time is it {n} minutes after {n}:{n}?
How many days are between {n} March and {n} June?
What is {n} June {year} for a weekday?
From {n} to {n}
{n}-{n}-{year}
{n}/{n}/{year}
Call 555-{n1}{n}
My phone number is {n1} {n1}.
Meet me at {n}.
Page {n}
Chapter {n}, verse {n}
Room {n1}
Route {n}
Top {n} {noun}s
{n} {noun}s
{n1}
{n}
{n} {n}
{n}, {n}
{n}, {n}, {n}
{n} {n} {n}
[{n}, {n}, {n}]
{n1}{n1}
0x{n}
Version {n}.{n}.{n}
Who wore the number {n} shirt in {year}?
What happened {n} years ago?
Name {n} {noun}s.
Name {n} {adjective} {animal}s.
Write {n} words about {topic}.
Write a poem of {n} lines about {topic}.
Tell me {n} facts about {topic}.
Give me {n} ideas for {topic}.
Give me {n} reasons to {verb}.
What is the {n}th element in the periodic table?
Who was the {n}th president?
How many {noun}s are there in {city}?
How many {noun}s does a {job} have?
How many {thing}s do I have?
I am {n} years old. What should I {verb}?
My {relative} is {n} years old and {feeling}.
I have {n} {noun}s and I am {feeling}.
A {noun} costs {n} euros. Is that {adjective}?
A recipe for {n} people with {food}
{name} has some {thing}. {He} buys {n} more. How many does {he} have?
{name} has {n} {thing}. {He} loses some. How many are left?
{name} has {thing} and {name} has {n} {thing}. How many do they have together?
{name} has {n} {thing}. How many {thing2} does {name2} have?
{name} has {n} {thing}. What colour are they?
{name} has {n} {thing}. Why?
{name} has {n} {thing} and gives a few to {name}. How many are left?
{name} has {n1} {thing} and divides them among {n} friends. How many does each get?
{n1} {thing} are shared equally by {n} [children|friends|people]. How many does each get?
{name} puts {n1} {thing} into {n} boxes. How many are in each box?
Half of the {n1} {thing} are red. How many are red?
{name} is {n} years old. {name2} is younger. How old is {name2}?
{name} is twice as old as {name2}, who is {n}. In how many years are they {n1} together?
A train leaves at {n}:{n} and arrives at {n}:{n}. How long does it take?
A car needs {n} litres for {n1} km. How much for {n} km?
A train leaves {city1} at {n} km/h and another leaves {city2}. When do they meet?
A shirt costs {n} dollars and is {n}% off. What do I pay?
If {n} workers need {n} days, how long do {n} workers need?
There are {n} {animal}s and {n} {animal}s. How many legs are there?
{name} walks at {n} km/h. How long does {he} need for {n1} km?
{name1} is taller than {name2}. Who is the oldest?
{name1} is taller than {name2}. How tall is {name1}?
{name1} is taller than {name2}.
{name1} is older than {name2}. How old is {name2}?
{name1} and {name2} are friends. Who is taller?
{name1} loves {name2}. {name2} loves {name3}. Who loves whom?
{name1} is {adjective}. {name2} is {adjective}. Who is the tallest?
{name1} sits next to {name2}. {name3} sits next to {name1}. Who sits in the middle?
{name1} is the [mother|father|brother|sister] of {name2}. Who is {name3}?
{name1} is taller than {name2}. Is {name3} taller than {name4}?
{name1} has more {thing} than {name2}. How many does {name1} have?
{name1} has more {thing1} than {name2}. Who has the most {thing2}?
{name1} runs faster than {name2}. Who is the oldest?
{name1} finished before {name2}. How long did {name2} take?
Between {name1} and {name2}, who is older?
Out of {name1}, {name2} and {name3}, who is the tallest?
{name1}, {name2} and {name3} are friends. Who is the youngest?
Who is older if {name1} and {name2} are twins?
{name1} > {name2} > {name3}
My brother {name1} is {adjective}. Who is the oldest?
Who is the tallest?
Who is the oldest, {name1} or {name2}?
Who came first?
Who won the race?
Is {name1} taller than {name2}?
Is {name} older than me?
Rank {name1}, {name2} and {name3}.
{name1} says {name2} is lying. {name2} says {name1} tells the truth. Who lies?
true
false
and
or not
not
true or
is it true?
true or false: {country} is in {country2}
True or false: {animal}s are {adjective}
Is it true that {noun}s are {adjective}?
true xor false
T xor F
T -> F
T => F
if true then false
p and q
p or not q
p is true. q is false. What is r?
If p is true, what is q?
Suppose x is true. What is y?
A is true and B is false. What does A mean?
A is [true|false]. Is B [true|false]?
Let x be true. What is x and y?
x = True; y = False; print(x + y)
x = True; print(y)
x = {n}; y = {n}; print(x and y)
a = {n}, b = {n}. What is a and b?
Let x be {n} and y be {n}. Is x or y {adjective}?
The first value is true. What is the second?
What is the opposite of {adjective}?
What is the opposite of {noun}?
A and (B or C)
A & B
(p | q) & r
p -> q
Is p and not p a contradiction?
Is p or not p a tautology?
true and {n}
{n} and {n}
{n} or {n}
not {n}
true + false
true and {noun}
{name} and not {name}
{noun} or {noun}
not {adjective}
The statement is false.
This sentence is false. Is it true?
truth table for and
What does and mean?
)";

}  // namespace

std::string_view near_miss_wordings() {
  return kNearMisses;
}

}  // namespace swarm::lessons
