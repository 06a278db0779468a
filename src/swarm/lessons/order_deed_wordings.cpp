// How people compare several by what they do and by who is ahead: in races, in lines, with more money.
#include "swarm/lessons/order_shared_wordings.hpp"
#include "swarm/lessons/order_wordings.hpp"

namespace swarm::lessons {

namespace {

// --- Races -------------------------------------------------------------------------------------------------------

constexpr std::string_view kRaceFacts = R"(
{x} finished before {y}
{x} finished before {y}
{x} finished before {y}
{y} finished after {x}
{y} finished after {x}
{x} came before {y}
{y} came after {x}
{x} arrived before {y}
{y} arrived after {x}
{x} was ahead of {y}
{y} was behind {x}
{x} finished ahead of {y}
{y} finished behind {x}
{x} finished [shortly|long|well] before {y}
{y} finished [shortly|long|well] after {x}
{x} finished earlier than {y}
{y} finished later than {x}
{x} came in before {y}
{y} came in after {x}
{x} came in ahead of {y}
{y} came in behind {x}
{x} arrived earlier than {y}
{y} arrived later than {x}
{x} got there before {y}
{y} got there after {x}
{x} reached the [finish|goal|end] before {y}
{y} reached the [finish|goal|end] after {x}
{x} crossed the line before {y}
{x} crossed the finish line before {y}
{y} crossed the finish line after {x}
{x} beat {y}
{x} beat {y}
{y} lost to {x}
{y} was beaten by {x}
{x} ended up ahead of {y}
{y} ended up behind {x}
{x} was faster than {y}
{y} was slower than {x}
)";
constexpr std::string_view kRaceChains = R"(
{x} finished before {y}, who finished before {z}
{x} finished before {y} and {y} before {z}
{x} finished before {y}, and {y} finished before {z}
{x} came in ahead of {y}, who came in ahead of {z}
{x} beat {y}, who beat {z}
{x} beat {y}, and {y} beat {z}
{z} finished after {y}, who finished after {x}
{z} came in behind {y}, and {y} came in behind {x}
{y} finished after {x} but before {z}
{y} finished after {x} and before {z}
{y} finished before {z} but after {x}
{y} came in after {x} but before {z}
{y} came in behind {x} but ahead of {z}
{y} was ahead of {z} but behind {x}
{y} arrived after {x} but before {z}
)";
constexpr std::string_view kRaceLongChains = R"(
{x} finished before {y}, {y} before {z} and {z} before {w}
{x} finished before {y}, who finished before {z}, who finished before {w}
{x} beat {y}, {y} beat {z}, and {z} beat {w}
{w} came in after {z}, {z} after {y} and {y} after {x}
)";
constexpr std::string_view kRaceTwo = R"(
{names} ran a race, and {x} won. {q}
{names} had a race. {x} was faster. {q}
{names} raced each other. {x} won. {q}
{names} raced each other and {y} lost. {q}
)";
constexpr std::string_view kRaceWhole = R"(
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}. {q}
{s}; {u}
{s}. So {u}
In a race, {s}. {q}
In a race {s}. {q}
In the race, {s}. {q}
In the race {s}. {q}
In the [school|morning|bike|boat|swimming|running|ski|horse|final] race, {s}. {q}
In the [school|village|city] [race|run|marathon], {s}. {q}
In a [swimming|running|cycling|rowing|sack] race, {s}. {q}
At the [sports day|marathon|competition|championship], {s}. {q}
There was a race. {s}. {q}
There was a race between {names}. {s}. {q}
[Some|{count}] runners ran a race. {s}. {q}
{count} [runners|friends|children|kids|swimmers|cyclists|boats|horses] [raced|had a race]. {s}. {q}
{names} ran a race. {s}. {q}
{names} raced against each other. {s}. {q}
I watched a race. {s}. {q}
I saw that in the race {s}. {q}
The race is over. {s}. {q}
Race results: {s}. {q}
Result of the race: {s}. {q}
Puzzle: {s} in a race. {q}
{q} In the race, {s}.
{q} {s}.
)";
// "first", "second", "last".
constexpr std::string_view kRaceMost = R"(
Who came {most}?
Who came {most}?
Who finished {most}?
Who finished {most}?
Who was {most}?
Who arrived {most}?
Who is {most}?
Who came in {most}?
Who ended up {most}?
Who came {most} in the race?
Who finished the race {most}?
Who got {most} place?
Who took {most} place?
Who was in {most} place?
Who finished in {most} place?
Who is in {most} place?
Who came in {most}: {either}?
Who finished {most}, {either}?
Who of them came {most}?
Who of the {count} came {most}?
Which of them was {most}?
Which of them finished {most}?
Which of the {count} came {most}?
Which runner came {most}?
Which one finished {most}?
Of the {count}, who came {most}?
So who came {most}?
So who was {most}?
And who came {most}?
Then who was {most}?
Tell me who came {most}.
Tell me who finished {most}.
Tell me who was {most}.
Can you tell me who came {most}?
Do you know who finished {most}?
I want to know who came {most}.
Say who finished {most}.
Name the one who finished {most}.
Name the one who came {most}.
Find out who came {most}.
The one who came {most} is?
who came {most}
)";
constexpr std::string_view kRaceFirst = R"(
Who won?
Who won?
Who won the race?
Who won the race?
Who was the winner?
Who is the winner?
Who's the winner?
Who was the fastest?
Who took the gold medal?
Who got the gold medal?
Who gets gold?
Which of them won?
Which runner won?
So who won?
And who won?
Tell me who won.
Name the winner.
Name the winner of the race.
Can you tell me who won?
The winner is?
)";
constexpr std::string_view kRaceBeyond = R"(
Did {p} finish {more} {q}?
Did {p} come {more} {q}?
Did {p} come in {more} {q}?
Did {p} arrive {more} {q}?
Was {p} {more} {q}?
So did {p} finish {more} {q}?
And did {p} come in {more} {q}?
Is it true that {p} finished {more} {q}?
Is it true that {p} came {more} {q}?
Does it follow that {p} finished {more} {q}?
Can we say that {p} finished {more} {q}?
Tell me [if|whether] {p} finished {more} {q}.
{p} finished {more} {q}, right?
Yes or no: did {p} finish {more} {q}?
)";

