// Scenes about what is somewhere, comes and goes, rises and falls.
#include <array>

#include "swarm/lessons/story_scenes.hpp"

namespace swarm::lessons {

namespace {

constexpr std::array kScenes{
    Scene{.hero = "",
          .start = R"(
there are {a} {thing1} in {place}
there are {a} {thing1} [on the shelf|on the table|in the box|in the basket|in the cupboard|in the drawer]
{a} {thing1} are in {place}
{place} has {a} {thing1}
[in the beginning|at first|right now], there are {a} {thing1} in {place}
)",
          .groups = R"(
there are {a} {box1} with {b} {thing1} [each|in each|in each of them] in {place}
{place} has {a} {box1} of {b} {thing1}[ each|]
in {place} [stand|there are] {a} {box1}, and [each|each one|every one] holds {b} {thing1}
)",
          .gain = R"(
{x} more are [added|brought|put in|delivered]
{x} [more|new] {thing1} [arrive|are added|are brought in|are delivered]
{name} [adds|brings|puts in] {x} more
[someone|a man|the owner] brings {x} more
another {x} are added
)",
          .loss = R"(
{x} [are|of them are] [taken away|removed|sold|thrown away|stolen|lost|given away|broken]
{name} [takes|removes|takes away|buys] {x}[ of them|]
{x} {thing1} are [taken out|sold|given to {name}]
[someone|a man|the owner] takes {x} away
)",
          .gain_groups = R"(
{x} {box1} of {y} {thing1}[ each|] are [brought|delivered|added]
{name} brings {x} {box1} with {y} {thing1} [each|in each]
)",
          .loss_groups = R"(
{x} [children|people|customers] take {y} each
each of {x} [customers|children|visitors] buys {y}[ of them|]
)",
          .ask = R"(
how many {thing1} are there [now|then|in the end|]
how many are there [now|in the end|]
what is the number of {thing1} now
)",
          .total = R"(
how many {thing1} are there [altogether|in total|in all]
how many is that [altogether|in total|]
)",
          .left = R"(
how many {thing1} [are left|remain|are still there|are there left]
how many [are left|remain|are still there]
)"},
    Scene{.hero = "[it|it|the shop]",
          .start = R"(
@a shop had {a} {thing1}
@[on {day1} morning|last month|at the start of the week], a shop had {a} {thing1}
@the shop [had|ordered|bought] {a} {thing1}
)",
          .groups = R"(
a shop had {a} {box1} of {b} {thing1} each
a shop ordered {a} {box1} with {b} {thing1} in [each|every one]
)",
          .gain = R"(
@[got|bought|ordered|received] {x} [more|new ones]
{x} more were delivered
@received a delivery of {x} {thing1}
)",
          .loss = R"(
@sold {x}[ of them| {thing1}|]
@threw {x} away
@sold {x} [to a school|to one customer|to a hotel]
{x} of them were [sold|broken|stolen|damaged]
customers bought {x}[ of them|]
)",
          .gain_groups = R"(
@received {x} {box1} of {y} {thing1}[ each|]
)",
          .loss_groups = R"(
@sold {y} [a|every|each] day for {x} days
@sold {x} {box1} of {y}
)",
          .ask = R"(
how many {thing1} [does|did] [it|the shop] have [now|then|in the end|after that]
how many {thing1} were there in the end
)",
          .total = R"(
how many {thing1} did [it|the shop] have [altogether|in total|in the end]
)",
          .left = R"(
how many {thing1} [are left|were left|remained|did it have left|does the shop still have|were not sold]
how many [are left|were left|remained]
)"},
    Scene{.hero = "",
          .start = R"(
there are {a} [passengers|people] [on|in] the [bus|train|tram|ferry]
a [bus|tram|train|ferry|coach] has {a} [passengers|people on it|people on board]
a [bus|tram|train|ferry|coach] [leaves|starts] with {a} [passengers|people on board]
{a} people are [riding on a bus|on a tram|on the train]
)",
          .groups = "",
          .gain = R"(
{x} [more|more people|new passengers|people] get on [at the first stop|at the next stop|at the station|]
{x} [people|passengers] board
{x} others get on
)",
          .loss = R"(
{x} [people|passengers|of them|] get off [at the first stop|at the next stop|at the station|in {city}|]
{x} leave
)",
          .gain_groups = "",
          .loss_groups = R"(
