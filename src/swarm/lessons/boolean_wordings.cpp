// How people ask for the value of what is joined by and, or, not: of values, and of names to which values were given.
#include "swarm/lessons/boolean_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kValues = R"(
{e}
{e}
{e}
{e}
{e}
{e}?
{e} =
{e} = ?
{e} =?
{e} equals
{e} equals what?
{e} equals?
{e} is?
{e} gives?
{e} evaluates to?
{e} - true or false?
{e}: true or false?
{e}, true or false?
{e} (true or false?)
Boolean: {e}
Boolean logic: {e}
Logic: {e}
Logic [question|puzzle|exercise|quiz|homework]: {e}
Boolean [question|exercise|algebra|expression]: {e}
Truth value of {e}
Truth value: {e}
Result of {e}
Value of {e}
Answer for {e}
Expression: {e}. Value?
the expression {e} is true, right?
If I have {e}, what is it?
In boolean logic, what is {e}?
In Boolean algebra, what is {e}?
In logic, what is {e}?
In logic, what do you get from {e}?
What does Python say for {e}?
What does a computer make of {e}?
What does the expression {e} return?
Compute this: {e}
Here is an expression: {e}. What is its value?
Here is an expression: {e}. Is it true or false?
Look at this expression: {e}. What does it give?
Take the expression {e}. Is it true?
My expression is {e}. What does it evaluate to?
I wrote {e}. What comes out?
I have the condition {e}. What is its value?
The condition is {e}. Is it true?
The condition {e} is true or false?
A test asks for {e}. What is right?
Somebody says {e}. What is that in the end?
)";

constexpr std::string_view kQuestions = R"(
What is {e}?
What is {e}?
What is {e}?
What's {e}?
What is the value of {e}?
What is the value of {e}?
What is the [truth|logical|boolean|Boolean] value of {e}?
What's the [truth value|value|result] of {e}?
What is the result of {e}?
What is the outcome of {e}?
What does {e} [evaluate to|give|equal|return|come to|come out as|yield|produce|become|work out to|result in]?
What does {e} mean, true or false?
What do you get [for|from] {e}?
What do you get when you evaluate {e}?
What do I get [for|from|if I evaluate|if I work out] {e}?
What do we get for {e}?
What comes out of {e}?
What comes out if you evaluate {e}?
What will {e} be?
What would {e} be?
What must {e} be?
What [truth value|boolean value|value] does {e} [have|take|get]?
Which truth value does {e} have?
Which is right for {e}, true or false?
How does {e} evaluate?
Is {e} true?
Is {e} true?
Is {e} true or false?
Is {e} true or is it false?
Is {e} a true statement?
Is the [statement|expression|formula|proposition|claim|condition|compound statement] {e} true?
Is the [statement|expression|formula|proposition|claim|condition] {e} true or false?
Is this true: {e}?
Is it true that {e}?
Is the value of {e} true?
Is the value of {e} true or false?
Is the result of {e} true or false?
Does {e} hold?
Does the [statement|expression|formula|condition] {e} hold?
Does {e} come out [true|as true|true or false]?
Does {e} evaluate to true?
Does {e} evaluate to true or false?
Does {e} give true or false?
Does {e} have the value true?
Do we get true for {e}?
Do you get true or false for {e}?
Would {e} be true?
Would {e} be true or false?
Would you say that {e} is true?
Can we say that {e} [is true|holds]?
Can you evaluate {e}?
Can you [tell me|say|work out] what {e} is?
Can you tell me [if|whether] {e} is true?
Can you find the value of {e}?
Could you evaluate {e} for me?
Could you tell me whether {e} holds?
Do you know what {e} is?
Evaluate {e}.
Evaluate: {e}
Evaluate the expression {e}.
Evaluate the [logical|boolean|Boolean|following] expression {e}.
Evaluate the following: {e}
Compute {e}.
Compute the value of {e}.
Calculate {e}.
Calculate the truth value of {e}.
Simplify {e}.
Simplify {e} to [true or false|one value|a single value|a single truth value].
Simplify to a single truth value: {e}
Reduce {e} to true or false.
Reduce {e} to one value.
Work out {e}.
Work out the value of {e}.
Figure out {e}.
Figure out whether {e} is true.
Solve {e}.
Resolve {e}.
Decide {e}.
Decide [whether|if] {e} [is true|holds|is true or false].
Determine {e}.
Determine [whether|if] {e} is true.
Determine the [value|truth value] of {e}.
Find {e}.
Find the [value|truth value|boolean value|logical value|result] of {e}.
Find out [whether|if] {e} is true.
Check [whether|if] {e} is true.
Check: {e}
Give the [value|truth value|result] of {e}.
Give me the [value|truth value|result] of {e}.
State the truth value of {e}.
State whether {e} is true or false.
Say whether {e} is true or false.
Write down the value of {e}.
Tell me [whether|if] {e} is true.
Tell me [whether|if] {e} is true or false.
Tell me [whether|if] {e} holds.
Tell me what {e} is.
Tell me the value of {e}.
Please evaluate {e}.
Please tell me whether {e} is true.
I want to know [if|whether] {e} is true.
I need the value of {e}.
I need to know [if|whether] {e} is true.
I'd like to know what {e} is.
I wonder [if|whether] {e} is true.
Am I right that {e} is true?
True or false: {e}
True or false: {e}?
True or false? {e}
Answer [true or false|with true or false]: {e}
)";

