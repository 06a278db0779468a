#include "swarm/lessons/story_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kStories = R"(
a+b:: {name} has {a} {thing1}. [{He}|{name}] [buys|gets|finds|picks up|is given|receives|wins|collects|makes] {b} more. How many {thing1} does [{he}|{name}] have [now|in total|altogether|in all|]?
a+b:: {name} has {a} {thing1} and [buys|gets|finds|is given|receives|wins|collects] {b} more. How many does {he} have now?
a+b:: {name} had {a} {thing1}. Then {he} [bought|got|found|received|won|collected] {b} more {thing1}. How many {thing1} does {he} have [now|altogether|in total]?
a+b:: {name} has {a} {thing1} and {other} has {b} {thing1}. How many {thing1} do they have [together|in total|altogether|in all|]?
a+b:: {name} has {a} {thing1}, {other} has {b}. How many do they have together?
a+b:: {Person} has {a} {thing1} and buys {b} more. How many {thing1} are there now?
a+b:: {name} [read|wrote|walked|ran|drove] {a} [pages|miles|kilometres|kilometers] on [Monday|Saturday] and {b} on [Tuesday|Sunday]. How many is that [in total|altogether|]?
a+b:: There are {a} {thing1} in one [box|bag|basket|jar] and {b} in another. How many {thing1} are there [in total|altogether|in all]?
a+b:: There are {a} [red|big|new] {thing1} and {b} [blue|small|old] {thing1} in {place}. How many {thing1} are there [in total|altogether|in all]?
a+b:: In {place} there are {a} {thing1}. {b} more are brought. How many {thing1} are there now?
a+b:: {Place} has {a} {thing1} and {b} {thing2}. How many things is that in total?
a+b:: A [class|school|team] has {a} boys and {b} girls. How many [children|students|pupils|players] are [there|in it]?
a+b:: A bus has {a} passengers. {b} more get on. How many passengers are on the bus [now|]?
a+b:: A book costs {a} [dollars|euros|pounds] and a [pen|game|lamp] costs {b} [dollars|euros|pounds]. What do both cost together?
a+b:: A [shirt|hat|toy] costs ${a} and a [pair of socks|bag|ball] costs ${b}. How much do they cost together?
a+b:: {name} is {a} years old. How old will {he} be in {b} years?
a+b:: {name} is {b} years older than {other}, who is {a}. How old is {name}?
a+b:: {other} is {a} years old and {name} is {b} years older. How old is {name}?
a+b:: {name} scored {a} points in the first [game|round|half] and {b} in the second. How many points did {he} score [in total|altogether|]?
a+b:: The temperature was {a} degrees and rose by {b} degrees. What is the temperature now?
a+b:: {name} saved {a} [dollars|euros|pounds] last week and {b} this week. How much did {he} save?
a+b:: {name} planted {a} {thing1} in the morning and {b} in the afternoon. How many did {he} plant?
a+b:: A train has {a} people in it. At the station {b} people get on. How many people are in the train now?
a+b:: A train travels {a} km and then another {b} km. How far did it travel?
a+b:: {name} walks {a} steps and then {b} more steps. How many steps is that?
a+b:: {name} gave away {a} {thing1} and has {b} left. How many did {he} have [at first|before|at the start|in the beginning]?
a+b:: After {name} ate {a} {snack1}, {b} were left. How many were there before?
a+b:: {other} has {a} {thing1}. {name} has {b} more than {other}. How many does {name} have?
a+b:: {name} has {b} more {thing1} than {other}. {other} has {a}. How many {thing1} does {name} have?
a+b:: A shelf holds {a} {thing1} and another shelf holds {b}. How many {thing1} do the shelves hold?
a+b:: I have {a} {thing1} and my [friend|brother|sister] gives me {b}. How many do I have?
a+b:: I had {a} {thing1} and bought {b} more, how many do I have now?
a+b:: We saw {a} [ducks|birds|cows|sheep] and then {b} more. How many did we see?
a+b:: {a} {thing1} are on the table and {b} are on the floor. How many {thing1} are there?
a+b:: {a} children are playing. {b} more join them. How many children are playing now?
a+b:: A baker bakes {a} {snack1} in the morning and {b} in the evening. How many does he bake in a day?
a+b:: How many {thing1} are there if {name} has {a} and {other} has {b}?
a+b:: If {name} has {a} {thing1} and gets {b} more, how many does {he} have?
a+b:: {name}'s [trip|film|lesson] lasted {a} minutes and {his} [lunch|walk|nap] {b} minutes. How many minutes is that together?
a-b:: {name} has {a} {thing1}. {He} [gives|sells|loses|eats|uses|breaks|throws away|gives away] {b}[ of them|]. How many [{thing1}|] [are left|does {he} have left|does {he} have now|remain]?
a-b:: {name} has {a} {thing1} and [gives|sells|loses|uses|gives away] {b}. How many are left?
a-b:: {name} had {a} {thing1} and gave {b} to {other}. How many [{thing1}|] does {name} have [left|now]?
a-b:: {name} had {a} {thing1}. {He} gave {b} to {his} [brother|sister|friend|mother|father|neighbour|teacher|cousin]. How many [{thing1}|] [does {he} have left|does {he} have now|are left]?
a-b:: {name} has {a} {thing1} and gives {b} to {his} [brother|sister|friend|mother|father|cousin]. How many [{thing1}|] [does {he} have left|are left|remain]?
a-b:: {name} had {a} {thing1}. {He} gave {other} {b}[ of them|]. How many does {he} have left?
a-b:: {name} had {a} {thing1}. {He} [sold|lost|ate|used|broke|gave away|donated] {b}[ of them|]. How many {thing1} does {he} have [left|now]?
a+b:: {name} had {a} {thing1}. {His} [brother|sister|friend|mother|father|cousin] gave {him} {b} more. How many [{thing1}|] does {he} have now?
a+b:: {name} has {a} {thing1}. {other} gives {him} {b} more. How many does {he} have now?
a-b:: {name} gives {b} of {his} {a} {thing1} to {other}. How many does {he} have left?
a-b:: {name} had {a} {snack1}. {b} of them [broke|were lost|were sold|were eaten|went missing]. How many are left?
a-b:: {Person} had {a} {thing1} and [sold|lost|used|gave away] {b}. How many are left?
a-b:: There are {a} {thing1} in {place}. {b} are [taken away|removed|sold|lost|broken]. How many {thing1} [are left|remain]?
a-b:: There were {a} {thing1} in {place}. {name} took {b}. How many are left?
a-b:: {a} [birds|ducks|pigeons] sat on a [tree|roof|wall]. {b} flew away. How many are left?
a-b:: A bus has {a} passengers. {b} get off. How many passengers are [left|still on the bus|on the bus now]?
a-b:: {name} has {a} [dollars|euros|pounds] and spends {b}. How much [money|] [is left|does {he} have left]?
a-b:: {name} has ${a} and spends ${b}. How much [money|] [is left|does {he} have left]?
a-b:: {name} [buys|bought] a [book|toy|bag|coat] for ${b} and [pays|paid] with ${a}. How much change does {he} get?
a-b:: A [rope|ribbon|board|pipe] is {a} [metres|meters|feet|inches|cm] long. {name} cuts off {b}. How long is the rest?
a-b:: A [class|school|team] has {a} [children|students|players]. {b} of them are [girls|sick|absent|away]. How many are not?
a-b:: {name} is {a} years old and {other} is {b}. How many years older is {name}?
a-b:: {name} is {a} and {other} is {b} years old. How much older is {name}?
a-b:: {name} is {a} years old. How old was {he} {b} years ago?
a-b:: {name} has {a} {thing1} and {other} has {b}. How many more does {name} have[ than {other}|]?
a-b:: {name} has {a} {thing1}, {other} has {b} {thing1}. How many fewer does {other} have?
a-b:: {name} has {a} {thing1}. {other} has {b} fewer. How many does {other} have?
a-b:: {other} has {b} fewer {thing1} than {name}. {name} has {a}. How many does {other} have?
a-b:: A book has {a} pages. {name} [has read|read] {b}. How many pages are left[ to read|]?
a-b:: The temperature was {a} degrees and fell by {b} degrees. What is the temperature now?
a-b:: {name} needs {a} {thing1} but has only {b}. How many more does {he} need?
a-b:: {name} wants to [collect|save|sell] {a} {thing1}. {He} has {b}. How many are missing?
a-b:: Together {name} and {other} have {a} {thing1}. {name} has {b}. How many does {other} have?
a-b:: {Place} had {a} {thing1} and now it has {b}. How many are gone?
a-b:: Out of {a} {thing1}, {b} are [red|broken|old|green]. How many are not?
a-b:: A farmer had {a} [hens|sheep|cows|goats] and sold {b}. How many does he have left?
a-b:: {a} {thing1} were in the box, but {b} fell out. How many are still in it?
a-b:: I had {a} {thing1} and lost {b}, how many do I have left?
a-b:: I have {a} {thing1} and give {b} to my [friend|brother|sister]. How many are left?
a-b:: If {name} has {a} {thing1} and loses {b}, how many are left?
a-b:: How many {thing1} are left if {name} has {a} and gives {b} away?
a-b:: {a} people were at a party. {b} went home. How many stayed?
a-b:: A [tank|bottle|barrel] holds {a} litres. {b} litres are [used|poured out|drunk]. How many litres are left?
a-b:: A shop had {a} {thing1}. It sold {b}. How many does it still have?
a-b:: {name} ran {a} [km|miles] and {other} ran {b}. How much farther did {name} run?
a*b:: There are {a} {box1} with {b} {thing1} each. How many {thing1} [are there|are there in total|are there in all|is that]?
a*b:: {name} has {a} {box1} with {b} {thing1} in each. How many {thing1} does {he} have[ in total|]?
a*b:: {name} has {a} {box1} of {b} {thing1} each. How many {thing1} [does {he} have|is that]?
a*b:: {name} buys {a} {box1} of {thing1}. [Each|Every] [one|] has {b} {thing1}. How many {thing1} [does {he} buy|is that|are there]?
a*b:: Each of {a} [children|students|friends|boys|girls] gets {b} {thing1}. How many {thing1} are needed?
a*b:: {a} [children|friends|students] have {b} {thing1} each. How many do they have [together|in total|altogether]?
a*b:: A [book|toy|ticket|ball] costs {b} [dollars|euros|pounds]. How much do {a} [books|toys|tickets|balls] cost?
a*b:: One [pen|ticket|cup|lamp] costs ${b}. What do {a} cost?
a*b:: {name} buys {a} {thing1} for {b} [dollars|euros|pounds|cents] each. How much does {he} [pay|spend]?
a*b:: {name} buys {a} {thing1} at ${b} each. How much does {he} pay?
a*b:: If one [ticket|book|box] costs {b} [dollars|euros|pounds], how much do {a} cost?
a*b:: {name} works {a} hours and earns {b} [dollars|euros|pounds] [per|an] hour. How much does {he} earn?
a*b:: {name} earns ${b} a day. How much does {he} earn in {a} days?
a*b:: {name} [reads|writes|walks|runs] {b} [pages|miles|km] [a|every|each|per] day. How many [in|after] {a} days?
a*b:: A car drives {b} [km|miles] per hour. How far does it go in {a} hours?
a*b:: A train travels at {b} km/h for {a} hours. How far does it travel?
a*b:: A car has {a} wheels. How many wheels do {b} cars have?
a*b:: A spider has {a} legs. How many legs do {b} spiders have?
a*b:: There are {a} rows of {b} [chairs|seats|trees|plants|desks]. How many are there[ in total|]?
a*b:: {Place} has {a} rows with {b} [chairs|seats|trees|plants|cars] each. How many is that?
a*b:: {a} weeks of {b} days each, how many days is that?
a*b:: {name} plants {a} rows of {thing1} with {b} in each row. How many {thing1} does {he} plant?
a*b:: {a} teams with {b} players each take part. How many players are there?
a*b:: A machine makes {b} {thing1} in a minute. How many does it make in {a} minutes?
a*b:: {other} has {b} {thing1}. {name} has {a} times as many. How many does {name} have?
a*b:: {name} has {a} times as many {thing1} as {other}, who has {b}. How many does {name} have?
a*b:: I buy {a} packs of {b} {thing1}. How many {thing1} do I have?
a*b:: How many {thing1} are in {a} {box1} of {b}?
a*b:: How much do {a} {thing1} cost at {b} [dollars|cents|euros|pounds] each?
a+b;#-c:: {name} has {a} {thing1}. {He} [buys|gets|finds] {b} more and then [gives away|loses|sells|eats|uses] {c}. How many [are left|does {he} have now|{thing1} are left]?
a+b;#-c:: {name} has {a} {thing1}, buys {b} more and gives {c} to {other}. How many does {he} have [left|now]?
a+b;#-c:: {name} had {a} {thing1}. {He} found {b} and lost {c}. How many does {he} have now?
a+b;#-c:: A bus has {a} passengers. {b} get on and {c} get off. How many are on the bus now?
a+b;#-c:: There are {a} {thing1} in {place}. {b} are added and {c} are taken away. How many are there now?
a+b;#-c:: {name} and {other} have {a} and {b} {thing1}. They give away {c}. How many do they have left?
a+b;#-c:: {name} earns ${a} on Monday and ${b} on Tuesday and spends ${c}. How much is left?
a-b;#+c:: {name} has {a} {thing1}. {He} [gives away|loses|sells|eats|uses] {b} and then [buys|gets|finds] {c} more. How many does {he} have now?
a-b;#+c:: {name} had {a} {thing1}, lost {b} and got {c} from {other}. How many does {he} have?
a-b;#+c:: A bus has {a} passengers. {b} get off and {c} get on. How many are on the bus now?
a-b;#+c:: {Place} had {a} {thing1}. It sold {b} and got {c} new ones. How many are there now?
a-b;#-c:: {name} has {a} {thing1}. {He} gives {b} to {other} and {c} to {his} [brother|sister|teacher|neighbour|neighbor]. How many are left?
a-b;#-c:: {name} has {a} [dollars|euros|pounds]. {He} spends {b} on [a book|lunch|a toy] and {c} on [a drink|a ticket|a card]. How much is left?
a-b;#-c:: There were {a} {thing1}. {name} took {b} and {other} took {c}. How many are left?
a-b;#-c:: {name} has ${a}, pays ${b} for [a book|lunch|a toy] and ${c} for [a drink|a ticket|a card]. How much money is left?
a+b;#+c:: {name} has {a} {thing1}, {other} has {b} and {third} has {c}. How many do they have [together|in total|altogether]?
a+b;#+c:: {name} has {a} {thing1}, {b} {thing2} and {c} {thing3}. How many things does {he} have?
a+b;#+c:: There are {a} red, {b} blue and {c} green {thing1} in {place}. How many {thing1} are there?
a+b;#+c:: {name} ran {a} km on Monday, {b} km on Tuesday and {c} km on Wednesday. How many km did {he} run?
a*b;#+c:: {name} has {a} {box1} of {b} {thing1} and {c} [single|extra|loose|more] {thing1}. How many {thing1} does {he} have?
a*b;#+c:: There are {a} {box1} with {b} {thing1} each and {c} more {thing1} on the floor. How many {thing1} are there?
a*b;#+c:: {name} buys {a} {thing1} for ${b} each and a [bag|card|drink] for ${c}. How much does {he} pay?
a*b;#-c:: {name} has {a} {box1} of {b} {thing1} each. {He} [gives away|loses|sells|eats|uses] {c}. How many are left?
a*b;#-c:: There are {a} {box1} with {b} {thing1} each. {c} are [sold|taken|broken|removed]. How many {thing1} are left?
a*b;#-c:: {name} bakes {a} trays of {b} {snack1}. {other} eats {c}. How many are left?
b*c;a-#:: {name} has ${a} and buys {b} {thing1} for ${c} each. How much is left?
b*c;a-#:: {name} has {a} [dollars|euros|pounds] and buys {b} {thing1} for {c} each. How much money does {he} have left?
b*c;a+#:: {name} has {a} {thing1} and buys {b} {box1} of {c}. How many {thing1} does {he} have now?
b*c;a+#:: {name} has ${a} and earns ${c} a day for {b} days. How much does {he} have then?
a-b;#-c:: {name} had {a} {thing1}. {He} gave {b} to {other} and {c} to {third}. How many does {he} have left?
a-b;#-c:: A book has {a} pages. {name} read {b} on Monday and {c} on Tuesday. How many pages are left?
a+b:: {name} picked {a} {thing1} in the morning and {b} in the afternoon. How many {thing1} did {he} pick [altogether|that day|in total]?
a+b:: Yesterday {name} sold {a} {thing1}, today {b}. How many {thing1} did {he} sell [altogether|in both days|]?
a+b:: {name} read {a} pages yesterday and {b} pages today. How many pages did {he} read [altogether|in total|in two days]?
a+b:: A farm has {a} [cows|hens|sheep|pigs] and {b} [goats|ducks|horses]. How many animals does it have?
a+b:: In a garden there are {a} roses and {b} tulips. How many flowers are there?
a+b:: {name} has {a} more {thing1} than {other}. {other} has {b} {thing1}. How many {thing1} does {name} have?
a+b:: {name}'s [brother|sister|cousin] is {b} years older than {him}. {name} is {a}. How old is the [brother|sister|cousin]?
a+b:: {name} is {a} years old. {His} [brother|sister|friend] is {b} years older. How old is {his} [brother|sister|friend]?
a+b:: There are {a} {thing1} on the shelf. {name} puts {b} more {thing1} on it. How many {thing1} are on the shelf now?
a+b:: {name} drove {a} miles before lunch and {b} miles after lunch. How far did {he} drive?
a+b:: A [jar|box|bag] contains {a} green and {b} yellow {thing1}. How many {thing1} does it contain?
a+b:: My [mother|father|aunt] gave me {a} {thing1} and my [uncle|friend|teacher] gave me {b}. How many did I get?
a+b:: At the [zoo|park|market] we counted {a} {thing1}, and later {b} more. How many {thing1} did we count?
a+b:: {name} spent ${a} on [food|books|clothes] and ${b} on [drinks|toys|games]. How much did {he} spend?
a+b:: A [team|player] scored {a} points in the first half and {b} points in the second half. What was the final score?
a+b:: [Our|The] school bought {a} {thing1} last year and {b} this year. How many is that?
a+b:: {a} people came on Friday and {b} on Saturday. How many people came?
a-b:: A farmer has {a} {thing1} and sells {b} of them at the market. How many {thing1} does he have left?
a-b:: A baker made {a} {snack1} and sold {b}. How many {snack1} [remain|are left]?
a-b:: There are {a} [kids|children|people] on a bus. {b} get off at the [first|next|last] stop. How many are still on the bus?
a-b:: {name} has {a} [dollars|euros|pounds]. {He} buys a [dress|book|game|hat] for {b} [dollars|euros|pounds]. How much money does {he} have left?
a-b:: {name} baked {a} {snack1}. {His} [friends|children|family] ate {b} of them. How many {snack1} were left?
a-b:: There were {a} {thing1} on the tree and {b} fell down. How many {thing1} are still on the tree?
a-b:: {name} had {a} {thing1} in {his} [bag|pocket|room]. {He} lost {b} of them yesterday. How many does {he} still have?
a-b:: A library has {a} books. {b} are lent out. How many books are in the library?
a-b:: {a} [students|pupils|children] are in the class. {b} of them [wear glasses|play football|walk to school]. How many do not?
a-b:: {name} must walk {a} km. {He} has walked {b} km. How far is it still?
a-b:: A phone costs {a} dollars in one shop and {b} dollars in another. What is the difference in price?
a-b:: {name} weighs {a} kg and {other} weighs {b} kg. How much heavier is {name}?
a-b:: A [parking lot|car park] has {a} places. {b} are taken. How many are free?
a-b:: A [tower|tree|wall] is {a} metres high, a house is {b} metres high. How much higher is the [tower|tree|wall]?
a-b:: {name} collected {a} {thing1}, but {b} of them were broken. How many good ones does {he} have?
a-b:: From {a} [metres|feet|yards] of [rope|cloth|wire] {name} uses {b}. How much is left?
a*b:: Each [box|bag|crate] holds {b} {thing1}. How many {thing1} are in {a} [boxes|bags|crates]?
a*b:: A pack of {thing1} costs {b} [dollars|euros|pounds]. How much do {a} packs cost?
a*b:: I have {a} [bags|boxes|jars] with {b} {thing1} each. How many {thing1} do I have?
a*b:: {name} runs {b} [miles|km] every day. How many [miles|km] does {he} run in {a} days?
a*b:: A [worker|machine|printer] makes {b} {thing1} an hour. How many {thing1} does it make in {a} hours?
a*b:: {a} [tables|desks|benches] with {b} [chairs|seats] each stand in a room. How many [chairs|seats] are there?
a*b:: Every week {name} saves ${b}. How much does {he} save in {a} weeks?
a*b:: A [ticket|meal|room] costs ${b} per person. How much is it for {a} people?
a*b:: {name} gives {b} {thing1} to each of {his} {a} friends. How many {thing1} does {he} give away?
a*b:: A [book|album] has {a} chapters with {b} pages each. How many pages does it have?
a*b:: An apartment block has {a} floors with {b} rooms on each. How many rooms does it have?
a-b;#-c:: {name} had {a} {snack1}. {He} ate {b} and gave {c} to {his} [sister|brother|friend]. How many {snack1} are left?
a-b;#-c:: A shop had {a} {thing1}. It sold {b} in the morning and {c} in the afternoon. How many {thing1} are left?
a-b;#+c:: A train has {a} passengers. {b} get off and {c} get on. How many passengers are on the train now?
a-b;#+c:: {name} had {a} {thing1}, gave away {b} and then found {c}. How many [{thing1}|] does {he} have now?
a+b;#-c:: {name} bought {a} {thing1} and {b} {thing2}. {c} of them were broken. How many were not?
a+b;#-c:: A library had {a} books, bought {b} new ones and threw away {c} old ones. How many books does it have now?
a*b;#+c:: {name} has {a} [boxes|bags|packs] with {b} {thing1} in each and {other} gives {him} {c} more. How many {thing1} does {he} have?
a*b;#-c:: {name} bought {a} packs of {b} {thing1} and used {c}. How many {thing1} are left?
)";

}  // namespace

std::string_view story_wordings() {
  return kStories;
}

}  // namespace swarm::lessons