at each of {x} stops {y} [people|passengers] get off
)",
          .ask = R"(
how many [people|passengers] are [on board|there] [now|then|]
how many people [continue the trip|travel on|are riding now]
how many passengers does it have [now|then]
)",
          .total = R"(
how many [people|passengers] are [on board|there] [now|in total|altogether]
)",
          .left = R"(
how many [people|passengers] are [left|still on board|still there]
how many [stay|remain] on board
)"},
    Scene{.hero = "",
          .start = R"(
there were {a} [passengers|people] on [a|the] [bus|train|tram|ferry|boat|plane]
a [bus|tram|train|ferry|boat|subway train] had {a} [passengers|people on board]
a [bus|tram|train|ferry] left {city} with {a} passengers
)",
          .groups = "",
          .gain = R"(
{x} [more|more people|new passengers|people] got on [at the first stop|at the next stop|at the station|]
{x} [people|passengers] boarded
)",
          .loss = R"(
{x} [people|passengers|of them|] got off [at the first stop|at the next stop|at the station|]
{x} left
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
how many [people|passengers] [are on board now|were there in the end|were on board then|are there now]
how many passengers did it have then
)",
          .total = R"(
how many [people|passengers] were [on board|there] [then|in total|altogether]
)",
          .left = R"(
how many [people|passengers] [are|were] [left|still on board|still there]
how many [stayed|remained] on board
)"},
    Scene{.hero = "",
          .start = R"(
there are {a} {crowd1} in [the|a] [room|park|hall|playground|pool|museum|cinema|library|garden|restaurant]
{a} {crowd1} are [at a party|at the beach|in the park|at a concert|in a queue|in the waiting room|playing outside]
)",
          .groups = R"(
there are {a} [rows|tables|benches|groups] of {b} {crowd1}
at each of {a} tables [there are|sit] {b} {crowd1}
)",
          .gain = R"(
{x} more [come|arrive|join them|join|come in|enter|walk in|show up]
{x} more {crowd1} [come|arrive|join them]
another {x} [come|arrive|join them]
)",
          .loss = R"(
{x} [of them|] [leave|go home|go away|walk out|go outside]
{x} {crowd1} [leave|go home]
{x} have to go
)",
          .gain_groups = R"(
{x} groups of {y} [come|arrive|join them]
{x} cars with {y} {crowd1} each arrive
)",
          .loss_groups = R"(
{x} groups of {y} [leave|go home]
)",
          .ask = R"(
how many {crowd1} are there [now|then|]
how many are there [now|then]
how many {crowd1} does that make
)",
          .total = R"(
how many {crowd1} are there [altogether|in total|in all|now]
)",
          .left = R"(
how many {crowd1} [stay|are left|are still there|remain]
how many [stay|are left|remain|are still there]
)"},
    Scene{.hero = "",
          .start = R"(
there were {a} {crowd1} [at a party|at the beach|in the park|at a concert|in a queue|in the hall|at the station|at the meeting]
{a} {crowd1} [were|sat|stood|met|waited] in the [room|park|hall|garden|restaurant|station]
{a} {crowd1} [came to|signed up for|joined] [the course|the club|the dance class|the summer camp]
)",
          .groups = R"(
there were {a} [rows|tables|benches|groups] of {b} {crowd1}
at each of {a} tables sat {b} {crowd1}
)",
          .gain = R"(
{x} more [came|arrived|joined them|joined|came in|showed up|came later]
{x} more {crowd1} [came|arrived|joined]
another {x} [came|arrived|joined]
)",
          .loss = R"(
{x} [of them|] [left|went home|went away|dropped out|gave up|had to go]
{x} {crowd1} [left|went home]
)",
          .gain_groups = R"(
{x} groups of {y} [came|arrived|joined them]
{x} cars with {y} {crowd1} each arrived
)",
          .loss_groups = R"(
{x} groups of {y} [left|went home]
)",
          .ask = R"(