constexpr std::string_view kPython = R"(
print({e})
print({e})
print({e})
>>> {e}
>>> print({e})
bool({e})
Python: {e}
Python: print({e})
python {e}
x = {e}; print(x)
x = {e}{nl}print(x)
result = {e}{nl}print(result)
answer = {e}; print(answer)
What does print({e}) [print|output|show|give|display|do]?
What will print({e}) [print|output|show|give|display]?
What would print({e}) [print|output|show|display]?
What is printed by print({e})?
What would Python print for print({e})?
What does Python print for print({e})?
What does Python [return|answer|give|show|print] for {e}?
What does Python give me for {e}?
What does Python make of {e}?
What does {e} evaluate to in Python?
What does `{e}` evaluate to in Python?
What does `{e}` return in Python?
What does `print({e})` print?
What is {e} in Python?
What is `{e}`?
In Python, what is {e}?
In Python, what does {e} [give|return|evaluate to]?
Evaluate {e} in Python.
Evaluate `{e}`.
Evaluate this Python expression: {e}
What is the output of print({e})?
What is the output of [this|the] [code|program|line|statement]: print({e})
What is the output: print({e})
What is the value of x after x = {e}?
If x = {e}, what is x?
If I type {e} into Python, what do I get?
If I run print({e}), what [is printed|do I see|comes out]?
I typed {e} into the Python shell. What does it say?
Run print({e}).
Output of print({e})?
)";

constexpr std::string_view kBraces = R"(
console.log({e})
console.log({e});
System.out.println({e});
What does console.log({e}) [print|output|show]?
What is the output of console.log({e})?
In JavaScript, what is {e}?
In [Java|C++|C|JavaScript|C#|Go|Rust], what does {e} evaluate to?
In [Java|C++|C|JavaScript|C#|Go|Rust], is {e} true?
What is {e} in [Java|C++|C|JavaScript|C#|Go|Rust]?
What does `{e}` evaluate to?
What does {e} evaluate to in [Java|C++|C|JavaScript|C#|Go|Rust]?
What is the value of x after x = {e};
bool x = {e}; what is x?
let x = {e}; what is x?
`{e}`
)";

constexpr std::string_view kOpposite = R"(
What is the opposite of {t}?
What's the opposite of {t}?
What is the logical opposite of {t}?
The opposite of {t}?
The opposite of {t} is what?
the opposite of {t}
Give me the opposite of {t}.
Tell me the opposite of {t}.
Find the opposite of {t}.
What is the opposite of {t}, that is, {e}?
What is the negation of {t}?
What's the negation of {t}?
The negation of {t}?
Find the negation of {t}.
What is the negation of {t}, i.e. {e}?
Negate {t}.
What is {t} negated?
What do you get if you negate {t}?
What do I get when I negate {t}?
What is the inverse of {t}?
What is the [logical|boolean] complement of {t}?
What is the contrary of {t}?
)";

constexpr std::string_view kBoth = R"(
Are both {a} and {b} true?
Are {a} and {b} both true?
Are {a} and {b} true at the same time?
Do both {a} and {b} hold?
Is it true that both {a} and {b} hold?
)";

constexpr std::string_view kEither = R"(
Is at least one of {a} and {b} true?
Is at least one of {a} or {b} true?
Is one of {a} and {b} true at least?
Does at least one of {a} and {b} hold?
)";