// --- Lines of people ---------------------------------------------------------------------------------------------

constexpr std::string_view kLineFacts = R"(
{x} is in front of {y}
{y} is behind {x}
{y} is behind {x}
{x} stands in front of {y}
{y} stands behind {x}
{x} is standing in front of {y}
{y} is standing behind {x}
{x} is [somewhere|] in front of {y}
{y} is [somewhere|] behind {x}
)";
constexpr std::string_view kLineChains = R"(
{x} is in front of {y}, who is in front of {z}
{z} is behind {y}, who is behind {x}
{z} stands behind {y}, and {y} stands behind {x}
{y} is behind {x} but in front of {z}
{y} stands behind {x} and in front of {z}
{y} is in front of {z} but behind {x}
)";
constexpr std::string_view kLineWhole = R"(
In a queue, {s}. {q}
In a line, {s}. {q}
In the queue, {s}. {q}
In the line, {s}. {q}
In the [bus|lunch|ticket|cinema] queue, {s}. {q}
In the line at the [bakery|bank|museum|bus stop|post office], {s}. {q}
At the [bakery|bank|museum|bus stop|post office], {s}. {q}
{count} people stand in a [line|queue|row]. {s}. {q}
{count} [children|friends|kids] are standing in [line|a line|a queue]. {s}. {q}
{names} are waiting in [line|a line|a queue]. {s}. {q}
{names} stand in a [line|queue]. {s}. {q}
There is a queue. {s}. {q}
People are queuing. {s}. {q}
)";
constexpr std::string_view kLineMost = R"(
Who is {most}?
Who is {most}?
Who is {most} in line?
Who is {most} in the line?
Who is {most} in the queue?
Who is the {most} in line?
Who is the {most} in the queue?
Who is the {most} person in [line|the line|the queue]?
Who stands {most}?
Who comes {most}?
Which of them is {most}?
Which one is {most} in the queue?
So who is {most}?
Tell me who is {most}.
Tell me who is {most} in line.
Do you know who is {most}?
)";
constexpr std::string_view kLineFirst = R"(
Who is at the front?
Who is at the front of the [line|queue]?
Who stands at the front?
Who is at the head of the [line|queue]?
Who will be served first?
Who is served first?
)";
constexpr std::string_view kLineBeyond = R"(
Is {p} {more} {q}?
Is {p} {more} {q}?
Does {p} stand {more} {q}?
So is {p} {more} {q}?
Tell me whether {p} is {more} {q}.
)";

// --- Deeds: "has more money", "runs faster" ------------------------------------------------------------------------

