// How people ask for sums, differences and products.
#include "swarm/lessons/arithmetic_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kAround = R"(
{e}
{e} =
{e}=
{e} = ?
{e}=?
{e}?
What is {e}?
What's {e}?
whats {e}
What does {e} equal?
What does {e} make?
What does {e} come to?
What do you get for {e}?
What do I get if I compute {e}?
How much is {e}?
How much is {e} in total?
How much does {e} make?
Calculate {e}.
Calculate {e} for me.
Compute {e}.
Work out {e}.
Evaluate {e}.
Solve {e}.
Solve: {e}
Find {e}.
Find the value of {e}.
Determine {e}.
Give me {e}.
Tell me what {e} is.
Tell me {e}.
Can you [work out|compute|calculate|tell me|solve] {e}[ for me|]?
Could you [work out|compute|calculate|tell me|solve] {e}[ for me|]?
Would you [compute|calculate] {e}?
I need [to know|to calculate|the value of|the answer to|the result of] {e}.
I want to know what {e} is.
I'd like to know {e}.
Do you know what {e} is?
Do you know {e}?
[The|the] answer to {e}?
What is the answer to {e}?
What is the result of {e}?
What is the value of {e}?
What's the result of {e}?
What would {e} be?
Let's see, {e}?
{e} is what?
{e} equals?
{e} equals what?
{e} makes?
{e} is
{e}, what is it?
[Math|Maths] question: {e}
[Exercise|Problem|Task] [1|2|3|4]: {e}
Please [compute|calculate|work out|evaluate|solve] {e}.
Can u do {e}?
do {e}
Do the [math|maths|sum]: {e}
My homework: {e} = ?
I typed {e}, what should come out?
Figure out {e}.
what will {e} be
Quickly, {e}?
Answer this: {e}
Can you help me with {e}?
Help me with {e}
so {e} is?
[My|The] calculator is broken, what is {e}?
{e} gives?
Result of {e}
Value of {e}
What is {e} equal to?
What number is {e}?
Which number is {e}?
What result does {e} give?
What do I get if I [do|type|enter] {e}?
What do you get when you [do|work out] {e}?
How many is {e}?
How many are {e}?
How much would {e} be?
Say what {e} is.
[Show|Write down|Give] the [result|answer|value] of {e}.
Give me the [result|answer|value] of {e}.
[Give|Tell] me the [answer|result] to {e}[ please|, please|]
[Complete|Fill in]: {e} = __
{e} = __
{e} = ...
{e} =?
{e}??
{e} pls
= {e}
{e}, [right|quickly|fast]?
[Hey|Hi|Hello], {e}?
[Hey|Hi|Hello], [what is|what's|how much is] {e}?
quick one: {e}
one more: {e}?
Easy one: what is {e}?
[The|My] teacher [asked|asks|wants to know] what {e} is.
My [son|daughter|sister] wants to know what {e} is.
I forgot [my times tables|how to do this|the answer]. What is {e}?
I can't remember, what is {e}?
I don't have a calculator. What is {e}?
Please [double-check|check] my result: how much is {e}?
Just the [number|answer|result], what is {e}?
[Work out|Compute|Evaluate|Calculate|Solve] {e} and [give me|tell me|show me|write] [just the number|only the number|only the result|the answer|the result].
What is {e}? [Just the number|Only the number|Number only|Just give me the answer], please.
[Do|Solve|Try|Work out] this [sum|one|problem|exercise|task] [for me|]: {e}
[Do|Solve|Try] the following: {e}
[Can|Could] [you|u] [tell me|say|find out] [what {e} is|how much {e} is|the answer to {e}]?
[Any idea|Do you have any idea] what {e} is?
[I wonder|I was wondering|I am trying to find out] what {e} is.
Is there an answer to {e}? What is it?
[Here is|This is] my [question|exercise|homework]: {e}
In [maths|math|arithmetic], what is {e}?
[Using|With] a calculator, what would {e} be?
If I [calculate|work out|compute|type in] {e}, what [is the result|do I get|comes out|is the answer]?
If you [calculate|work out|compute] {e}, what do you get?
What comes out [if|when] [I|you] [calculate|compute|work out] {e}?
Answer: {e} =
[Answer|Result|Solution] of {e}?
The [result|value|answer] of {e} is?
The [result|value|answer] of {e} is [which|what] number?
Let x = {e}. What is x?
x = {e}. [Find x.|Give me x.|What is x?]
n = {e}, what is n
)";
constexpr std::string_view kAdding = R"(
Add {a} and {b}.
Add {a} to {b}.
Add {b} to {a}.
Add up {a} and {b}.
Add together {a} and {b}.
Add {a} and {b} together.
Adding {a} and {b} gives what?
Can you add {a} and {b} for me?
Could you add {a} to {b}?
Please add {a} and {b}.
What is the sum of {a} and {b}?
What's the sum of {a} and {b}?
The sum of {a} and {b}
Sum of {a} and {b}?
Find the sum of {a} and {b}.
Calculate the sum of {a} and {b}.
sum {a} and {b}
sum {a} {b}
Sum up {a} and {b}.
What is {a} added to {b}?
What is {b} more than {a}?
What is {a} increased by {b}?
Increase {a} by {b}.
What number is {b} more than {a}?
What do {a} and {b} make?
What do {a} and {b} make together?
What do {a} and {b} add up to?
{a} and {b} make?
{a} and {b} together
{a} and {b} is how much?
How much are {a} and {b} together?
How much do {a} and {b} make?
What is the total of {a} and {b}?
Total of {a} and {b}
What's the total if I add {a} to {b}?
If I add {a} and {b}, what do I get?
If you add {b} to {a}, what is the result?
What happens when you add {a} to {b}?
I have the numbers {a} and {b}. What is their sum?
Two numbers are {a} and {b}. What is their sum?
Put {a} and {b} together.
If I put {a} and {b} together, what do I get?
What number do I get from {a} and {b} together?
Count {a} and {b} together.
What is {a} with {b} added?
Calculate {a} and {b} added together.
Combine {a} and {b}.
add {a} {b}
Give me the sum of {a} and {b}.
Start with {a} and add {b}.
Take {a} and add {b}.
I have {a} and get {b} more, how many?
[What is|What's|Find|Compute|I need|Give me] the [total|sum] of {a} and {b}[ please|]
[What is|What's] {a} and {b} [together|added together|altogether|added up|combined|in total|in all]?
What do you get [if|when] you add {a} [to|and] {b}?
What do I get [if|when] I [add|put] {a} and {b} together?
What is the result [of adding|if you add|when I add] {a} and {b}?
What is the result of adding {b} to {a}?
[How much|What] is {a} with {b} [more|added to it]?
How much do you get [if|when] you add {b} to {a}?
[Starting|If I start|If you start] [from|with|at] {a} and [add|adding] {b}, what [is the result|do you get|is it]?
Start [at|with|from] {a}. Add {b}. [What is the result|What do you get|Where are you now]?
Begin with {a} and add {b} to it.
[Take|Think of] the number {a} and add {b}. What [is it now|do you have|number do you get]?
[My number is|I think of the number] {a}. I add {b}. What do I get?
{a} [is increased|is raised|goes up|grows|rises] by {b}. What is [it now|the result|the new number]?
{a} increased by {b}
{a} and {b} more
{a} and another {b}?
{a} added to {b}
{a} and {b} added
{a} and {b}, what is the [sum|total]?
[The total|Total|Sum]: {a} and {b}
[The numbers are|Numbers:|Given] {a} and {b}. [Add them|What is the sum|Find the total|Add them up].
Let a be {a} and b be {b}. What is a plus b?
a = {a}, b = {b}. What is a + b?
If x = {a} and y = {b}, what is x + y?
If x is {a} and y is {b}, how much is x plus y?
If one number is {a} and the other is {b}, what is [their sum|the sum|their total]?
If I have {a} and [get|add|find|am given] {b} [more|], how [many|much] do I have?
I have {a}, I add {b}. [What is the total|How much is it|How much is that]?
What is {a} if it [is increased|grows|goes up] by {b}?
What is {b} greater than {a}?
What number is {b} [greater|larger|bigger|higher] than {a}?
Which number is {b} [more|greater|larger] than {a}?
{b} more than {a} is [what|how much|which number]?
{b} more than {a}
Count [on|up] {b} from {a}. [Where do you end|What do you get]?
Raise {a} by {b}.
[Sum|Total] these [two|] numbers: {a} and {b}
Add these [two|] numbers: {a}, {b}
Add the numbers {a} and {b}.
Add the number {b} to the number {a}.
To {a} add {b}.
[The|What is the] sum when {a} is added to {b}?
)";
constexpr std::string_view kSubtracting = R"(
Subtract {b} from {a}.
Please subtract {b} from {a}.
Can you subtract {b} from {a}?
Could you subtract {b} from {a} for me?
What do you get when you subtract {b} from {a}?
If I subtract {b} from {a}, what is left?
Subtracting {b} from {a} gives what?
Take {b} from {a}.
Take {b} away from {a}.
Take away {b} from {a}.
What is left if you take {b} away from {a}?
What is left when {b} is taken from {a}?
{b} from {a}
{b} taken from {a}
{b} subtracted from {a}
What is {b} less than {a}?
What number is {b} less than {a}?
What is {a} decreased by {b}?
What is {a} reduced by {b}?
What remains of {a} after [removing|taking away|subtracting] {b}?
What remains if {b} is taken from {a}?
How much remains of {a} without {b}?
What is left of {a} after taking away {b}?
{a} take {b}
Decrease {a} by {b}.
Reduce {a} by {b}.
Lower {a} by {b}.
What is the difference of {a} and {b}?
What is the difference between {a} and {b}?
Difference between {a} and {b}
Find the difference between {a} and {b}.
Calculate the difference of {a} and {b}.
Start with {a} and subtract {b}.
Start with {a} and take away {b}.
From {a} take away {b}.
From {a} subtract {b}.
Deduct {b} from {a}.
Remove {b} from {a}.
How much is left if I take {b} from {a}?
I have {a} and lose {b}, how much is left?
I had {a} and spent {b}. What is left?
By how much is {a} larger than {b}?
How much larger is {a} than {b}?
How much bigger is {a} than {b}?
How much more is {a} than {b}?
{a} with {b} taken away
{a} less {b} is?
subtract {b} from {a}
Give me {a} without {b}.
Take {b} off {a}.
Take {b} away from {a}. What [do you get|is left|remains]?
What do you get [if|when] you take {b} [away|] from {a}?
What do I get if I take {b} [off|away from|from] {a}?
What do I get [if|when] I subtract {b} from {a}?
What is the result [of subtracting|of taking|when I take|if you take] {b} from {a}?
What is {a} [after|when|once|if] {b} is [taken away|taken off|subtracted|removed|deducted]?
What is left of {a} [after|when|if] {b} [is gone|is used|is taken off|is taken away]?
What's left of {a} [if|when|after] [I take|you take|we take] [away {b}|{b} away|{b} off]?
[What|How much] [is left|remains] [if|when] {b} is [removed|subtracted|deducted] from {a}?
How much [is|will be] left [of|from] {a} if I use {b}?
How much is {a} after {b} is taken off?
[Starting|If I start|If you start] [from|with|at] {a} and [take away|taking away] {b}, what [is left|do you get|remains]?
Start [at|with|from] {a}. [Take off|Subtract|Take away] {b}. [What is the result|What do you get|What is left]?
Begin with {a} and [take off|subtract|remove] {b}.
[Take|Think of] the number {a} and subtract {b}. What [is left|do you have|number do you get]?
[My number is|I think of the number] {a}. I [subtract|take away] {b}. What do I get?
{a} [is decreased|is reduced|is lowered|goes down|falls|drops] by {b}. What is [it now|the result|the new number]?
{a} decreased by {b}
{a} reduced by {b}
{a} without {b}
{a} after taking away {b}
{a}, take away {b}, leaves what?
{a} take {b} away
{a} less {b}
What is {a} less {b}?
How much is {a} less {b}?
[What is|What's|Find|Give me] {b} less than {a}[?|]
What number is {b} [smaller|lower] than {a}?
Which number is {b} [less|smaller|lower] than {a}?
{b} less than {a} is [what|how much|which number]?
{b} less than {a}
[What is|What's|Find|Compute|I need|Give me|Tell me] the difference [between|of] {a} and {b}[ please|]
How far apart are {a} and {b}?
By how much do {a} and {b} differ?
By how much [does {a} exceed|is {a} more than|is {a} bigger than|is {a} greater than] {b}?
By how much is {b} [smaller|less] than {a}?
How much [smaller|less] is {b} than {a}?
How much [greater|higher] is {a} than {b}?
How [much|many] must I add to {b} to [get|reach|make] {a}?
How much is missing from {b} to {a}?
How much more than {b} is {a}?
[The numbers are|Numbers:|Given] {a} and {b}. [What is the difference|Find the difference|Subtract the second from the first].
Let a be {a} and b be {b}. What is a minus b?
a = {a}, b = {b}. What is a - b?
If x = {a} and y = {b}, what is x - y?
If x is {a} and y is {b}, how much is x minus y?
If one number is {a} and the other is {b}, what is [their difference|the difference]?
If I have {a} and [lose|spend|give away|use] {b}, [how much is left|what is left|how many are left|how much do I have]?
I have {a}, I [use|spend|lose|give away] {b}. [What is left|How much is left|How much is that]?
Count [back|down] {b} from {a}. [Where do you end|What do you get]?
Cut {a} by {b}.
From {a}, [remove|deduct|take] {b}.
[The|What is the] difference when {b} is subtracted from {a}?
)";
constexpr std::string_view kMultiplying = R"(
Multiply {a} by {b}.
Multiply {a} and {b}.
Multiply {a} with {b}.
Please multiply {a} by {b}.
Can you multiply {a} by {b}?
Could you multiply {a} and {b} for me?
multiply {a} {b}
What do you get when you multiply {a} by {b}?
If I multiply {a} by {b}, what do I get?
Multiplying {a} by {b} gives what?
What is the product of {a} and {b}?
The product of {a} and {b}
product of {a} and {b}?
Find the product of {a} and {b}.
Calculate the product of {a} and {b}.
Give me the product of {a} and {b}.
How much are {a} times {b}?
{a} multiplied by {b}
What is {a} multiplied by {b}?
Two numbers are {a} and {b}. What is their product?
What do {a} and {b} make when multiplied?
{a} lots of {b}
{a} groups of {b}
{a} by {b} multiplied
{a} and {b} multiplied
What is {a} by {b} multiplied?
What do I get when I multiply {a} by {b}?
What do I get if {a} is multiplied by {b}?
What are {a} groups of {b}?
Take {a} and multiply it by {b}.
Start with {a} and multiply by {b}.
What is the product [when|if] {a} is multiplied by {b}?
[What is|What's|Find|Compute|I need|Give me|Tell me] the product of {a} and {b}[ please|]
The product of {a} and {b} is [what|which] number?
What do {a} [lots|groups|sets] of {b} [come to|make|give|add up to]?
What [is|are] {a} [lots|groups|sets] of {b}?
How [much|many] [is|are] {a} [lots|groups|sets] of {b}?
How [much|many] is {a} times {b}?
How many are {a} [times|groups of|sets of] {b} [in total|altogether|]?
What do you get [if|when] you multiply {a} [by|and|with] {b}?
What do I get [if|when] I take {a} and multiply it by {b}?
What do I get [if|when] I take {b} {a} times?
What is {a} [times|multiplied by] {b} equal to?
What is the result [of multiplying|if you multiply|when I multiply] {a} by {b}?
What is {a} [times as much|times as many] as {b}?
What is {a} times the number {b}?
What number is {a} times {b}?
What number is {a} times as [big|large|great|much] as {b}?
{a} times as [many|much] as {b}
{a} times the size of {b}
[Please|] multiply the [two|] numbers {a} and {b}.
[Multiply|Please multiply] these: {a} and {b}
Multiply {a} by {b} [and tell me the result|for me|please]
[Starting|If I start|If you start] with {a} and [multiply|multiplying] by {b}, what do you get?
Start with {a}. Multiply it by {b}. [What is the result|What do you get]?
[Take|Think of] the number {a} and multiply it by {b}. What number do you get?
[My number is|I think of the number] {a}. I multiply it by {b}. What do I get?
{a} is multiplied by {b}. What is [the result|the product|it now]?
{a} and {b}, what is the product?
[The product|Product|Multiply]: {a} and {b}
[The numbers are|Numbers:|Given] {a} and {b}. [Multiply them|What is the product|Find the product].
Let a be {a} and b be {b}. What is a times b?
a = {a}, b = {b}. What is a * b?
If x = {a} and y = {b}, what is x * y?
If x is {a} and y is {b}, how much is x times y?
If one number is {a} and the other is {b}, what is [their product|the product]?
If {a} is multiplied by {b}, what is the [result|product|answer]?
If you [add|write] {b} {a} times, what is the [sum|total]?
If you have {a} groups of {b}, how many is that?
If there are {a} [groups|rows|sets|lots] of {b}, how many are there?
{a} sets of {b}
{a} rows of {b} [is|are|make] how many?
{a} groups with {b} in each
{b} taken {a} times
{b} repeated {a} times, what is the total?
times table: {a} x {b}
In the times tables, what is {a} x {b}?
multiplication: {a} and {b}
[Compute|Calculate|Work out|Find|Determine] {a} multiplied by {b}[ for me|]
)";

}  // namespace

std::string_view around_wordings() {
  return kAround;
}

std::string_view adding_wordings() {
  return kAdding;
}

std::string_view subtracting_wordings() {
  return kSubtracting;
}

std::string_view multiplying_wordings() {
  return kMultiplying;
}

}  // namespace swarm::lessons
