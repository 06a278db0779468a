// Stories of things beside each other: how many they are together, and by how many they differ.
#include "swarm/lessons/story_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kComparisons = R"(
a+b:: {name} has {a} {thing1}, and {other} has {b} {thing1}. How many {thing1} do they have [between them|altogether|in all|as a pair]?
a+b:: My {kin} has {a} {creature1}, and my [boss|teacher|brother-in-law] has {b}. How many {creature1} do they have [between them|together|in total]?
a+b:: {name} and {other} [collect|sell|love] {thing1}. {name} has {a} and {other} has {b}. How many do they have together?
a+b:: {name} and {other} put their {thing1} together. {name} had {a} and {other} had {b}. How many are there now?
a+b:: [Two|The two] [classes|groups|teams] [go|went] on a trip. One [has|had] {a} [children|students|people] and the other [has|had] {b}. How many [children|students|people] [go|went] on the trip?
a+b:: [Two|Both] [classes|groups|teams] meet in the hall. The first has {a} [members|children], the second {b}. How many [members|children] is that?
a+b:: There are two [boxes|bags|jars|shelves]. The first holds {a} {thing1} and the second [holds|] {b}. How many {thing1} are there [altogether|in total|]?
a+b:: There are two [buses|boats|trains]. One carries {a} people, the other one {b}. How many people [do they carry|are there] [together|in total]?
a+b:: One [box|bag|jar|crate] has {a} {thing1} and [another|another one|the other] has {b}. What is the total number of {thing1}?
a+b:: A [school|club|camp|village] has {a} boys and {b} girls. [What is the total number of|How many] [children|pupils|students] [are there|does it have|go there]?
a+b:: [In|At] [our|my|a|the] [school|club|camp] there are {a} boys and {b} girls. How many [children|pupils|students] are there [in total|altogether|]?
a+b:: [Our|My] [class|group|choir] [has|consists of] {a} girls and {b} boys. How many of us are there?
a+b:: {a} men and {b} women [work|live|sing|are] [here|in the office|in the choir|on the ship]. How many people is that?
a+b:: {a} adults and {b} children [visited|came to|saw] the [zoo|show|film|museum]. How many people [visited it|came|saw it]?
a+b:: A [village|town|street] has {a} [old|tall|red] houses and {b} [new|small|white] ones. How many houses is that [in total|altogether|]?
a+b:: {name} has {a} [red|blue|green|yellow|black|white] {thing1} and {b} [brown|grey|pink|purple|orange] ones. How many {thing1} does {he} have [in total|altogether|in all|]?
a+b:: [A|The] [drawer|box|bag|basket] has {a} [red|blue|green] {thing1} and {b} [yellow|white|black] {thing1} in it. How many {thing1} are in the [drawer|box|bag|basket]?
a+b:: On a farm there are {a} [hens|cows|pigs] and {b} [ducks|goats|horses]. How many animals [live there|are on the farm|are there]?
a+b:: In a zoo [live|there are] {a} [lions|monkeys|snakes] and {b} [tigers|zebras|bears]. How many animals is that?
a+b:: {name} [counts|saw|counted|sees] {a} [ducks|swans|dogs] and {b} [geese|cats|gulls] in the park. How many animals is that?
a+b:: {name} buys a {item1} for {a} {money1} and a {item2} for {b} {money1}. How much does {he} [pay|spend] [in total|altogether|]?
a+b:: {name} bought a {item1} for ${a} and a {item2} for ${b}. [How much did {he} spend|What did {he} pay|What was the total|How much was that]?
a+b:: The {item1} costs {a} {money1} and the {item2} costs {b} {money1}. [What is the total price|How much for both|How much do I pay for both|What do they cost together]?
a+b:: A {item1} is ${a}, a {item2} is ${b}. [What is the total|How much is that|What do both cost|How much do I need for both]?
a+b:: A {item1} costs {a} {money1}. A {item2} costs {b} {money1} more. [How much is|What does] the {item2}[ cost|]?
a+b:: A {item1} costs {a} {money1}, and a {item2} is {b} {money1} more expensive. What does the {item2} cost?
a+b:: {name} pays {a} {money1} for [food|rent|lunch] and {b} {money1} for [clothes|books|the bus]. [What does {he} pay in total|How much is that|What are {his} costs]?
a+b:: {name} spent {a} minutes on [homework|maths|reading] and {b} minutes on [piano practice|writing|the garden]. How many minutes [is that|was that] [in total|altogether|]?
a+b:: [The first|One] [film|lesson|song] is {a} minutes long and [the second|another|the next] [lasts|is] {b} minutes. How long are they together?
a+b:: {name} drives {a} {distance1} to [the shop|work|town] and then {b} {distance1} to [the station|a friend|school]. How far does {he} drive?
a+b:: From {city1} to {city2} it is {a} km, and from there to {city3} it is {b} km. How far is it [in total|altogether|from {city1} to {city3} that way]?
a+b:: {name} walked {a} {distance1} and {other} walked {b}. How far did they walk [together|in total|altogether]?
a+b:: {name} ran {a} {distance1} [on {day1}|yesterday|before work] and {b} {distance1} [today|after work|in the evening]. How [far|many {distance1}] did {he} run [in total|altogether|]?
a+b:: On {day1} {name} [sold|made|picked|counted] {a} {thing1}, on {day2} {b}. How many is that [for both days|in total|together|altogether]?
a+b:: On {day1} {a} people [came|called|visited us] and on {day2} {b}. How many people was that [in total|altogether|]?
a+b:: Last [week|month|year] {name} [read|wrote|sold] {a} [pages|letters|tickets], this [week|month|year] {b}. How many is that [in total|together|]?
a+b:: {name} got {a} points in [maths|the first test|part one] and {b} points in [English|the second test|part two]. What is {his} total [score|]?
a+b:: Our team scored {a} points and the other team {b}. How many points were scored [altogether|in total|]?
a+b:: A box weighs {a} [kg|pounds|grams] and a bag weighs {b} [kg|pounds|grams]. What do they weigh together?
a+b:: A [ribbon|rope|pipe] of {a} [cm|metres|feet] and one of {b} [cm|metres|feet] are joined. How long is that?
a+b:: If {name} has {a} {thing1} and {other} has {b} {thing1}, how many [{thing1}|] do they have [together|in total|altogether]?
a+b:: If one [bag|box] has {a} {thing1} and the other has {b}, how many {thing1} are there?
a+b:: [Suppose|Imagine|Say|Let's say] {name} has {a} {thing1} and {other} has {b}. How many [{thing1}|] are there [in total|altogether|together]?
a+b:: [Given|With] {a} {thing1} in one [bag|box] and {b} in another, how many {thing1} are there [in total|altogether|]?
a+b:: [What is|Find|Work out] the total number of {thing1} if {name} has {a} and {other} has {b}.
a+b:: How many {thing1} do {name} and {other} have [together|altogether|in total] if {name} has {a} and {other} has {b}?
a+b:: How many [people|children] are there if {a} are [inside|in the house|upstairs] and {b} are [outside|in the garden|downstairs]?
a+b:: How many animals are on a farm with {a} [cows|hens|pigs] and {b} [sheep|ducks|goats]?
a+b:: How much [money|] do I need for a {item1} at {a} {money1} and a {item2} at {b} {money1}?
a+b:: How old will {name} be in {b} years if {he} is {a} [now|today]?
a+b:: {name} is {a} [now|today|this year]. How old will {he} be [in {b} years|after {b} more years|{b} years from now]?
a+b:: My {kin} is {a} years old and I am {b} years older. How old am I?
a+b:: {name} is {a} cm tall and {other} is {b} cm taller. How tall is {other}?
a+b:: {name} weighs {a} kg, and {other} weighs {b} kg more. How much does {other} weigh?
a+b:: {name} has {a} {thing1}, and {other} has {b} more than {him}. How many [{thing1}|] does {other} have?
a+b:: {name} has {a} {thing1}. That is {b} fewer than {other} has. How many does {other} have?
a+b:: {name} [sold|picked|made] {a} {snack1}. {other} [sold|picked|made] {b} more than {name}. How many did {other} [sell|pick|make]?
a+b:: [{name} needs|I need] {a} {thing1} for [one room|one class|a game] and {b} for [another|the next one]. How many [is that|are needed]?
a+b:: {a} {thing1} on the left and {b} {thing1} on the right, how many [{thing1}|] are there?
a+b:: {a} {thing1} plus {b} {thing1}: how many {thing1}?
a+b:: {a} {thing1} and {b} {thing1} [is|are|make] how many {thing1}?
a+b:: {a} {thing1} lie in [the kitchen|one room|the car], {b} in [the garden|another room|the cellar]. How many {thing1} are there [in total|altogether|]?
a-b:: {name} has {a} {thing1}. {other} has {b}. How many more {thing1} does {name} have[ than {other}|]?
a-b:: {name} has {a} {thing1} and {other} has {b} {thing1}. [What is the difference|By how many do they differ]?
a-b:: {name} has {a} {thing1} and {other} has only {b}. How many more [{thing1}|] does {name} have?
a-b:: {other} has {b} {thing1} and {name} has {a}. How many more does {name} have[ than {other}|]?
a-b:: {other} has {b} {thing1}. {name} has {a} {thing1}. How many fewer {thing1} does {other} have[ than {name}|]?
a-b:: {name} has {a} {thing1} and {b} {thing2}. How many more {thing1} than {thing2} does {he} have?
a-b:: {name} has {a} {thing1} and {b} {thing2}. How many fewer {thing2} than {thing1} [does {he} have|are there]?
a-b:: {name} has {b} {thing1} and {a} {thing2}. How many more {thing2} than {thing1} does {he} have?
a-b:: {name} has {a} [red|blue|green] {thing1} and {b} [yellow|white|black] {thing1}. How many more [red|blue|green] {thing1} [than [yellow|white|black] {thing1}|] does {he} have?
a-b:: There are {a} [red|big|old] {thing1} and {b} [blue|small|new] ones [in {place}|]. How many more [red|big|old] ones are there?
a-b:: There are {a} {creature1} and {b} {creature2} [on the farm|in the park|in the zoo]. How many more {creature1} than {creature2} are there?
a-b:: There are {a} {creature1} but only {b} {creature2} [on the farm|in the park|in the field]. What is the difference?
a-b:: A [class|club|school] has {a} girls and {b} boys. How many more girls [than boys|] are there?
a-b:: A [class|club|school] has {b} girls and {a} boys. How many [fewer girls than boys|more boys than girls] are there?
a-b:: Out of {a} [students|children|people], {b} [are boys|are girls|can swim|have a pet|like tea]. How many [are not|do not]?
a-b:: Of [the|] {a} [people|guests|workers] [here|in the room|at the party], {b} are [women|adults|vegetarians|left-handed]. How many are not?
a-b:: In a [class|group|team] of {a}, {b} are [girls|boys]. How many are not?
a-b:: In a [class|group] of {a} [children|students], {b} are boys. How many are girls?
a-b:: There are {a} children in a [class|club|camp]. {b} of them are girls[ and the rest are boys|]. How many boys are there?
a-b:: {a} [people|students|guests] were [invited|asked|expected]. [Only {b} came|{b} said yes]. How many did not [come|say yes|]?
a-b:: {a} [tickets|seats|rooms] are for sale. {b} [are|have been] sold [so far|already|]. How many are [still for sale|not sold yet|left]?
a-b:: {name} has {a} {thing1}. {b} are [red|new|small] and the [rest|others] are [blue|old|big]. How many are [blue|old|big]?
a-b:: {name} has {a} {thing1}, {b} of which are [broken|red|new|dirty]. How many are not[ broken| red| new| dirty|]?
a-b:: {name} and {other} have {a} {thing1} together. {other} has {b}[ of them|]. How many does {name} have?
a-b:: Two [boxes|bags] hold {a} {thing1} together. One of them holds {b}. How many are in the other[ one|]?
a-b:: A {item1} costs {a} {money1} and a {item2} costs {b} {money1}. [How much more does the {item1} cost|What is the difference in price|How much more expensive is the {item1}]?
a-b:: A {item1} costs ${a} and a {item2} ${b}. [How much cheaper is the {item2}|What is the price difference]?
a-b:: A {item1} costs {a} {money1}. A {item2} is {b} {money1} cheaper. [What does the {item2} cost|How much is the {item2}]?
a-b:: A {item1} cost {a} {money1} [last year|before the sale]. Now it costs {b}. How much [cheaper is it|did the price fall|less is that]?
a-b:: The price of a {item1} [falls|drops|is reduced] from {a} to {b} {money1}. By how much does it fall?
a-b:: The price [rises|goes up|is raised] from {b} to {a} {money1}. By how much?
a-b:: A {item1} that costs {a} {money1} is {b} {money1} off today. What do I pay?
a-b:: {name} has {b} {money1}. A {item1} costs {a} {money1}. How much [more does {he} need|is missing|money is {he} short of]?
a-b:: {name} wants [a|to buy a] {item1} for ${a}. {He} has ${b}. How much more [does {he} need|must {he} save]?
a-b:: {name} needs {a} {money1} for a {item1} and has saved {b}. How much is [still|] missing?
a-b:: {name} ran {a} {distance1} and {other} ran {b}. How [much farther|many {distance1} more] did {name} run?
a-b:: It is {a} km to {city1} and {b} km to {city2}. How much [farther|further] is it to {city1}?
a-b:: {name} has to [drive|walk|ride] {a} {distance1} and has done {b} [so far|already|]. How far is [left|it still]?
a-b:: The trip is {a} {distance1} long. {name} has driven {b} {distance1}. How many {distance1} are left?
a-b:: {name} [picked|made|sold] {a} {snack1} and {other} [picked|made|sold] {b}. How many more did {name} [pick|make|sell]?
a-b:: On {day1} {name} [sold|picked|made] {a} {snack1}, on {day2} only {b}. How many fewer was that?
a-b:: On {day1} {a} people came and on {day2} {b}. How many more came on {day1}?
a-b:: {name} scored {a} points and {other} [scored|got|] {b}. By how many points did {name} win?
a-b:: Our team won {a} to {b}. By how many points did we win?
a-b:: The final score was {a} to {b}. What was the difference?
a-b:: {name} is {a} years old. {other} is {b} years younger. How old is {other}?
a-b:: {name} is {b} years younger than {other}, who is {a}. How old is {name}?
a-b:: {name} is {a} and {his} {kin} is {b}. [How many years apart are they|What is the difference in age|How many years older is {name}]?
a-b:: My {kin1} is {a} and I am {b}. How much older is my {kin1}?
a-b:: {name} is {a} cm tall and {other} is {b} cm tall. How many [cm|centimetres] taller is {name}?
a-b:: {name} is {a} cm tall. {other} is {b} cm shorter. How tall is {other}?
a-b:: {name} weighed {a} kg and [lost|has lost] {b} kg. How much does {he} weigh now?
a-b:: A [dog|box|pig] weighs {a} kg and a [cat|bag|goose] weighs {b} kg. How much more does the [dog|box|pig] weigh?
a-b:: One [tower|building|tree|hill] is {a} [metres|meters|feet] [high|tall] and another [one|] is {b}. How much [higher|taller] is the first?
a-b:: One [rope|pencil|ribbon] is {a} cm long, another one {b} cm. What is the difference in length?
a-b:: {name} spent {a} minutes on [maths|reading] and {b} on [art|music]. How many minutes longer was that for [maths|reading]?
a-b:: It is {a} degrees in {city1} and {b} degrees in {city2}. How much [warmer|hotter] is it in {city1}?
a-b:: The temperature fell from {a} to {b} degrees. By how many degrees did it fall?
a-b:: If {name} has {a} {thing1} and {other} has {b}, how many more does {name} have?
a-b:: If {a} of us go and {b} come back, how many are [missing|still away]?
a-b:: If there are {a} {crowd1} and {b} are [hungry|tired|late], how many are not?
a-b:: How many more {thing1} does {name} have than {other} if {name} has {a} and {other} has {b}?
a-b:: How many more {thing1} does {name} need to have {a} if {he} has {b} [already|now|]?
a-b:: How much older is {name}, who is {a}, than {other}, who is {b}?
a-b:: How many [years|] older is a [man|woman] of {a} than one of {b}?
a-b:: How many of {a} {thing1} are left [if|when|after] {b} are [gone|sold|lost]?
a+b;#+c:: {name} has {a} {thing1}, {other} has {b} and {third} has {c}. How many {thing1} [is that|do the three have|do all three have] [together|in total|altogether|in all|]?
a+b;#+c:: On a farm there are {a} [hens|cows], {b} [ducks|sheep] and {c} [geese|goats]. How many animals [are there|live on the farm|is that] [in total|altogether|]?
a+b;#+c:: {Place} has {a} {thing1}, {b} {thing2} and {c} {thing3}. How many things is that [in total|altogether|]?
a+b;#+c:: {name} [picks|picked|counted|found|saw] {a} [roses|shells], {b} [tulips|stones] and {c} [lilies|feathers]. How many is that [in total|altogether|]?
a+b;#+c:: A [class|club|ship] has {a} men, {b} women and {c} children. How many people is that [in total|altogether|]?
a+b;#+c:: {a} men, {b} women and {c} children are on a [boat|bus|plane|train]. How many people are on it?
a+b;#+c:: [Two|The two] [classes|groups] go on a trip. One has {a} [children|students] and the other has {b}. They are joined by {c} [teachers|parents|adults]. How many people travel?
a+b;#+c:: [Three|The three] [classes|teams|groups] have {a}, {b} and {c} [children|members]. How many is that [in total|altogether|]?
a+b;#+c:: Three [boxes|bags|jars] hold {a}, {b} and {c} {thing1}. How many {thing1} are there [in total|altogether|]?
a+b;#+c:: There are {a} {thing1} on the [table|bed], {b} on the [floor|chair] and {c} in the [box|bag]. How many {thing1} are there?
a+b;#+c:: On {day1} {name} [sold|made|read] {a} [books|letters|stories], on {day2} {b} and on {day3} {c}. How many is that [in total|altogether|in three days]?
a+b;#+c:: {name} [ran|walked|cycled] {a} {distance1} on {day1}, {b} on {day2} and {c} on {day3}. How far did {he} go [in total|altogether|]?
a+b;#+c:: {name} buys a {item1} for {a} {money1}, a {item2} for {b} and a {item3} for {c}. How much does {he} [pay|spend] [in total|altogether|]?
a+b;#+c:: A {item1} costs ${a}, a {item2} ${b} and a {item3} ${c}. [How much is it all together|What do all three cost|What is the total]?
a+b;#+c:: {name} scored {a}, {b} and {c} points in three [games|rounds|tests]. [What is {his} total|How many points is that|How many points did {he} score]?
a+b;#+c:: {name} [got|received] {a} {thing1} from {other}, {b} from {third} and {c} from {his} {kin}. How many did {he} get?
a+b;#+c:: {name} is {a}, {other} is {b} and {third} is {c} years old. How old are they together?
a+b;#+c:: If I have {a} [red|big], {b} [blue|small] and {c} [green|old] {thing1}, how many [{thing1}|] do I have?
a+b;#+c:: How many {thing1} are there if {name} has {a}, {other} {b} and {third} {c}?
a+b;#+c:: {name} drives {a} km, then {b} km and then another {c} km. How far is that [in total|altogether|]?
a+b;#+c:: {name} has {a} {thing1}. {other} has {b} more than that, and {third} has {c} more than {other}. How many does {third} have?
a+b;#-c:: [Two|The two] [classes|groups] have {a} and {b} [children|students]. {c} are [ill|away|missing]. How many are [here|there|present]?
a+b;#-c:: In a park there are {a} [oaks|roses] and {b} [pines|tulips]. {c} of them are [cut down|removed]. How many are left?
a+b;#-c:: {name} has {a} [red|blue] {thing1} and {b} [green|yellow] {thing1}. {He} [gives away|loses|sells] {c}. How many does {he} have left?
a+b;#-c:: A farmer has {a} [hens|cows] and {b} [ducks|sheep]. {He} sells {c} [animals|of them]. How many animals are left?
a+b;#-c:: There were {a} boys and {b} girls at a party. {c} [children|of them] went home. How many [children|] stayed?
a+b;#-c:: {a} men and {b} women work here, and {c} of them are [on holiday|ill|at home]. How many are at work?
a+b;#-c:: A {item1} costs {a} {money1} and a {item2} {b} {money1}. {name} has a coupon of {c} {money1}. What does {he} pay?
a+b;#-c:: {name} has {a} {thing1}. {other} has {b} more than {name}, and {third} has {c} fewer than {other}. How many does {third} have?
a-b;#+c:: {name} has {a} {thing1}. {other} has {b} fewer than {name}, and {third} has {c} more than {other}. How many does {third} have?
a-b;#-c:: Of {a} {thing1}, {b} are [red|big] and {c} are [blue|small]. [The rest are [green|new]|The others are [green|new]]. How many are [green|new]?
a-b;#-c:: Out of {a} [students|people|children], {b} [walk|take the bus] and {c} [ride a bike|come by car]. How many do neither?
a-b;#-c:: There are {a} [students|children|pupils] in [the|a|my|our] [class|group]. [Today|] {b} are [ill|sick|absent] and {c} are [on holiday|late|on a trip]. How many are [here|there|present|in class]?
a-b;#-c:: A class has {a} [students|children|pupils]. {b} play football and {c} play tennis; nobody plays both. How many play neither?
a-b;#-c:: A [hotel|car park|cinema] has {a} [rooms|places|seats]. {b} are [taken|full] and {c} are [closed|reserved]. How many are free?
a-b;#-c:: There are {a} {thing1}: {b} belong to {name}, {c} to {other} and the rest to {third}. How many belong to {third}?
a-b;#-c:: Three friends have {a} {thing1} together. {name} has {b} and {other} has {c}. How many does {third} have?
)";

}  // namespace

std::string_view comparison_wordings() {
  return kComparisons;
}

}  // namespace swarm::lessons