how many {crowd1} [are there now|were there then|were there in the end]
how many [are there now|were there then|were there in the end]
)",
          .total = R"(
how many {crowd1} were there [altogether|in total|in all|then]
)",
          .left = R"(
how many {crowd1} [stayed|were left|are left|remained|were still there]
how many [stayed|were left|remained]
)"},
    Scene{.hero = "",
          .start = R"(
{a} {creature1} are [in a field|by the lake|on the farm|in the yard|under a tree|behind the house|on the grass]
there are {a} {creature1} [in a field|by the lake|on a farm|in the yard|in the zoo|in the garden]
{name} sees {a} {creature1} [in the park|by the river|on the grass]
)",
          .groups = R"(
there are {a} groups of {b} {creature1} [in the zoo|by the lake|on the meadow]
in each of {a} [cages|barns|fields] there are {b} {creature1}
)",
          .gain = R"(
{x} more [come|arrive|join them|appear|come along]
{x} more {creature1} [come|arrive|join them]
)",
          .loss = R"(
{x} [of them|] [run away|leave|go away|disappear|move on]
{x} {creature1} [run away|leave|go away]
)",
          .gain_groups = R"(
{x} groups of {y} join them
)",
          .loss_groups = "",
          .ask = R"(
how many {creature1} are there [now|then|]
how many are there [now|then]
)",
          .total = R"(
how many {creature1} are there [altogether|in total|in all]
)",
          .left = R"(
how many {creature1} [stay|are left|are still there|remain]
how many [stay|are left|remain]
)"},
    Scene{.hero = "",
          .start = R"(
{a} [birds|pigeons|sparrows|crows|parrots|gulls] [sat|were sitting] [on a tree|on the roof|on a wire|on a fence|on the wall]
there were {a} [birds|ducks|pigeons|geese|swans] [on a branch|on the pond|on the lake|on the roof]
)",
          .groups = "",
          .gain = R"(
{x} more [came|landed|flew in|joined them|arrived]
another {x} came
)",
          .loss = R"(
{x} [of them|birds|] [flew away|flew off|left]
a cat scared {x} away
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
how many [birds|] [are there now|were there then|were there in the end]
)",
          .total = R"(
how many [birds|] were there [altogether|in total|in all]
)",
          .left = R"(
how many [birds|] [stayed|were left|are left|remained|are still there]
)"},
    Scene{.hero = "",
          .start = R"(
there were {a} [cars|bikes|trucks|vans] in the [car park|parking lot|garage|street]
)",
          .groups = R"(
in a [car park|parking lot] there were {a} rows of {b} cars
on each of {a} floors of a [car park|garage] there were {b} cars
)",
          .gain = R"(
{x} more [arrived|came in|drove in|parked there|were parked]
another {x} arrived
)",
          .loss = R"(
{x} [of them|] [left|drove away|drove off|were towed away]
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
how many [cars|vehicles|] are there [now|then]
how many vehicles are in it now
)",
          .total = R"(
how many [vehicles|] are there [altogether|in total|in all|now]
)",
          .left = R"(
how many [vehicles|] [are left|remain|are still there|are still parked there]
)"},
    Scene{.hero = "it",
          .start = R"(
@a library has {a} books
@our [library|school library] had {a} books
@the library [owned|had] {a} books
)",
          .groups = R"(
a library has {a} shelves with {b} books on each
the library has {a} shelves, and on each [shelf|of them|] there are {b} books
)",
          .gain = R"(
{x} [books|] [are|were] [brought back|returned|donated]
{x} new ones [arrived|were bought]
[{name}|a teacher|a reader] gave it {x} books
)",
          .loss = R"(
{x} [books|of them|] [are|were] [lent out|borrowed|lost|thrown away|sold]
[{name}|a teacher|the readers] borrowed {x}[ books|]
)",
          .gain_groups = "",
          .loss_groups = R"(
each of {x} readers borrowed {y}[ books|]
)",
          .ask = R"(
how many books are in the library [now|then]
how many books does [it|the library] have [now|then]
)",
          .total = R"(
how many books are there [altogether|in total|in all]
)",
          .left = R"(