constexpr std::string_view kTold = R"(
If {f}, {u}
If {f}, {u}
If {f}, then {u}
If {f}: {u}
If {f}, is {e} true?
If {f}, does {e} hold?
If {f}, what can be said of {e}?
If we know that {f}, {u}
If I tell you that {f}, {u}
If it is known that {f}, {u}
If I set things up so that {f}, {u}
Suppose {f}. {q}
Suppose that {f}. {q}
Suppose that {f}. Then {u}
Suppose {f}: {u}
Supposing that {f}, {u}
Assume {f}. {q}
Assume that {f}. {q}
Assuming {f}, {u}
Assuming that {f}, {u}
Say {f}. {q}
Let's say {f}. {q}
Let us say that {f}. {q}
Given that {f}, {u}
Given that {f}: {u}
Given {f}, {u}
It is given that {f}. {q}
We know that {f}. {q}
We know {f}. {q}
I know that {f}. {q}
You know that {f}. {q}
I am told that {f}. {q}
My [teacher|book|friend] says that {f}. {q}
It is known that {f}. {q}
Imagine that {f}. {q}
Consider the case that {f}. {q}
When {f}, {u}
When {f}, what is {e}?
Where {f}, {u}
Since {f}, {u}
As {f}, {u}
Knowing that {f}, {u}
Provided that {f}, {u}
In a [puzzle|program|circuit|game], {f}. {q}
In my [program|code|homework], {f}. {q}
Logic question: {f}. {q}
Logic puzzle: {f}. {q}
Quick [question|one]: {f}. {q}
Fact: {f}. {q}
Facts: {f}. {q}
Here {f}. {q}
Right now {f}. {q}
{F}. {q}
{F}. {q}
{F}. {q}
{F}. {q}
{F}. So {u}
{F}. Then {u}
{F}. Now {u}
{F}. Given this, {u}
{F}. With these values, {u}
{F}, so {u}
{F}; {u}
{F} - {u}
{F}. {e}?
{F}. {e} = ?
{F}: {e}?
What is {e} if {f}?
What is {e} when {f}?
What is {e}, given that {f}?
What is the value of {e} if {f}?
What is the truth value of {e} when {f}?
What does {e} evaluate to if {f}?
What does {e} give when {f}?
What do I get for {e} if {f}?
Is {e} true if {f}?
Is {e} true when {f}?
Is {e} true or false if {f}?
Is {e} true, given that {f}?
Is {e} true, assuming that {f}?
Does {e} hold if {f}?
Does {e} hold when {f}?
Evaluate {e} if {f}.
Evaluate {e} when {f}.
Evaluate {e}, where {f}.
Find {e} if {f}.
Find the value of {e} if {f}.
Work out {e} when {f}.
Tell me [whether|if] {e} is true when {f}.
Tell me what {e} is if {f}.
{e}? {F}.
{e} if {f}?
)";

constexpr std::string_view kSentences = R"(
{F}. {q}
{F}. {q}
{F}. {q}
{F}. {q}
{F}. {q}
{F}. So {u}
{F}. Then {u}
{F}. Now {u}
{F}. Given this, {u}
{F}. Knowing this, {u}
{F}. With that, {u}
{F}. My question: {u}
{F}. Question: {u}
{F}. {e}?
{F}. What about {e}?
{F}. And {e}?
Facts: {F}. {q}
Here are the facts: {F}. {q}
Logic puzzle: {F}. {q}
Logic question: {F}. {q}
Consider this. {F}. {q}
Listen: {F}. {q}
)";

