// Programs of one or two lines about a short list.
#include "swarm/lessons/list_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kCalls = R"(
{c}
{c}
{c}
print({c})
print({c})
print({c})
>>> {c}
{c}?
{c} = ?
{c} returns?
`{c}`
Python: {c}
Python: print({c})
python {c}
What is {c}?
What is {c}?
What is `{c}`?
What is {c} in Python?
What's {c}?
What's {c} in Python?
What does {c} return?
What does {c} return in Python?
What does {c} [give|give me|evaluate to|yield|produce|equal|show]?
What does `{c}` [return|give|evaluate to]?
What does the expression {c} return?
What does Python return for {c}?
What does Python say for {c}?
What does print({c}) [print|show|output|display|give]?
What does `print({c})` print?
What will print({c}) [print|show|output|display|give]?
What would print({c}) [print|show|output|display]?
What would Python print for print({c})?
What is printed by print({c})?
What gets printed by print({c})?
What is the output of print({c})?
What is the output of {c}?
What is the output: print({c})
What is the output of this code: print({c})
What is the output of the line print({c})?
What is the result of {c}?
What is the result of {c} in Python?
What is the value of {c}?
What will {c} be?
In Python, what is {c}?
In Python, what does {c} [return|give|evaluate to]?
In Python, what does print({c}) print?
Evaluate {c}.
Evaluate {c} in Python.
Evaluate the expression {c}.
Evaluate this Python expression: {c}
Compute {c}.
Run print({c}).
Run {c}.
Execute print({c}).
Output of print({c})?
output of {c}
Result of {c}?
If I run print({c}), what do I see?
If I type {c} into Python, what do I get?
I ran print({c}). What was printed?
x = {c}; print(x)
x = {c}{nl}print(x)
result = {c}; print(result)
If x = {c}, what is x?
What is x after x = {c}?
Tell me what {c} returns.
Tell me the value of {c}.
)";
constexpr std::string_view kAssigned = R"(
{v} = {p}; print({c})
{v} = {p}; print({c})
{v} = {p}; print({c})
{v} = {p}{nl}print({c})
{v} = {p}{nl}print({c})
{v}={p}; print({c})
{v}={p}{nl}print({c})
{v} = {p}; {c}
{v} = {p}{nl}{c}
{v} = {p}. {c}?
{v} = {p}. What is {c}?
{v} = {p}. What does {c} return?
{v} = {p}; what is {c}?
{v} = {p}, what is {c}?
{v} = {p}; x = {c}; print(x)
{v} = {p}{nl}result = {c}{nl}print(result)
>>> {v} = {p}{nl}>>> {c}
If {v} = {p}, what is {c}?
If {v} = {p}, what does {c} [return|give|evaluate to]?
If {v} = {p}, what does print({c}) print?
If {v} is {p}, what is {c}?
Given {v} = {p}, what is {c}?
Given {v} = {p}, what does {c} return?
Given {v} = {p}, what does print({c}) print?
Let {v} = {p}. What is {c}?
With {v} = {p}, what is {c}?
Suppose {v} = {p}. What is {c}?
After {v} = {p}, what is {c}?
After {v} = {p}, what does print({c}) print?
In Python, {v} = {p}. What is {c}?
In Python, if {v} = {p}, what does {c} return?
What is {c} if {v} = {p}?
What is {c} when {v} = {p}?
What does {c} return if {v} = {p}?
What does this print? {v} = {p}; print({c})
What does this print: {v} = {p}; print({c})
What does this code print? {v} = {p}{nl}print({c})
What does this program print?{nl}{v} = {p}{nl}print({c})
What is printed? {v} = {p}; print({c})
What is the output? {v} = {p}; print({c})
What is the output of {v} = {p}; print({c})?
What is the output of this code: {v} = {p}; print({c})
What will be printed: {v} = {p}; print({c})
Output of {v} = {p}; print({c})
Run this: {v} = {p}; print({c})
Here is a program: {v} = {p}; print({c}). What does it print?
Python: {v} = {p}; print({c})
)";

}  // namespace

std::string_view call_wordings() {
  return kCalls;
}

std::string_view variable_wordings() {
  return kAssigned;
}

}  // namespace swarm::lessons
