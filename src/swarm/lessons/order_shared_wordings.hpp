#pragma once

#include <string_view>

// Tables that several kinds of scales share; for order_wordings.hpp alone.
namespace swarm::lessons {

inline constexpr std::string_view kOrderWhole = R"(
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}, {u}
{s}; {u}
{s}: {u}
{s}. So {u}
{s}. Now {u}
{s}. Given this, {u}
{s}. My question: {u}
{s}. Question: {u}
{count} friends compared themselves: {s}. {q}
[Some|{count}] [friends|children|kids|students|people|cousins|classmates|players] compare themselves. {s}. {q}
There are {count} [friends|children|kids|students|people|cousins|classmates|players]: {names}. {s}. {q}
There are {count} [friends|children|kids|students|people|cousins|classmates|players], {names}. {s}. {q}
I have {count} [friends|cousins|neighbours|classmates|colleagues]: {names}. {s}. {q}
I have {count} [friends|cousins|neighbours|classmates|colleagues]. {s}. {q}
{names} are [friends|cousins|neighbours|classmates|colleagues]. {s}. {q}
{count} [friends|cousins|neighbours|classmates]: {s}. {q}
{count} [friends|cousins|neighbours|classmates]: {names}. {s}. {q}
Out of {names}, {s}. {q}
Of {names}, {s}. {q}
Among {names}, {s}. {q}
Consider {names}. {s}. {q}
Compare {names}. {s}. {q}
In my [class|family|team|school|office|street|village], {s}. {q}
In a [class|family|team|school|group|village], {s}. {q}
At our [school|office|club], {s}. {q}
Here are [some|the] facts: {s}. {q}
Here is what I know: {s}. {q}
These are the facts: {s}. {q}
Facts: {s}. {q}
Riddle: {s}. {q}
A riddle: {s}. {q}
Puzzle: {s}. {q}
Logic puzzle: {s}. {q}
A little puzzle for you: {s}. {q}
Quick question: {s}. {q}
Listen: {s}. {q}
My [teacher|mum|friend|book] says: {s}. {q}
{q} {s}.
{q} {s}.
{q} Here is what I know: {s}.
{q} Facts: {s}.
)";

// Where all statements are one sentence.
inline constexpr std::string_view kOrderCondition = R"(
If {s}, {u}
If {s}, {u}
If {s}, then {u}
If {s}: {u}
If I know that {s}, {u}
If it is true that {s}, {u}
If we know that {s}, {u}
Suppose {s}. {q}
Suppose that {s}. {q}
Suppose {s}: {u}
Supposing {s}, {u}
Assume {s}. {q}
Assume that {s}. {q}
Assuming that {s}, {u}
Say {s}. {q}
Let's say {s}. {q}
Given {s}, {u}
Given that {s}, {u}
Given that {s}: {u}
Imagine that {s}. {q}
We know that {s}. {q}
I know that {s}. {q}
It is known that {s}. {q}
I heard that {s}. {q}
They say that {s}. {q}
My [teacher|mum|friend|neighbour] says that {s}. {q}
Knowing that {s}, {u}
Because {s}, {u}
{s}, so {u}
{v} if {s}{m}
{v} if {s}{m}
{v} if {s}{m}
{v}, if {s}{m}
{v}, given that {s}{m}
{v} given that {s}{m}
{v}, knowing that {s}{m}
{v} if we know that {s}{m}
{q} We know that {s}.
{q} I only know that {s}.
)";

inline constexpr std::string_view kOrderMiddle = R"(
Who is in the middle?
Who is in the middle?
Who's in the middle?
Who is the one in the middle?
Who is between the other two?
Which of them is in the middle?
Which one is in the middle?
Tell me who is in the middle.
So who is in the middle?
)";

inline constexpr std::string_view kOrderList = R"(
List them from {most} to {least}.
List all {count} from {most} to {least}.
List the names from {most} to {least}.
Name them from {most} to {least}.
Name all {count} from {most} to {least}.
Put them in order from {most} to {least}.
Order them from {most} to {least}.
Give me the order from {most} to {least}.
Give the names from {most} to {least}.
Write them down from {most} to {least}.
What is the order from {most} to {least}?
What was the order from {most} to {least}?
Can you list them from {most} to {least}?
)";

}  // namespace swarm::lessons
