// How people compare several by what they are, and ask who of them is the tallest, the second.
#include "swarm/lessons/order_wordings.hpp"

#include "swarm/lessons/order_shared_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kFacts = R"(
{x} is {more} than {y}
{x} is {more} than {y}
{x} is {more} than {y}
{x} is {more} than {y}
{y} is {less} than {x}
{y} is {less} than {x}
{y} is {less} than {x}
{x} was {more} than {y}
{y} was {less} than {x}
{x} is [clearly|much|far|a lot|even|way] {more} than {y}
{x} is [a bit|a little|slightly|somewhat|just a bit] {more} than {y}
{y} is [clearly|much|far|a lot|even|way] {less} than {x}
{y} is [a bit|a little|slightly|somewhat|just a bit] {less} than {x}
{y} is not as {plain} as {x}
{y} is not as {plain} as {x}
{y} isn't as {plain} as {x}
{y} is not so {plain} as {x}
{y} is not quite as {plain} as {x}
{y} is less {plain} than {x}
of {x} and {y}, {x} is the {more} one
{x} has always been {more} than {y}
)";

constexpr std::string_view kChains = R"(
{x} is {more} than {y}, who is {more} than {z}
{x} is {more} than {y}, who in turn is {more} than {z}
{x} is {more} than {y}, and {y} is {more} than {z}
{x} is {more} than {y} and {y} than {z}
{x} is {more} than {y}, and {y} more so than {z}
{x} is {more} than {y}, but {y} is {more} than {z}
{z} is {less} than {y}, who is {less} than {x}
{z} is {less} than {y}, and {y} is {less} than {x}
{z} is {less} than {y} and {y} {less} than {x}
{z} is not as {plain} as {y}, who is not as {plain} as {x}
{y} is {more} than {z} but {less} than {x}
{y} is {more} than {z} and {less} than {x}
{y} is {less} than {x} but {more} than {z}
{y} is {less} than {x} and {more} than {z}
{y} is {less} than {x} but {more} than {z}
)";
constexpr std::string_view kLongChains = R"(
{x} is {more} than {y}, who is {more} than {z}, who is {more} than {w}
{x} is {more} than {y}, {y} is {more} than {z} and {z} is {more} than {w}
{x} is {more} than {y}, {y} is {more} than {z}, and {z} is {more} than {w}
{x} is {more} than {y}, {y} than {z} and {z} than {w}
{w} is {less} than {z}, who is {less} than {y}, who is {less} than {x}
{w} is {less} than {z}, {z} is {less} than {y}, and {y} is {less} than {x}
{w} is {less} than {z}, {z} {less} than {y} and {y} {less} than {x}
)";

constexpr std::string_view kTwo = R"(
Between {names}, {x} is {more}. {q}
Between {names}, {x} is {more}. {q}
Between {names}, {x} is the {more}. {q}
Between {names}, {x} is the {more} one. {q}
Between {names}, it is {x} who is {more}. {q}
Between {names}, {y} is {less}. {q}
Between {names}, {y} is the {less} one. {q}
Out of {names}, {x} is the {more}. {q}
Out of {names}, {x} is the {more} one. {q}
Out of {names}, {y} is the {less} one. {q}
Of {names}, {x} is the {more}. {q}
Of {names}, {x} is the {more} one. {q}
Of {names}, {y} is the {less}. {q}
Of the two [friends|cousins|neighbours|players] {names}, {x} is the {more}. {q}
Of the two [friends|cousins|neighbours|players] {names}, {y} is the {less} one. {q}
{names} are [friends|cousins|neighbours|classmates|colleagues]. {x} is the {more} one. {q}
{names} are [friends|cousins|neighbours|classmates|colleagues]. {x} is {more}. {q}
{names} are [friends|cousins|neighbours|classmates|colleagues], and {y} is the {less} of the two. {q}
Two [friends|cousins|neighbours|classmates|colleagues], {names}: {x} is the {more}. {q}
I know {names}. {x} is the {more} of the two. {q}
I know {names}. {y} is the {less} one. {q}
I have two [friends|cousins|neighbours|classmates], {names}. {x} is {more}. {q}
There are two [children|kids|people], {names}. {y} is {less}. {q}
Comparing {names}, {x} is {more}. {q}
Comparing {names}, {y} is {less}. {q}
If you compare {names}, {x} is the {more} one. {q}
Look at {names}: {x} is {more}. {q}
Among {names}, {x} is the {more}. {q}
)";