how many books [are left|remain|are still there|are still in the library]
)"},
    Scene{.hero = "",
          .start = R"(
[a|one|my|our] [class|school|group|team|choir] has {a} [students|pupils|members]
there are {a} [students|pupils|children] in [the|my|our] class
{a} children belong to the group
)",
          .groups = R"(
a school has {a} classes of {b} [students|pupils|children]
a school has {a} classes with {b} [students|pupils|children] in each
)",
          .gain = "",
          .loss = R"(
{x} [of them|] are [ill|sick|absent|away|missing|late|at home|on holiday|on a trip]
{x} [of them|] [stay at home|have a cold|have not come|went to the doctor]
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
how many are [here|there|present|in the room] [today|]
)",
          .total = R"(
how many [children|students] is that [in total|altogether|]
)",
          .left = R"(
how many [children|] are [here|there|present|in class] [today|]
how many [came|are left|are not missing]
)"},
    Scene{.hero = "it",
          .start = R"(
the temperature is {a} degrees
@the temperature is {a} degrees in the morning
it is {a} degrees [outside|in {city}|this morning]
the thermometer shows {a} degrees
)",
          .groups = "",
          .gain = R"(
it [rises|goes up|climbs|increases] by {x} degrees
it gets {x} degrees warmer
)",
          .loss = R"(
it [falls|drops|goes down|sinks] by {x} degrees
it gets {x} degrees colder
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
what is the temperature [now|then|in the end|]
how many degrees is it [now|then]
how warm is it [now|then]
)",
          .total = "",
          .left = ""},
    Scene{.hero = "",
          .start = R"(
a [tank|barrel|bucket|pool|bottle] holds {a} [litres|liters|gallons] of water
there are {a} [litres|liters|gallons] of [water|milk|oil|juice] in a [tank|barrel|container]
a [tank|barrel|container] contains {a} [litres|liters|gallons]
)",
          .groups = "",
          .gain = R"(
{x} more are [added|poured in|filled in]
{name} pours in {x} more
)",
          .loss = R"(
{x} are [used|poured out|taken out|drunk|lost]
{x} [leak out|run out|flow out]
{name} [uses|takes out] {x}
)",
          .gain_groups = "",
          .loss_groups = R"(
{y} are used every day for {x} days
)",
          .ask = R"(
how much is in it [now|then]
how much is there [now|then]
)",
          .total = R"(
how much is that [in total|altogether]
)",
          .left = R"(
how much [is left|remains]
)"},
    Scene{.hero = "[it|the lift]",
          .start = R"(
@a lift is on floor {a}
an elevator starts on floor {a}
{name} is on floor {a} in a lift
)",
          .groups = "",
          .gain = R"(
it [goes|travels|moves] up {x} floors
)",
          .loss = R"(
it [goes|travels|moves] down {x} floors
)",
          .gain_groups = "",
          .loss_groups = "",
          .ask = R"(
on which floor is it [now|then]
which floor is it on [now|]
what floor does it stop at
)",
          .total = "",
          .left = ""},
    Scene{.hero = "{name}",
          .start = R"(
a book has {a} pages
{name} [wants to read|is reading|has] a book of {a} pages
{name}'s book has {a} pages
there are {a} pages in {name}'s book
)",
          .groups = R"(
a book has {a} chapters of {b} pages[ each|]
)",
          .gain = "",
          .loss = R"(
{name} [has read|reads|read] {x} [pages |of them |]on {day2}
{name} [has read|reads|read] {x}[ pages|]
{name} skips {x}[ pages|]
)",
          .gain_groups = "",
          .loss_groups = R"(
{name} reads {y} pages [a|every|each] day for {x} days
)",
          .ask = R"(
how many pages [are left|remain|does {name} still have to read|must {name} still read]
)",
          .total = R"(
how many pages [does it have|are there|is that] [in total|altogether|]
)",
          .left = R"(
how many pages [are left|are left to read|has {name} not read|does {name} still have to read]
how many are left
)"},
};

}  // namespace

std::span<const Scene> places_scenes() {
  return kScenes;
}

}  // namespace swarm::lessons