constexpr std::string_view kDeedFacts = R"(
{x} {does} {more} than {y}
{x} {does} {more} than {y}
{x} {does} {more} than {y}
{x} {does} {more} than {y}
{y} {does} {less} than {x}
{y} {does} {less} than {x}
{y} {does} {less} than {x}
{x} {does} [clearly|much|a lot|even] {more} than {y}
)";
constexpr std::string_view kDeedChains = R"(
{x} {does} {more} than {y}, who {does} {more} than {z}
{x} {does} {more} than {y} and {y} {does} {more} than {z}
{x} {does} {more} than {y}, and {y} {more} than {z}
{z} {does} {less} than {y}, who {does} {less} than {x}
{z} {does} {less} than {y}, and {y} {does} {less} than {x}
{y} {does} {less} than {x} but {more} than {z}
{y} {does} {more} than {z} but {less} than {x}
)";
constexpr std::string_view kDeedLongChains = R"(
{x} {does} {more} than {y}, {y} {does} {more} than {z}, and {z} {does} {more} than {w}
{x} {does} {more} than {y}, who {does} {more} than {z}, who {does} {more} than {w}
{w} {does} {less} than {z}, {z} {does} {less} than {y}, and {y} {does} {less} than {x}
)";
constexpr std::string_view kDeedTwo = R"(
Between {names}, {x} {does} {more}. {q}
Between {names}, it is {x} who {does} {more}. {q}
Between {names}, {y} {does} {less}. {q}
Of {names}, {x} {does} {more}. {q}
Of the two friends {names}, {x} {does} {more}. {q}
Out of {names}, {y} {does} {less}. {q}
{names} are friends. {x} {does} {more}. {q}
Comparing {names}, {x} {does} {more}. {q}
)";
constexpr std::string_view kDeedMost = R"(
Who {does} the {most}?
Who {does} the {most}?
Who {does} the {most}?
Who {does} the {most}?
Who {does} the {most} [of them|of all|of the {count}|of the group]?
Who {does} the {most}: {either}?
Who of them {does} the {most}?
Who of the {count} {does} the {most}?
Who among them {does} the {most}?
Which of them {does} the {most}?
Which one {does} the {most}?
Which person {does} the {most}?
Which of the {count} {does} the {most}?
Of the {count}, who {does} the {most}?
So who {does} the {most}?
And who {does} the {most}?
Tell me who {does} the {most}.
Please tell me who {does} the {most}.
Can you tell me who {does} the {most}?
Do you know who {does} the {most}?
I want to know who {does} the {most}.
Say who {does} the {most}.
Find out who {does} the {most}.
Name the one who {does} the {most}.
Name the person who {does} the {most}.
who {does} the {most}
)";
constexpr std::string_view kDeedBeyond = R"(
{aid} {p} {do} {more} than {q}?
{aid} {p} {do} {more} than {q}?
{aid} {p} {do} {more} than {q}, yes or no?
So {aid2} {p} {do} {more} than {q}?
Is it true that {p} {does} {more} than {q}?
Does it follow that {p} {does} {more} than {q}?
Can we say that {p} {does} {more} than {q}?
Tell me [if|whether] {p} {does} {more} than {q}.
{p} {does} {more} than {q}, right?
)";
constexpr std::string_view kDeedOfTwo = R"(
Who {does} {more}?
Who {does} {more}?
Who {does} {more}: {either}?
Who {does} {more}, {either}?
Who of the two {does} {more}?
Which of them {does} {more}?
Which of the two {does} {more}?
Which one {does} {more}?
Of the two, who {does} {more}?
So who {does} {more}?
Tell me who {does} {more}.
Can you tell me who {does} {more}?
Name the one who {does} {more}.
)";
constexpr std::string_view kDeedOfPair = R"(
Who {does} {more}, {p} or {q}?
Who {does} {more}: {p} or {q}?
Of {p} and {q}, who {does} {more}?
Between {p} and {q}, who {does} {more}?
)";

}  // namespace

constinit const OrderWordings kRaceWordings{
    kRaceFacts, kRaceChains, kRaceLongChains, kRaceTwo, kRaceWhole, kOrderCondition, kRaceMost, kRaceFirst,
    {},         kOrderList,  kRaceBeyond,     {},       {}};
constinit const OrderWordings kLineWordings{kLineFacts, kLineChains,  {}, {},          kLineWhole, {}, kLineMost,
                                            kLineFirst, kOrderMiddle, {}, kLineBeyond, {},         {}};
constinit const OrderWordings kDeedWordings{
    kDeedFacts, kDeedChains, kDeedLongChains, kDeedTwo,    kOrderWhole, kOrderCondition, kDeedMost,
    {},         {},          kOrderList,      kDeedBeyond, kDeedOfTwo,  kDeedOfPair};

}  // namespace swarm::lessons
