// How people ask for one number of a short list, or for how many there are.
#include <array>

#include "swarm/lessons/list_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kLargest = R"(
max {l}
maximum of {l}
What is the maximum of {l}?
What is the largest of {l}?
What is the largest number in {l}?
What is the biggest number in {l}?
What is the greatest of {l}?
Which number is the largest: {l}?
Which is the biggest: {l}?
Which of {l} is the largest?
Find the [maximum|largest|biggest|greatest] [number|value|element|item] [in|of] {l}.
Find the largest number in the list {l}.
Give me the maximum of the list {l}.
Tell me the biggest number of {l}.
Return the maximum of {l}.
the largest of {l}
biggest in {l}?
highest number in {l}
What is the highest value in {l}?
Out of {l}, which is the biggest?
Get the max of {l}.
Which number is the biggest in {l}?
Which is the largest number among {l}?
biggest number among {l}
What's the [biggest|largest|highest] of {l}?
Pick the largest from {l}.
Which of {l} is the [largest|biggest|greatest|highest]?
Which of {l} is [largest|biggest|greatest|highest]?
Which of these is the [largest|biggest|greatest|highest]: {l}?
Which of these numbers is the [largest|biggest|greatest|highest]: {l}?
Which of the [numbers|values|items|elements] {l} is the [largest|biggest|greatest|highest]?
Which one is the [largest|biggest|greatest|highest]: {r}?
Which one is the [largest|biggest|greatest|highest], {r}?
Which number is the [largest|biggest|greatest|highest], {r}?
Which number is the [largest|biggest|greatest|highest]: {r}?
Which is the [largest|biggest|greatest|highest], {r}?
Which is the [largest|biggest|greatest|highest] number: {r}?
Which number in {l} is the [largest|biggest|greatest|highest]?
Which element of {l} is the [largest|biggest|greatest|highest]?
Which value in {l} is [largest|biggest|greatest|highest]?
Which [number|value] of {l} is the [largest|biggest|greatest|highest]?
Of the numbers {l}, which is the [largest|biggest|greatest|highest]?
Of the numbers {l}, which is [largest|biggest|greatest|highest]?
Of the numbers {l}, which one is the [largest|biggest|greatest|highest]?
Of the [values|items|elements] {l}, which is the [largest|biggest|greatest|highest]?
Of {l}, which is the [largest|biggest|greatest|highest]?
Of {l}, which number is [largest|biggest|greatest|highest]?
Of these numbers, which is the [largest|biggest|greatest|highest]: {l}?
Out of {l}, which is the [largest|biggest|greatest|highest]?
Out of {l}, which number is the [largest|biggest|greatest|highest]?
Out of the numbers {l}, find the [largest|biggest|greatest|highest].
Among {l}, which is the [largest|biggest|greatest|highest]?
Among the numbers {l}, which one is the [largest|biggest|greatest|highest]?
From {l}, pick the [largest|biggest|greatest|highest].
From the list {l}, choose the [largest|biggest|greatest|highest] number.
Between {l}, which is the [largest|biggest|greatest|highest]?
In the list {l}, which number is the [largest|biggest|greatest|highest]?
In the list {l}, what is the [largest|biggest|greatest|highest] number?
In {l}, what is the [largest|biggest|greatest|highest] value?
What is the [largest|biggest|greatest|highest] number in the list {l}?
What is the [largest|biggest|greatest|highest] [of the numbers|of the values|among the numbers|among] {l}?
What is the [largest|biggest|greatest|highest] [item|element|entry|value] [in|of] {l}?
What is the [largest|biggest|greatest|highest] one of {l}?
What's the [largest|biggest|greatest|highest] number in {l}?
What's the [largest|biggest|greatest|highest] number of these: {l}?
what number is [largest|biggest|greatest|highest] in {l}
Choose the [largest|biggest|greatest|highest] of {l}.
Choose the [largest|biggest|greatest|highest] number from {l}.
Pick the [largest|biggest|greatest|highest] number from this list: {l}
Pick out the [largest|biggest|greatest|highest] of {l}.
Select the [largest|biggest|greatest|highest] [number|value|element] [of|in|from] {l}.
Name the [largest|biggest|greatest|highest] number in {l}.
Find the [largest|biggest|greatest|highest] [number|value] in this list: {l}
Find the [largest|biggest|greatest|highest] of these [numbers|values]: {l}
Identify the [largest|biggest|greatest|highest] number in {l}.
Determine the [largest|biggest|greatest|highest] of {l}.
Show me the [largest|biggest|greatest|highest] of {l}.
Say which of {l} is the [largest|biggest|greatest|highest].
Give me the [largest|biggest|greatest|highest] [number|value|item] [of|in|from] {l}.
Give the [largest|biggest|greatest|highest] number in {l}.
Tell me which of {l} is the [largest|biggest|greatest|highest].
Tell me the [largest|biggest|greatest|highest] of {l}.
Can you find the [largest|biggest|greatest|highest] [number|value] in {l}?
Can you tell me the [largest|biggest|greatest|highest] of {l}?
Could you pick the [largest|biggest|greatest|highest] from {l}?
I need the [largest|biggest|greatest|highest] of {l}.
I want to know the [largest|biggest|greatest|highest] number of {l}.
I'm looking for the [largest|biggest|greatest|highest] number in {l}.
The [largest|biggest|greatest|highest] of {l} is?
The [largest|biggest|greatest|highest] number in {l}?
[largest|biggest|greatest|highest] of {l}
[largest|biggest|greatest|highest] of {l}?
[largest|biggest|greatest|highest] number: {l}
[largest|biggest|greatest|highest] number in the list {l}
[largest|biggest|greatest|highest] value in {l}
{l}: which is the [largest|biggest|greatest|highest]?
{l} - which is [largest|biggest|greatest|highest]?
{l}, which one is the [largest|biggest|greatest|highest]?
{l}, [largest|biggest|greatest|highest]?
The numbers are {l}. Which one is the [largest|biggest|greatest|highest]?
)";
constexpr std::string_view kSmallest = R"(
min {l}
minimum of {l}
What is the minimum of {l}?
What is the smallest of {l}?
What is the smallest number in {l}?
What is the lowest number in {l}?
What is the least of {l}?
Which number is the smallest: {l}?
Which is the lowest: {l}?
Which of {l} is the smallest?
Find the [minimum|smallest|lowest|least] [number|value|element|item] [in|of] {l}.
Find the smallest number in the list {l}.
Give me the minimum of the list {l}.
Tell me the smallest number of {l}.
Return the minimum of {l}.
the smallest of {l}
smallest in {l}?
lowest number in {l}
What is the lowest value in {l}?
Out of {l}, which is the smallest?
Get the min of {l}.
Which number is the smallest in {l}?
Which is the smallest number among {l}?
smallest number among {l}
What's the [smallest|lowest|least] of {l}?
Pick the smallest from {l}.
Which of {l} is the [smallest|lowest|least]?
Which of {l} is [smallest|lowest|least]?
Which of these is the [smallest|lowest|least]: {l}?
Which of these numbers is the [smallest|lowest|least]: {l}?
Which of the [numbers|values|items|elements] {l} is the [smallest|lowest|least]?
Which one is the [smallest|lowest|least]: {r}?
Which one is the [smallest|lowest|least], {r}?
Which number is the [smallest|lowest|least], {r}?
Which number is the [smallest|lowest|least]: {r}?
Which is the [smallest|lowest|least], {r}?
Which is the [smallest|lowest|least] number: {r}?
Which number in {l} is the [smallest|lowest|least]?
Which element of {l} is the [smallest|lowest|least]?
Which value in {l} is [smallest|lowest|least]?
Which [number|value] of {l} is the [smallest|lowest|least]?
Of the numbers {l}, which is the [smallest|lowest|least]?
Of the numbers {l}, which is [smallest|lowest|least]?
Of the numbers {l}, which one is the [smallest|lowest|least]?
Of the [values|items|elements] {l}, which is the [smallest|lowest|least]?
Of {l}, which is the [smallest|lowest|least]?
Of {l}, which number is [smallest|lowest|least]?
Of these numbers, which is the [smallest|lowest|least]: {l}?
Out of {l}, which is the [smallest|lowest|least]?
Out of {l}, which number is the [smallest|lowest|least]?
Out of the numbers {l}, find the [smallest|lowest|least].
Among {l}, which is the [smallest|lowest|least]?
Among the numbers {l}, which one is the [smallest|lowest|least]?
From {l}, pick the [smallest|lowest|least].
From the list {l}, choose the [smallest|lowest|least] number.
Between {l}, which is the [smallest|lowest|least]?
In the list {l}, which number is the [smallest|lowest|least]?
In the list {l}, what is the [smallest|lowest|least] number?
In {l}, what is the [smallest|lowest|least] value?
What is the [smallest|lowest|least] number in the list {l}?
What is the [smallest|lowest|least] [of the numbers|of the values|among the numbers|among] {l}?
What is the [smallest|lowest|least] [item|element|entry|value] [in|of] {l}?
What is the [smallest|lowest|least] one of {l}?
What's the [smallest|lowest|least] number in {l}?
What's the [smallest|lowest|least] number of these: {l}?
what number is [smallest|lowest|least] in {l}
Choose the [smallest|lowest|least] of {l}.
Choose the [smallest|lowest|least] number from {l}.
Pick the [smallest|lowest|least] number from this list: {l}
Pick out the [smallest|lowest|least] of {l}.
Select the [smallest|lowest|least] [number|value|element] [of|in|from] {l}.
Name the [smallest|lowest|least] number in {l}.
Find the [smallest|lowest|least] [number|value] in this list: {l}
Find the [smallest|lowest|least] of these [numbers|values]: {l}
Identify the [smallest|lowest|least] number in {l}.
Determine the [smallest|lowest|least] of {l}.
Show me the [smallest|lowest|least] of {l}.
Say which of {l} is the [smallest|lowest|least].
Give me the [smallest|lowest|least] [number|value|item] [of|in|from] {l}.
Give the [smallest|lowest|least] number in {l}.
Tell me which of {l} is the [smallest|lowest|least].
Tell me the [smallest|lowest|least] of {l}.
Can you find the [smallest|lowest|least] [number|value] in {l}?
Can you tell me the [smallest|lowest|least] of {l}?
Could you pick the [smallest|lowest|least] from {l}?
I need the [smallest|lowest|least] of {l}.
I want to know the [smallest|lowest|least] number of {l}.
I'm looking for the [smallest|lowest|least] number in {l}.
The [smallest|lowest|least] of {l} is?
The [smallest|lowest|least] number in {l}?
[smallest|lowest|least] of {l}
[smallest|lowest|least] of {l}?
[smallest|lowest|least] number: {l}
[smallest|lowest|least] number in the list {l}
[smallest|lowest|least] value in {l}
{l}: which is the [smallest|lowest|least]?
{l} - which is [smallest|lowest|least]?
{l}, which one is the [smallest|lowest|least]?
{l}, [smallest|lowest|least]?
The numbers are {l}. Which one is the [smallest|lowest|least]?
)";
constexpr std::string_view kFirst = R"(
first of {l}
What is the first element of {l}?
What is the first number in {l}?
What's the first item of {l}?
Which number comes first in {l}?
Give me the first element of {l}.
Return the first item of {l}.
first element of {l}
Get the first number of the list {l}.
Tell me the first number in {l}.
What is the head of the list {l}?
Take the first element from {l}.
In the list {l}, which number comes first?
In the list {l}, what is the first number?
In {l}, which number is first?
In {l}, what comes first?
Which number is the first in {l}?
Which number is the first one in {l}?
Which number is first in the list {l}?
Which [item|element|value|entry] [comes|is] first in {l}?
Which element of {l} is the first?
What is the first [number|item|element|value|entry] [in|of] the list {l}?
What is the first [number|item|element|value|entry] [in|of] {l}?
What is the first of {l}?
What is the first of the numbers {l}?
What is the first number here: {l}?
What is the first number of these: {l}?
What's the first [number|item|element|value] [in|of] {l}?
What comes first in {l}?
What comes first in the list {l}?
What number [comes|is|stands] first in {l}?
What number stands first in the list {l}?
Give me the first [number|item|element|value] [in|of|from] {l}.
Give the first [number|item|element] of the list {l}.
Return the first [number|item|element|value] of {l}.
Show me the first [number|item|element] of {l}.
Show the first element of {l}.
Tell me the first [number|item|element] of {l}.
Tell me what comes first in {l}.
Tell me which number is first in {l}.
Get the first [item|element] of {l}.
Find the first [number|item|element] of {l}.
Name the first [number|item|element] of {l}.
Pick the first [number|item|element] from {l}.
Pick the first of {l}.
Read me the first number of {l}.
Can you tell me the first number in {l}?
Can you give me the first element of {l}?
Could you tell me what is first in {l}?
I need the first [number|item|element] of {l}.
I want the first [number|item|element] of {l}.
The first number in {l} is?
The first element of {l}?
first [number|item|element|value] [of|in] {l}
first number of the list {l}
first number in {l}?
{l}: what is the first number?
{l}: which number comes first?
{l} - first element?
{l}, what comes first?
Which number does {l} start with?
Which number does the list {l} begin with?
What does the list {l} start with?
What is the first thing in {l}?
Which number is at the [start|beginning|front|head] of {l}?
What is at the [start|beginning|front] of the list {l}?
With which number does {l} begin?
The list {l} begins with which number?
What is the leftmost number in {l}?
What is the number at the [start|beginning] of {l}?
What is the opening number of {l}?
)";
constexpr std::string_view kLast = R"(
last of {l}
What is the last element of {l}?
What is the last number in {l}?
What's the last item of {l}?
What is the final element of {l}?
Which number comes last in {l}?
Which number is at the end of {l}?
Give me the last element of {l}.
Return the last item of {l}.
last element of {l}
Get the last number of the list {l}.
Tell me the last number in {l}.
Take the last element from {l}.
In the list {l}, which number comes last?
In the list {l}, what is the last number?
In {l}, which number is last?
In {l}, what comes last?
Which number is the last in {l}?
Which number is the last one in {l}?
Which number is last in the list {l}?
Which [item|element|value|entry] [comes|is] last in {l}?
Which element of {l} is the last?
What is the last [number|item|element|value|entry] [in|of] the list {l}?
What is the last [number|item|element|value|entry] [in|of] {l}?
What is the last of {l}?
What is the last of the numbers {l}?
What is the last number here: {l}?
What is the last number of these: {l}?
What's the last [number|item|element|value] [in|of] {l}?
What comes last in {l}?
What comes last in the list {l}?
What number [comes|is|stands] last in {l}?
What number stands last in the list {l}?
Give me the last [number|item|element|value] [in|of|from] {l}.
Give the last [number|item|element] of the list {l}.
Return the last [number|item|element|value] of {l}.
Show me the last [number|item|element] of {l}.
Show the last element of {l}.
Tell me the last [number|item|element] of {l}.
Tell me what comes last in {l}.
Tell me which number is last in {l}.
Get the last [item|element] of {l}.
Find the last [number|item|element] of {l}.
Name the last [number|item|element] of {l}.
Pick the last [number|item|element] from {l}.
Pick the last of {l}.
Read me the last number of {l}.
Can you tell me the last number in {l}?
Can you give me the last element of {l}?
Could you tell me what is last in {l}?
I need the last [number|item|element] of {l}.
I want the last [number|item|element] of {l}.
The last number in {l} is?
The last element of {l}?
last [number|item|element|value] [of|in] {l}
last number of the list {l}
last number in {l}?
{l}: what is the last number?
{l}: which number comes last?
{l} - last element?
{l}, what comes last?
In the list {l}, what is the final number?
Which number is the final in {l}?
Which number is the final one in {l}?
What is the final [number|item|element|value|entry] [in|of] the list {l}?
What is the final [number|item|element|value|entry] [in|of] {l}?
What is the final of {l}?
What is the final of the numbers {l}?
What is the final number here: {l}?
What is the final number of these: {l}?
What's the final [number|item|element|value] [in|of] {l}?
Give me the final [number|item|element|value] [in|of|from] {l}.
Give the final [number|item|element] of the list {l}.
Return the final [number|item|element|value] of {l}.
Show me the final [number|item|element] of {l}.
Which number does {l} end with?
Which number does the list {l} end with?
What does the list {l} end with?
What is the last thing in {l}?
Which number is at the end of the list {l}?
What is at the end of {l}?
What is at the very end of the list {l}?
With which number does {l} end?
The list {l} ends with which number?
What is the rightmost number in {l}?
What is the number at the end of {l}?
What is the closing number of {l}?
What is the tail end of {l}?
)";
constexpr std::string_view kIndex = R"(
What is the element at index {i} of {l}?
What is at index {i} in {l}?
Which number is at index {i} of {l}?
Give me the item at index {i} of {l}.
Element at index {i} of {l}
index {i} of {l}
Return the element with index {i} of {l}.
Get index {i} from {l}.
What is the [number|value|item|element] at index {i} [of|in] {l}?
What is the [number|value|item] with index {i} in {l}?
What's at index {i} of {l}?
What is at index {i} of the list {l}?
What number is at index {i} of {l}?
What [number|value|element] has [the|] index {i} in {l}?
Which [number|value|item|element] is at index {i} in the list {l}?
Which [number|value|item|element] has [the|] index {i} in {l}?
In {l}, what is at index {i}?
In the list {l}, what is the element at index {i}?
In the list {l}, which number has index {i}?
In the list {l}, counting from 0, what is at index {i}?
Counting from 0, what is at index {i} of {l}?
Counting from zero, which number is at index {i} in {l}?
With indices from 0, what is the element {i} of {l}?
Give me the [number|value|element] at index {i} of {l}.
Give the element at index {i} of the list {l}.
Return the [number|value|item] at index {i} of {l}.
Tell me the [number|value|item] at index {i} in {l}.
Show me index {i} of {l}.
Find the [number|value|element] at index {i} in {l}.
Get the [number|value|element] at index {i} of {l}.
Look up index {i} in {l}.
Access index {i} of {l}.
Can you tell me what is at index {i} of {l}?
I need the element at index {i} of {l}.
{l}, index {i}
{l}: what is at index {i}?
{l}: element at index {i}?
index {i} of the list {l}
the item at index {i} in {l}
value at index {i} of {l}
[Zero-based|0-based] index {i} of {l}?
)";
constexpr std::string_view kPlace = R"(
What is the {o} element of {l}?
What is the {o} number in {l}?
What's the {o} item of {l}?
Which number is {o} in {l}?
Which number is the {o} one in {l}?
What number is in {o} place in {l}?
Which number comes {o} in {l}?
Give me the {o} element of {l}.
Return the {o} item of {l}.
{o} element of {l}
{o} number of {l}?
Get the {o} number of the list {l}.
Tell me the {o} number in {l}.
Take the {o} element from {l}.
In the list {l}, which number comes {o}?
In the list {l}, what is the {o} number?
In {l}, which number is {o}?
In {l}, what comes {o}?
Which number is the {o} in {l}?
Which number is {o} in the list {l}?
Which [item|element|value|entry] [comes|is] {o} in {l}?
Which element of {l} is the {o}?
What is the {o} [number|item|element|value|entry] [in|of] the list {l}?
What is the {o} [number|item|element|value|entry] [in|of] {l}?
What is the {o} of {l}?
What is the {o} of the numbers {l}?
What is the {o} number here: {l}?
What is the {o} number of these: {l}?
What's the {o} [number|item|element|value] [in|of] {l}?
What comes {o} in {l}?
What comes {o} in the list {l}?
What number [comes|is|stands] {o} in {l}?
What number stands {o} in the list {l}?
Give me the {o} [number|item|element|value] [in|of|from] {l}.
Give the {o} [number|item|element] of the list {l}.
Return the {o} [number|item|element|value] of {l}.
Show me the {o} [number|item|element] of {l}.
Show the {o} element of {l}.
Tell me the {o} [number|item|element] of {l}.
Tell me what comes {o} in {l}.
Tell me which number is {o} in {l}.
Get the {o} [item|element] of {l}.
Find the {o} [number|item|element] of {l}.
Name the {o} [number|item|element] of {l}.
Pick the {o} [number|item|element] from {l}.
Pick the {o} of {l}.
Read me the {o} number of {l}.
Can you tell me the {o} number in {l}?
Can you give me the {o} element of {l}?
Could you tell me what is {o} in {l}?
I need the {o} [number|item|element] of {l}.
I want the {o} [number|item|element] of {l}.
The {o} number in {l} is?
The {o} element of {l}?
{o} [number|item|element|value] [of|in] {l}
{o} number of the list {l}
{o} number in {l}?
{l}: what is the {o} number?
{l}: which number comes {o}?
{l} - {o} element?
{l}, what comes {o}?
Which number stands in {o} position in {l}?
Which number is in the {o} position of {l}?
What is in the {o} place of {l}?
What is at the {o} place of {l}?
Which number is at the {o} position in the list {l}?
)";
constexpr std::string_view kLength = R"(
length of {l}
What is the length of {l}?
What is the length of the list {l}?
How long is {l}?
How long is the list {l}?
How many [elements|items|numbers|values|entries] are in {l}?
How many [elements|items|numbers|values|entries] does {l} have?
How many numbers are there in {l}?
Count the [elements|items|numbers|values] [of|in] {l}.
Count {l}.
Give me the length of {l}.
Return the number of elements in {l}.
size of {l}
How many [items|numbers|elements] does the list {l} contain?
How many [items|numbers|elements] does {l} contain?
{l}: how many numbers are these?
number of items in {l}
How many numbers are in the list {l}?
How many [elements|items|numbers|values|entries] are in the list {l}?
How many [elements|items|numbers|values|entries] are there in the list {l}?
How many [elements|items|numbers|values] are there in {l}?
How many [elements|items|numbers|values] does the list {l} have?
How many [elements|items|numbers|values] do you see in {l}?
How many [elements|items|numbers|values] do you count in {l}?
How many [elements|items|numbers|values] can you count in {l}?
How many [elements|items|numbers|values] is {l}?
How many numbers are these: {l}?
How many numbers are here: {l}?
How many numbers are listed: {l}?
How many numbers did I write: {l}?
How many numbers did I type: {l}?
How many numbers make up {l}?
How many numbers stand in {l}?
How big is the list {l}?
How big is {l}?
How long is this list: {l}?
How long is the sequence {l}?
What is the number of [elements|items|values|entries] in {l}?
What is the number of [elements|items|values|entries] in the list {l}?
What is the count of [elements|items|numbers|values] in {l}?
What is the size of {l}?
What is the size of the list {l}?
What's the length of {l}?
What's the length of the list {l}?
What's the size of the list {l}?
What length does {l} have?
What length does the list {l} have?
Count the [elements|items|numbers|values|entries] in the list {l}.
Count the [elements|items|numbers|values|entries] of this list: {l}
Count how many [elements|items|numbers|values] there are in {l}.
Count how many [elements|items|numbers|values] {l} has.
Count these numbers: {l}
Count the numbers: {l}
Count all numbers in {l}.
Find the length of {l}.
Find the number of [elements|items|values] in {l}.
Determine the length of {l}.
Tell me how many [elements|items|numbers|values] are in {l}.
Tell me how long {l} is.
Tell me the length of {l}.
Give me the number of [elements|items|values] in {l}.
Give me the size of {l}.
Can you count the [elements|items|numbers] in {l}?
Can you tell me how many [elements|items|numbers] {l} has?
Do you know how many numbers are in {l}?
I want to know how many [elements|items|numbers] are in {l}.
The list {l} has how many [elements|items|numbers]?
The length of {l} is?
The list {l}: how long is it?
length {l}
length of the list {l}
length of this list: {l}
size of the list {l}
number of [elements|items|values] in {l}
number of elements: {l}
count of [elements|items|numbers] in {l}
{l} - how many numbers?
{l} - how many numbers is that?
{l}, how many [elements|items|numbers]?
{l} has how many [elements|items|numbers]?
)";

}  // namespace

std::string_view wordings_of_item(ListTask::Operation operation) {
  constexpr std::array<std::string_view, 7> kTables{kLargest, kSmallest, kFirst, kLast, kIndex, kPlace, kLength};
  return kTables.at(static_cast<std::size_t>(operation));
}

}  // namespace swarm::lessons
