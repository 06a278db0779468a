// How people ask for a short list in another order, or for its sum.
#include "swarm/lessons/list_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kReversed = R"(
reverse {l}
Reverse {l}.
Reverse the list {l}.
Reverse the order of {l}.
Please reverse {l}.
Can you reverse {l}?
What is {l} reversed?
What is {l} backwards?
What is the reverse of {l}?
What do you get if you reverse {l}?
Write {l} backwards.
Give me {l} in reverse.
Turn {l} around.
List {l} backwards.
Flip the list {l}.
{l} backwards
{l} reversed
Return the reversed list of {l}.
Flip {l}.
Flip {l} around.
Flip this list: {l}
Flip this list around: {l}
Flip the order of {l}.
Flip the order of the [numbers|items|list] {l}.
Reverse the numbers {l}.
Reverse these numbers: {l}
Reverse this list: {l}
Reverse this: {l}
Reverse the order of the [list|numbers|items] {l}.
Reverse the order of these numbers: {l}
Reverse the sequence {l}.
Turn the list {l} around.
Turn around the order of {l}.
Turn {l} back to front.
Write {l} in reverse.
Write {l} in reverse order.
Write {l} back to front.
Write the list {l} backwards.
Write the numbers {l} backwards.
Write the numbers {l} in reverse order.
Write these numbers backwards: {l}
Write {l} from the last to the first.
Write {l} starting with the last one.
Write {l} from the end to the beginning.
Write {l} from right to left.
Read {l} backwards.
Read {l} from right to left.
Read the list {l} from the end to the start.
Say {l} backwards.
Say {l} in reverse order.
List {l} from last to first.
List {l} from the end to the start.
List {l}, last one first.
List the numbers {l} backwards.
Print {l} in reverse order.
Print {l} backwards.
Show {l} in reverse.
Show {l} in reverse order.
Show me {l} backwards.
Put {l} in the opposite order.
Give {l} in reverse order.
Give me {l} backwards.
Give me {l} in reverse order.
Give me the numbers {l} backwards.
Give me the reverse of {l}.
Return {l} in reverse order.
Return the reverse of {l}.
Repeat {l} backwards.
Repeat {l} in the opposite order.
Tell me {l} backwards.
Please write {l} backwards.
Please flip {l}.
Can you flip {l}?
Can you write {l} backwards?
Can you say {l} backwards?
Can you reverse the list {l}?
Could you reverse the order of {l}?
What is {l} in reverse?
What is {l} in reverse order?
What is {l} back to front?
What is {l} from back to front?
What is {l} read backwards?
What is the list {l} backwards?
What is the list {l} reversed?
What is the reverse order of {l}?
What is the opposite order of {l}?
What are the numbers {l} in reverse order?
What are the numbers {l} backwards?
What are the numbers {l} from last to first?
What are {l} backwards?
What are {l} in reverse order?
What does {l} look like backwards?
What does {l} look like in reverse?
What does {l} look like in reverse order?
What does the list {l} look like reversed?
What do you get when you reverse {l}?
What do you get when you reverse the order of {l}?
What do you get if you flip {l}?
What do you get if you read {l} backwards?
What do I get if I turn {l} around?
What comes out if I reverse {l}?
How does {l} look backwards?
How does {l} read backwards?
How would you write {l} backwards?
If I reverse {l}, what do I get?
If I write {l} backwards, what do I get?
If you read {l} from right to left, what is it?
I want {l} in reverse order.
I need {l} backwards.
the reverse of {l}
{l} in reverse
{l} in reverse order
{l} in reverse order?
{l} back to front
{l} - reverse it
{l} - backwards please
{l}: write them backwards
{l}, reversed
{l} the other way round
)";
constexpr std::string_view kSorted = R"(
sort {l}
Sort {l}.
Sort the list {l}.
Sort the numbers {l}.
Sort {l} in ascending order.
Sort {l} ascending.
Sort {l} from [smallest to largest|small to large|lowest to highest|low to high].
Please sort {l}.
Can you sort {l}?
Could you sort {l} for me?
Put {l} in order.
Put {l} in ascending order.
Put {l} in order from smallest to largest.
Sort these numbers: {l}
Sort these: {l}
Put {l} into [ascending|increasing|rising] order.
Put these numbers in order: {l}
Bring {l} into order.
Order {l}.
Order {l} from smallest to largest.
Order the numbers {l}.
Arrange {l} in ascending order.
Arrange {l} from smallest to biggest.
Arrange the numbers {l} in increasing order.
Write {l} in ascending order.
Rank {l} from lowest to highest.
{l} sorted
{l} in ascending order
{l} in order
What is {l} sorted?
What is {l} in ascending order?
Give me {l} sorted.
Give me {l} in increasing order.
List {l} from smallest to largest.
Return the sorted list of {l}.
Sort {l} by size.
Sort {l}, smallest first.
Sort {l} with the smallest first.
Sort {l}, starting with the smallest.
Sort {l} in increasing order.
Sort {l} in rising order.
Sort {l} upwards.
Sort the list {l} in [ascending|increasing] order.
Sort the list {l} from [smallest to largest|low to high|lowest to highest].
Sort the numbers {l} in [ascending|increasing] order.
Sort the numbers {l} from [smallest to largest|low to high|smallest to biggest].
Sort the [values|items|elements] {l}.
Sort this list: {l}
Sort this list for me: {l}
Sort this list in ascending order: {l}
Sort in [ascending|increasing] order: {l}
Sort from [smallest to largest|low to high]: {l}
Sort these [numbers|values] from [smallest to largest|low to high|smallest to biggest]: {l}
Sort these [numbers|values] in [ascending|increasing] order: {l}
Sort all of these: {l}
Put {l} in the right order.
Put {l} in numerical order.
Put {l} in number order.
Put {l} in order of size.
Put {l} in order, smallest first.
Put {l} in order, beginning with the smallest.
Put {l} in order, starting with the lowest.
Put {l} in order from [lowest to highest|low to high|least to greatest|smallest to biggest].
Put the list {l} in order.
Put the list {l} in [ascending|increasing] order.
Put the numbers {l} in order.
Put the numbers {l} in [ascending|increasing] order.
Put the numbers {l} in order from [smallest to largest|low to high|least to greatest].
Put these [numbers|values] in [ascending|increasing] order: {l}
Put these in order: {l}
Put these in order from [smallest to largest|low to high|least to greatest]: {l}
Put these numbers in order, smallest first: {l}
Order {l} by size.
Order {l} from [lowest to highest|low to high|least to greatest|small to big].
Order {l}, smallest first.
Order {l} in [ascending|increasing] order.
Order the list {l}.
Order the list {l} from [smallest to largest|lowest to highest|low to high].
Order the numbers {l} from [smallest to largest|lowest to highest|low to high].
Order these numbers: {l}
Order these numbers from [smallest to largest|lowest to highest|low to high]: {l}
Arrange {l} from [smallest to largest|lowest to highest|least to greatest|low to high].
Arrange {l} in order.
Arrange {l} in order of size.
Arrange {l}, smallest first.
Arrange {l} in [increasing|rising|numerical] order.
Arrange {l} so that the smallest comes first.
Arrange the list {l} in ascending order.
Arrange the numbers {l} from [smallest to largest|lowest to highest].
Arrange these numbers: {l}
Arrange these numbers in [ascending|increasing] order: {l}
Arrange in [ascending|increasing] order: {l}
Arrange from [smallest to largest|least to greatest]: {l}
Rank {l} from [smallest to largest|low to high|smallest to biggest].
Rank the numbers {l} from lowest to highest.
Rearrange {l} in ascending order.
Rearrange {l} so that they go up.
List {l} in [ascending|increasing|numerical] order.
List {l} in order.
List {l} in order of size.
List {l} from [lowest to highest|low to high|least to greatest|small to big].
List {l} starting with the [smallest|lowest].
List {l} beginning with the [smallest|lowest].
List {l}, smallest first.
List the numbers {l} in [ascending|increasing] order.
List the numbers {l}, starting with the smallest.
Line up {l} from smallest to largest.
Write {l} in order.
Write {l} in [increasing|rising] order.
Write {l} in order of size.
Write {l} from [smallest to largest|lowest to highest].
Write {l} starting with the [smallest|lowest].
Write the numbers {l} from smallest to largest.
Write the numbers {l} in [ascending|increasing] order.
Write down {l}, smallest first.
Give me {l} in [ascending|rising] order.
Give me {l} from smallest to largest.
Give me {l} starting with the smallest.
Give me the sorted list of {l}.
Give {l} in ascending order.
Show {l} in [ascending|increasing] order.
Show me {l} sorted.
Return {l} in ascending order.
Return {l} sorted.
Tell me {l} in ascending order.
Please put {l} in order.
Please order {l}.
Please arrange {l} in ascending order.
Please sort the list {l}.
Please sort the numbers {l} from smallest to largest.
Can you sort the list {l}?
Can you sort this list for me: {l}
Can you sort this list for me? {l}
Can you sort these numbers? {l}
Can you put {l} in order?
Can you put {l} in [ascending|increasing] order?
Can you put these numbers in order? {l}
Can you order {l}?
Can you order {l} from [smallest to largest|low to high]?
Can you arrange {l} from smallest to largest?
Could you put {l} in order?
Could you put these in ascending order: {l}
Would you sort {l}?
What is the list {l} sorted?
What is {l} in order?
What is {l} from smallest to largest?
What is {l} in [increasing|rising] order?
What is the sorted version of {l}?
What is the sorted order of {l}?
What is the order of {l} from smallest to largest?
What is the result of sorting {l}?
What is the right order of {l}, smallest first?
What are the numbers {l} in [ascending|increasing] order?
What are the numbers {l} from smallest to largest?
What are {l} in order?
What do you get if you sort {l}?
What do you get when you sort {l} in ascending order?
What do I get if I sort {l}?
What does {l} look like sorted?
What does {l} look like when it is sorted?
How does {l} look in ascending order?
If I sort {l}, what do I get?
I need {l} in [ascending|increasing] order.
I need {l} sorted.
I want {l} in order from smallest to largest.
{l} from smallest to largest
{l} from low to high
{l} in increasing order
{l} in numerical order
{l} in order of size
{l}, smallest first
{l} sorted please
{l} sorted from low to high
{l} - sort it
{l} - sort them
{l} - sort it ascending
{l}: sort them from smallest to largest
{l}: put them in order
{l}, put these in ascending order
in [ascending|increasing] order: {l}
)";
constexpr std::string_view kDescending = R"(
sorted({p}, reverse=True)
print(sorted({p}, reverse=True))
What does sorted({p}, reverse=True) return?
Sort {l} in descending order.
Sort {l} descending.
Sort {l} from [largest to smallest|large to small|highest to lowest|high to low].
Sort the list {l} in descending order.
Sort the numbers {l} from largest to smallest.
Put {l} in descending order.
Put {l} in order from largest to smallest.
Order {l} from biggest to smallest.
Arrange {l} in descending order.
Arrange the numbers {l} in decreasing order.
Write {l} in descending order.
Rank {l} from highest to lowest.
{l} in descending order
What is {l} in descending order?
Give me {l} in decreasing order.
List {l} from largest to smallest.
)";
constexpr std::string_view kSum = R"(
What is the sum of {l}?
What is the sum of the list {l}?
What is the sum of the [numbers|values|items|elements] {l}?
What is the sum of the [numbers|values|items|elements|entries] in {l}?
What is the sum of the [numbers|values|items|elements] in the list {l}?
What is the sum of all [numbers|values|items|elements] in {l}?
What is the sum of all the [numbers|values|items|elements] in the list {l}?
What is the sum of these numbers: {l}?
What is the sum of this list: {l}?
What is the sum if I add up {l}?
What's the sum of {l}?
What's the sum of the list {l}?
What's the sum of the numbers in {l}?
What's the total of {l}?
What's the total of the list {l}?
What is the total of {l}?
What is the total of the [list|numbers|values|items] {l}?
What is the total of the [numbers|values|items] in {l}?
What is the total of all numbers in {l}?
What is the total of these numbers: {l}?
What is the total if you add {l}?
What is {l} added together?
What is {l} added up?
What is {l} all together?
What do {l} add up to?
What do {l} sum to?
What do {l} make together?
What do {l} come to in total?
What do the numbers {l} add up to?
What do the [numbers|values|items|elements] in {l} add up to?
What do the [numbers|values|items|elements] in the list {l} sum to?
What do the [numbers|values|items] of {l} total?
What do these numbers add up to: {l}?
What does the list {l} add up to?
What does the list {l} sum to?
What does {l} sum up to?
What do you get if you add {l}?
What do you get if you add up {l}?
What do you get if you add all [numbers|items|elements] of {l}?
What do you get when you add up the numbers in {l}?
What do you get when you add together {l}?
What do I get if I sum {l}?
What do I get if I add up all the numbers in {l}?
What comes out if I add up {l}?
How much is {l} in total?
How much is {l} together?
How much are {l} together?
How much do {l} make together?
How much do {l} add up to?
How much do the numbers {l} add up to?
How much do the numbers in {l} make?
How much do I get if I add {l}?
Add up {l}.
Add {l}.
Add {l} together.
Add {l} up.
Add together {l}.
Add all of {l}.
Add all [numbers|values|items|elements] in {l}.
Add all the numbers in the list {l}.
Add all the numbers of {l} together.
Add these numbers: {l}
Add these up: {l}
Add these numbers together: {l}
Add up these numbers: {l}
Add up the list {l}.
Add up the [numbers|values|items|elements] in {l}.
Add up the numbers {l}.
Add up all [numbers|values|items|elements] in {l}.
Add up all the [numbers|values|items] in this list: {l}
Add up all numbers of the list {l}.
Add up everything in {l}.
Add everything in the list {l}.
Sum {l}.
Sum up {l}.
Sum the list {l}.
Sum the [numbers|values|items|elements] {l}.
Sum the [numbers|values|items|elements] in {l}.
Sum up the list {l}.
Sum up the numbers {l}.
Sum up all [numbers|values|items] in {l}.
Sum all the numbers in {l}.
Sum these: {l}
Sum these numbers: {l}
Sum up these numbers: {l}
Total {l}.
Total the list {l}.
Total up {l}.
Total up the numbers in {l}.
Find the sum of {l}.
Find the sum of the list {l}.
Find the sum of the numbers in {l}.
Find the sum of all elements of {l}.
Find the sum of these numbers: {l}
Find the total of {l}.
Find the total of the numbers {l}.
Calculate the sum of {l}.
Calculate the sum of the [list|numbers|values] {l}.
Calculate the sum of all elements in {l}.
Calculate the total of {l}.
Compute the sum of {l}.
Compute the sum of the list {l}.
Compute the sum of the elements of {l}.
Compute the total of {l}.
Work out the sum of {l}.
Work out the total of {l}.
Work out the total of the list {l}.
Determine the sum of {l}.
Give me the sum of {l}.
Give me the sum of the list {l}.
Give me the total of {l}.
Give the sum of the numbers {l}.
Tell me the sum of {l}.
Tell me the sum of the list {l}.
Tell me the total of {l}.
Tell me what {l} add up to.
Return the sum of {l}.
Return the sum of the list {l}.
Get the sum of {l}.
Show me the total of {l}.
Please add up {l}.
Please add up the numbers {l}.
Please add the numbers in {l}.
Please sum the list {l}.
Can you add up {l}?
Can you add up {l} for me?
Can you add the numbers in {l}?
Can you add these numbers: {l}?
Can you add these up for me? {l}
Can you sum {l}?
Can you sum the list {l}?
Can you tell me the sum of {l}?
Can you tell me the total of {l}?
Could you add up the numbers {l}?
Could you find the sum of {l}?
Could you sum up {l}?
Do you know the sum of {l}?
I need the sum of {l}.
I need the total of {l}.
I want to know the sum of {l}.
I want to add up {l}. What do I get?
If I add up {l}, what do I get?
If I add all the numbers in {l}, what do I get?
If you add {l}, what is the total?
If you sum the list {l}, what do you get?
The sum of {l}?
The sum of {l} is?
The sum of the list {l} is?
The total of {l} is what?
sum {l}
sum of {l}
sum of the list {l}
sum of the numbers {l}
sum of all numbers in {l}
sum of these numbers: {l}
sum up {l}
total of {l}
total of the list {l}
total: {l}
sum: {l}
add up {l}
add all: {l}
{l} sum
{l} total
{l} in total?
{l} added up
{l} added together
{l} - what is the sum?
{l} - add them up
{l}: what is the sum?
{l}: what is the total?
{l}: add them up
{l}, what is the total?
{l}, how much is that in total?
{l}, what do they add up to?
{l} make how much together?
In the list {l}, what is the sum of the numbers?
In the list {l}, what do all numbers add up to?
For the list {l}, find the sum.
For the list {l}, what is the total?
)";

}  // namespace

std::string_view wordings_of_whole(ListTask::Operation operation) {
  using Operation = ListTask::Operation;
  if (operation == Operation::reversed) return kReversed;
  if (operation == Operation::sorted) return kSorted;
  return operation == Operation::sum ? kSum : kDescending;
}

}  // namespace swarm::lessons
