// Questions that follow a list, and programs.
#include <array>

#include "swarm/lessons/list_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kItsLargest = R"(
What is the [largest|biggest|greatest|highest] {k}?
What is the [largest|biggest|greatest|highest] {k} in it?
What is the [largest|biggest|greatest|highest] {k} here?
What's the [largest|biggest|greatest|highest] {k}?
What's the [largest|biggest|greatest|highest]?
What's the [largest|biggest|greatest|highest] one?
Which {k} is the [largest|biggest|greatest|highest]?
Which {k} is [largest|biggest|greatest|highest]?
Which is the [largest|biggest|greatest|highest]?
Which is the [largest|biggest|greatest|highest] {k}?
Which one is the [largest|biggest|greatest|highest]?
Which one is [largest|biggest|greatest|highest]?
Which of them is the [largest|biggest|greatest|highest]?
Which of these is the [largest|biggest|greatest|highest]?
Find the [largest|biggest|greatest|highest] {k}.
Find the [largest|biggest|greatest|highest].
Pick the [largest|biggest|greatest|highest].
Pick the [largest|biggest|greatest|highest] {k}.
Name the [largest|biggest|greatest|highest] {k}.
Tell me the [largest|biggest|greatest|highest] {k}.
Tell me which is the [largest|biggest|greatest|highest].
Give me the [largest|biggest|greatest|highest].
Give me the [largest|biggest|greatest|highest] {k}.
Can you find the [largest|biggest|greatest|highest] {k}?
I need the [largest|biggest|greatest|highest] {k}.
What is the maximum?
Find the maximum.
What is its maximum?
Give me the max.
What is the highest {k} there?
)";
constexpr std::string_view kItsSmallest = R"(
What is the [smallest|lowest|least] {k}?
What is the [smallest|lowest|least] {k} in it?
What is the [smallest|lowest|least] {k} here?
What's the [smallest|lowest|least] {k}?
What's the [smallest|lowest|least]?
What's the [smallest|lowest|least] one?
Which {k} is the [smallest|lowest|least]?
Which {k} is [smallest|lowest|least]?
Which is the [smallest|lowest|least]?
Which is the [smallest|lowest|least] {k}?
Which one is the [smallest|lowest|least]?
Which one is [smallest|lowest|least]?
Which of them is the [smallest|lowest|least]?
Which of these is the [smallest|lowest|least]?
Find the [smallest|lowest|least] {k}.
Find the [smallest|lowest|least].
Pick the [smallest|lowest|least].
Pick the [smallest|lowest|least] {k}.
Name the [smallest|lowest|least] {k}.
Tell me the [smallest|lowest|least] {k}.
Tell me which is the [smallest|lowest|least].
Give me the [smallest|lowest|least].
Give me the [smallest|lowest|least] {k}.
Can you find the [smallest|lowest|least] {k}?
I need the [smallest|lowest|least] {k}.
What is the minimum?
Find the minimum.
What is its minimum?
Give me the min.
What is the lowest {k} there?
)";
constexpr std::string_view kItsFirst = R"(
What is the first {k}?
What's the first {k}?
What is its first {k}?
What is the first {k} in it?
What is the first one?
What comes first?
What comes first in it?
Which {k} comes first?
Which {k} is first?
Which {k} is the first?
Which is the first {k}?
Which one is first?
Which one comes first?
Tell me the first {k}.
Tell me the first one.
Give me the first {k}.
Give me the first one.
Find the first {k}.
Name the first {k}.
I need the first {k}.
Which {k} does it start with?
What does it begin with?
Which {k} is at the start?
What is at the beginning?
)";
constexpr std::string_view kItsLast = R"(
What is the last {k}?
What's the last {k}?
What is its last {k}?
What is the last {k} in it?
What is the last one?
What comes last?
What comes last in it?
Which {k} comes last?
Which {k} is last?
Which {k} is the last?
Which is the last {k}?
Which one is last?
Which one comes last?
Tell me the last {k}.
Tell me the last one.
Give me the last {k}.
Give me the last one.
Find the last {k}.
Name the last {k}.
I need the last {k}.
Which {k} does it end with?
What is the final {k}?
Which {k} is at the end?
What is at the end?
)";
constexpr std::string_view kItsIndex = R"(
What is at index {i}?
What's at index {i}?
What is the {k} at index {i}?
What is the element at index {i}?
Which {k} is at index {i}?
Which {k} has index {i}?
Give me the {k} at index {i}.
Tell me what is at index {i}.
Counting from 0, what is at index {i}?
)";
constexpr std::string_view kItsPlace = R"(
What is the {o} {k}?
What's the {o} {k}?
What is its {o} {k}?
What is the {o} {k} in it?
What is the {o} one?
What comes {o}?
What comes {o} in it?
Which {k} comes {o}?
Which {k} is {o}?
Which {k} is the {o}?
Which is the {o} {k}?
Which one is {o}?
Which one comes {o}?
Tell me the {o} {k}.
Tell me the {o} one.
Give me the {o} {k}.
Give me the {o} one.
Find the {o} {k}.
Name the {o} {k}.
I need the {o} {k}.
)";
constexpr std::string_view kItsLength = R"(
How long is it?
How long is the list?
How many {k}s are there?
How many {k}s are in it?
How many {k}s are in the list?
How many {k}s are these?
How many {k}s does it have?
How many {k}s do I have?
What is its length?
What is the length?
What is its size?
Count them.
Count the {k}s.
Tell me how many {k}s there are.
Tell me how long it is.
)";
constexpr std::string_view kItsReversed = R"(
Reverse it.
Reverse them.
Reverse the order.
Reverse the list.
Turn it around.
Flip it.
Flip it around.
Flip the order.
Write it backwards.
Write them backwards.
Write them in reverse order.
Write them from last to first.
Say them backwards.
List them backwards.
List them from the last to the first.
Give them to me in reverse order.
Give me the list backwards.
Read it backwards.
What is it backwards?
What is it in reverse?
What is it in reverse order?
What is the list backwards?
What is the reverse?
What does it look like in reverse?
What does it look like backwards?
What do I get if I reverse it?
What do you get if you turn it around?
Can you reverse it?
Can you reverse them?
Can you write them backwards?
Please reverse it.
)";
constexpr std::string_view kItsSorted = R"(
Sort it.
Sort them.
Sort it in ascending order.
Sort them in ascending order.
Sort them from [smallest to largest|low to high|lowest to highest].
Sort them, smallest first.
Sort the list.
Sort the {k}s.
Put it in order.
Put them in order.
Put them in [ascending|increasing] order.
Put them in order from [smallest to largest|low to high].
Put the {k}s in order.
Order them.
Order them from [smallest to largest|lowest to highest].
Order them by size.
Arrange them from [smallest to largest|lowest to highest].
Arrange them in [ascending|increasing] order.
List them from [smallest to largest|lowest to highest].
List them in [ascending|increasing] order.
List them, smallest first.
Write them in order.
Write them in [ascending|increasing] order.
Write them from smallest to largest.
What is it sorted?
What is the sorted list?
What is the list in ascending order?
What are they in order?
What are they from smallest to largest?
What does it look like sorted?
What do I get if I sort it?
Can you sort it?
Can you sort them?
Can you sort them for me?
Can you sort them for me, smallest first?
Can you put them in order?
Can you put them in order from smallest to largest?
Could you sort them?
Please sort it.
Please sort them.
)";
constexpr std::string_view kItsSum = R"(
What is the sum?
What is their sum?
What is its sum?
What is the total?
What is its total?
What is their total?
What's the sum?
What's the total?
What's its total?
What's its sum?
What is the sum of it?
What is the sum of them?
What is the sum of the {k}s?
What is the sum of the list?
What is the sum of all {k}s?
What is the total of all {k}s?
What is the total of the {k}s?
What do they add up to?
What do they make together?
What do the {k}s add up to?
What does it add up to?
What does it sum to?
How much is that together?
How much is that in total?
How much is it in total?
How much do they add up to?
How much are they together?
Add them.
Add them up.
Add them together.
Add up the {k}s.
Add up all the {k}s.
Add it all up.
Sum it.
Sum them.
Sum it up.
Sum them up.
Sum the {k}s.
Find the sum.
Find the total.
Find their sum.
Calculate the sum.
Calculate the total.
Compute the sum.
Work out the total.
Work out their sum.
Give me the sum.
Give me the total.
Tell me the sum.
Tell me the total.
Can you add them up?
Can you add them up for me?
Can you sum them?
Could you add them?
Please add them up.
I need the sum.
I want to know the total.
)";
constexpr std::string_view kIntroductions = R"(
My list is {l}. {q}
My list is {l}. {q}
My numbers are {l}. {q}
I have the list {l}. {q}
I have the numbers {l}. {q}
I have a list: {l}. {q}
I have a list of numbers: {l}. {q}
I have these numbers: {l}. {q}
I got the list {l}. {q}
I wrote down {l}. {q}
I wrote the numbers {l}. {q}
I drew the numbers {l}. {q}
I picked the numbers {l}. {q}
I typed {l}. {q}
Here is a list: {l}. {q}
Here is a list of numbers: {l}. {q}
Here is my list: {l}. {q}
Here is the list {l}. {q}
Here are some numbers: {l}. {q}
Here are my numbers: {l}. {q}
There is a list {l}. {q}
The list is {l}. {q}
The numbers are {l}. {q}
The numbers {l} are given. {q}
The list {l} is given. {q}
The list contains {l}. {q}
A list has the numbers {l}. {q}
A list contains {l}. {q}
We have the list {l}. {q}
We have the numbers {l}. {q}
Someone wrote {l}. {q}
The teacher writes {l}. {q}
Look at the list {l}. {q}
Look at these numbers: {l}. {q}
Take the list {l}. {q}
Take the numbers {l}. {q}
Take {l}. {q}
Consider the list {l}. {q}
Consider {l}. {q}
Think of the numbers {l}. {q}
Let the list be {l}. {q}
Say the list is {l}. {q}
Suppose my list is {l}. {q}
Suppose we have the list {l}. {q}
Assume the list {l}. {q}
Given the list {l}. {q}
Given the list {l}, {u}
Given the list {l}: {u}
Given the numbers {l}, {u}
Given these numbers: {l}. {q}
Given {l}, {u}
With the list {l}, {u}
With the numbers {l}: {u}
For the list {l}, {u}
For the numbers {l}, {u}
For {l}, {u}
From the list {l}: {u}
If my list is {l}, {u}
If the list is {l}, {u}
If I have the list {l}, {u}
If I have the numbers {l}, {u}
If you have the numbers {l}, {u}
If the numbers are {l}, {u}
If a list has {l}, {u}
list: {l}. {q}
list: {l} - {u}
list {l} - {u}
List: {l}. {q}
list = {l}. {q}
Numbers: {l}. {q}
numbers: {l} - {u}
Numbers: {l}. Task: {u}
Input: {l}. {q}
Data: {l}. {q}
{l}. {q}
{l}: {u}
{l} - {u}
{l}; {u}
{q} {l}
{q} {l}
{q} My list is {l}.
{q} The list is {l}.
{q} The numbers are {l}.
{q} The list: {l}
)";
// Behind the bar: what each number is.
constexpr std::string_view kThings = R"(
My test scores are {l}. {q}|score
My scores are {l}. {q}|score
Our team's scores were {l}. {q}|score
I got the scores {l}. {q}|score
The scores in the game are {l}. {q}|score
My marks this year are {l}. {q}|mark
The prices are {l}. {q}|price
The prices of my books are {l}. {q}|price
The ages of my friends are {l}. {q}|age
The ages in our family are {l}. {q}|age
The temperatures this week were {l}. {q}|temperature
The temperatures are {l}. {q}|temperature
The weights are {l}. {q}|weight
The house numbers in our street are {l}. {q}|house number
The room numbers are {l}. {q}|room number
My lucky numbers are {l}. {q}|number
The bus lines here are {l}. {q}|line
The results are {l}. {q}|result
The results of the quiz are {l}. {q}|result
The measured values are {l}. {q}|value
The cards have the numbers {l}. {q}|number
The players wear the numbers {l}. {q}|number
)";

}  // namespace

std::string_view questions_behind(ListTask::Operation operation) {
  constexpr std::array<std::string_view, 11> kTables{kItsLargest, kItsSmallest, kItsFirst,  kItsLast,
                                                     kItsIndex,   kItsPlace,    kItsLength, kItsReversed,
                                                     kItsSorted,  {},           kItsSum};
  return kTables.at(static_cast<std::size_t>(operation));
}

std::string_view list_introductions() {
  return kIntroductions;
}

std::string_view named_list_introductions() {
  return kThings;
}

}  // namespace swarm::lessons