constexpr std::string_view kAssigned = R"(
{f}. {q}
{f}. {q}
{f}. {q}
{f}. {q}
{f}; {u}
{f}, {u}
{f}: {u}
{f} - {u}
{f}. {e}?
{f}. {e} = ?
{f}: {e}?
{f}: {e}
{f}; {e}
{f}, {e}?
{f} | {e}
{f} => {e}?
Given {f}, {u}
Given {f}, {u}
Given {f}: {u}
Given that {f}, {u}
Given are {f}. {q}
Given the values {f}, {u}
With {f}, {u}
With {f}, {u}
With {f}: {u}
With the values {f}, {u}
For {f}, {u}
For {f}: {u}
For {f}, {e} is?
For the values {f}, {u}
If {f}, {u}
If {f}, {u}
If {f} then {u}
If {f}, is {e} true?
Suppose {f}. {q}
Suppose that {f}. {q}
Assume {f}. {q}
Assuming {f}, {u}
Let {f}. {q}
Let {f}. {q}
Let {f}. Then {u}
Let {f}; {u}
Set {f}. {q}
Take {f}. {q}
Use {f}. {q}
Say {f}. {q}
I set {f}. {q}
I have {f}. {q}
We have {f}. {q}
We set {f}. {q}
My program has {f}. {q}
Values: {f}. {q}
Variables: {f}. {q}
Inputs: {f}. {q}
Input: {f}. Output of {e}?
Substitute {f} into {e}.
Substitute {f}. {q}
Plug {f} into {e}.
Put {f} into {e}. What comes out?
What is {e} for {f}?
What is {e} if {f}?
What is {e} when {f}?
What is {e} with {f}?
What is {e}, given {f}?
What is the value of {e} for {f}?
What is the truth value of {e} with {f}?
What does {e} evaluate to for {f}?
What does {e} give with {f}?
What does {e} return if {f}?
Is {e} true for {f}?
Is {e} true if {f}?
Is {e} true with {f}?
Is {e} true or false for {f}?
Does {e} hold for {f}?
Evaluate {e} for {f}.
Evaluate {e} for {f}.
Evaluate {e} with {f}.
Evaluate {e} if {f}.
Evaluate {e} given {f}.
Evaluate {e}, where {f}.
Compute {e} for {f}.
Calculate {e} with {f}.
Find {e} for {f}.
Work out {e} with {f}.
{e} for {f}
{e} with {f}?
{e}, {f}
{e} where {f}
)";

constexpr std::string_view kLet = R"(
Let {f}. {q}
Let {f}. {q}
Let {f}. {q}
Let {f}. {q}
Let {f}. Then {u}
Let {f}. Now {u}
Let {f}; {u}
Let {f}: {u}
Let {f}. {e}?
Let {f}. Is {e} true?
Let {f}. Is the statement {e} true?
Let {f}. Evaluate {e}.
Let {f}. Find {e}.
Let {f}. What is {e}?
Now let {f}. {q}
Please let {f}. {q}
)";

// {e} has no quotation marks here.
constexpr std::string_view kLines = R"(
{f}; print({e})
{f}; print({e})
{f}{nl}print({e})
{f}{nl}print({e})
{f}{nl}{e}
{f}; {e}
{f}{nl}result = {e}{nl}print(result)
{f}; r = {e}; print(r)
What does this print? {f}; print({e})
What does this print: {f}; print({e})
What does this code print? {f}{nl}print({e})
What does this program print?{nl}{f}{nl}print({e})
What is the output? {f}; print({e})
What is the output of {f}; print({e})?
What is the output of this code: {f}; print({e})
What is the output of the following program?{nl}{f}{nl}print({e})
What will be printed? {f}; print({e})
What will be printed: {f}{nl}print({e})
What gets printed by {f}; print({e})?
Output of {f}; print({e})
I run {f}; print({e}). What do I see?
After {f}, what does print({e}) [print|show|output]?
After {f}, what is {e}?
After {f}, what does {e} evaluate to?
If {f}, what does print({e}) [print|show|output]?
Given {f}, what does print({e}) print?
In Python: {f}. What is {e}?
In Python, {f}. What does {e} give?
In Python, if {f}, what is {e}?
Python: {f}; print({e})
Run this: {f}; print({e})
Run this program:{nl}{f}{nl}print({e})
Here is a program: {f}; print({e}). What does it print?
>>> {f}{nl}>>> {e}
{f}{nl}What does print({e}) print?
{f}{nl}What is {e}?
)";

}  // namespace

constinit const BooleanWordings kBooleanWordings{kValues, kQuestions, kPython,    kBraces,   kOpposite, kBoth,
                                                 kEither, kTold,      kSentences, kAssigned, kLet,      kLines};

}  // namespace swarm::lessons