// "tallest", "second tallest".
constexpr std::string_view kMost = R"(
Who is the {most}?
Who is the {most}?
Who is the {most}?
Who is the {most}?
Who is the {most}?
Who is {most}?
Who is {most}?
Who's the {most}?
Who's {most}?
Who was the {most}?
Who is the {most} one?
Who is the {most} [person|kid|child|student|friend|player|one of them]?
Who is the {most} [of them|of all|here|among them|in the group|of the {count}|of these {count}|of the group]?
Who is the {most}: {either}?
Who is the {most}, {either}?
Who is the {most} one, {either}?
Who of these is the {most}?
Who of them is the {most}?
Who of the {count} is the {most}?
Who among them is the {most}?
Who among {names} is the {most}?
Who is {most} of all?
Who is {most} of the {count}?
Who must be the {most}?
Who has to be the {most}?
Who would be the {most}?
Who will be the {most}?
Who do you think is the {most}?
Who turns out to be the {most}?
Who seems to be the {most}?
Who counts as the {most}?
Who could be called the {most}?
Which one is the {most}?
Which one is {most}?
Which of them is the {most}?
Which of the {count} is the {most}?
Which of the {count} [friends|people] is the {most}?
Which of {names} is the {most}?
Which person is the {most}?
Which [friend|person|kid|child|student|player] is the {most}?
Of the {count}, who is the {most}?
Of these {count}, who is the {most}?
Of {names}, who is the {most}?
Out of the {count}, who is the {most}?
Among the {count}, who is the {most}?
Is the {most} {either}?
What is the name of the {most}?
What is the name of the {most} [person|one]?
What's the {most} one called?
So who is the {most}?
So who is {most}?
And who is the {most}?
Then who is the {most}?
Tell me who is the {most}.
Tell me who is {most}.
Tell me who the {most} is.
Tell me who the {most} one is.
Tell me the name of the {most}.
Please tell me who is the {most}.
Say who is the {most}.
Can you tell me who is the {most}?
Can you tell me who the {most} one is?
Can you say who is the {most}?
Can you name the {most}?
Can you find the {most}?
Could you tell me who the {most} is?
Do you know who is the {most}?
Do you know who the {most} is?
Name the {most}.
Name the {most} [person|one|of them].
Find the {most}.
Find out who is the {most}.
Give me the name of the {most}.
Work out who is the {most}.
Determine the {most}.
Decide who is the {most}.
Guess who is the {most}.
Pick the {most}.
Identify the {most} [person|one].
I want to know who is the {most}.
I'd like to know who the {most} is.
I wonder who is the {most}.
who is the {most}
whos the {most}
The {most} is?
The {most} is who?
The {most} one is?
The {most} [person|one] is called?
)";
constexpr std::string_view kMiddle = R"(
Who is in the middle?
Who is in the middle?
Who's in the middle?
Who is in the middle by {noun}?
Who is in the middle in {noun}?
Who is neither the {most} nor the {least}?
Who is neither {most} nor {least}?
Who is not the {most} and not the {least}?
Who is the one in the middle?
Who is the middle one?
Who is in between?
Who is between the other two?
Who would be in the middle?
Which of them is in the middle?
Which one is in the middle?
Which one is neither the {most} nor the {least}?
Which person is in the middle?
Tell me who is in the middle.
Name the one in the middle.
So who is in the middle?
And who is the middle one?
Of the three, who is in the middle?
)";
constexpr std::string_view kOrder = R"(
List them from {most} to {least}.
Order them from {most} to {least}.
Rank them from {most} to {least}.
Sort them from {most} to {least}.
Put them in order from {most} to {least}.
Arrange them from {most} to {least}.
Name them from {most} to {least}.
Write them down from {most} to {least}.
Line them up from {most} to {least}.
Place them in order from {most} to {least}.
Name all {count} from {most} to {least}.
List all {count} from {most} to {least}.
List the [names|people|friends] from {most} to {least}.
Order {names} from {most} to {least}.
Rank {names} from {most} to {least}.
Put the [names|people|friends] in order from {most} to {least}.
What is the order from {most} to {least}?
What's the order from {most} to {least}?
What is the ranking from {most} to {least}?
What order are they in from {most} to {least}?
Give me the order from {most} to {least}.
Give the names from {most} to {least}.
Write them from {most} to {least}.
Who are they from {most} to {least}?
Can you list them from {most} to {least}?
Can you order them from {most} to {least}?
Please rank them from {most} to {least}.
)";
constexpr std::string_view kBeyond = R"(
Is {p} {more} than {q}?
Is {p} {more} than {q}?
Is {p} {more} than {q}, yes or no?
Yes or no: is {p} {more} than {q}?
So is {p} {more} than {q}?
And is {p} {more} than {q}?
Then is {p} {more} than {q}?
Now is {p} {more} than {q}?
Tell me, is {p} {more} than {q}?
Must {p} be {more} than {q}?
Would {p} be {more} than {q}?
Is it true that {p} is {more} than {q}?
Is it correct that {p} is {more} than {q}?
Is it right to say that {p} is {more} than {q}?
Can we say that {p} is {more} than {q}?
Can we conclude that {p} is {more} than {q}?
Does it follow that {p} is {more} than {q}?
Does this mean that {p} is {more} than {q}?
Do you think {p} is {more} than {q}?
Am I right that {p} is {more} than {q}?
Tell me [if|whether] {p} is {more} than {q}.
I want to know [if|whether] {p} is {more} than {q}.
{p} is {more} than {q}, right?
{p} is {more} than {q}, isn't that so?
)";
constexpr std::string_view kOfTwo = R"(
Who is {more}?
Who is {more}?
Who is {more}?
Who is the {more}?
Who is the {more} one?
Who is the {more} [person|friend|one of the two|of the two|of them]?
Who's {more}?
Who's the {more} one?
Who is {more} of the two?
Who is {more} of them?
Who is {more}: {either}?
Who is {more}, {either}?
Who would be {more}?
Who would be the {more} one?
Who must be {more}?
Who of the two is {more}?
Who of them is {more}?
Which of them is {more}?
Which of the two is {more}?
Which of the two is the {more} one?
Which one is {more}?
Which one is the {more} one?
Which person is {more}?
Of the two, who is {more}?
Of the two, which one is {more}?
Between the two, who is {more}?
So who is {more}?
And who is {more}?
Then who is {more}?
Tell me who is {more}.
Tell me who the {more} one is.
Say who is {more}.
Can you tell me who is {more}?
Can you say who the {more} one is?
Do you know who is {more}?
Name the {more} one.
Name the {more} person.
Find the {more} one.
I want to know who is {more}.
What is the name of the {more} one?
The {more} one is?
The {more} of the two is?
who is {more}
)";
constexpr std::string_view kOfPair = R"(
Who is {more}, {p} or {q}?
Who is {more}, {p} or {q}?
Who is {more}: {p} or {q}?
Who is the {more} one, {p} or {q}?
Who's {more}, {p} or {q}?
Of {p} and {q}, who is {more}?
Of {p} and {q}, who is the {more} one?
Between {p} and {q}, who is {more}?
Which one is {more}, {p} or {q}?
Tell me who is {more}, {p} or {q}.
)";

}  // namespace

constinit const std::string_view kSignWordings = R"(
{r} in {noun}. {q}
{r} in {noun}. {q}
{r} in {noun}; {u}
{r} by {noun}. {q}
{r} in terms of {noun}. {q}
In {noun}, {r}. {q}
In {noun}: {r}. {q}
By {noun}: {r}. {q}
The {noun}: {r}. {q}
Order of {noun}: {r}. {q}
If {r} in {noun}, {u}
Given {r} in {noun}, {u}
Let {r} be the order in {noun}. {q}
{v} if {r} in {noun}{m}
{q} {r} in {noun}.
)";

constinit const OrderWordings kAdjectiveWordings{kFacts,          kChains, kLongChains, kTwo,    kOrderWhole,
                                                 kOrderCondition, kMost,   {},          kMiddle, kOrder,
                                                 kBeyond,         kOfTwo,  kOfPair};

}  // namespace swarm::lessons
