// Stories of equal groups, alone and with something more or less.
#include "swarm/lessons/story_wordings.hpp"

namespace swarm::lessons {

namespace {

constexpr std::string_view kGroups = R"(
a*b:: Each [box|bag|jar|crate|packet|carton] [holds|contains|has] {b} {thing1}. There are {a} [boxes|bags|jars|crates|packets|cartons]. How many {thing1} are there [in total|altogether|in all|]?
a*b:: Each table [in the restaurant|in the hall|in the dining room|] [seats|has room for|is for] {b} {crowd1}. There are {a} tables. How many {crowd1} [can sit down|fit in|can be seated]?
a*b:: Every [bus|van|boat|coach] [takes|carries|has seats for] {b} {crowd1}. How many {crowd1} [can|do] {a} of them [take|carry]?
a*b:: There are {a} [shelves|tables|trays|plates]. On [each|every] [shelf|one|of them] there are {b} {thing1}. How many {thing1} is that?
a*b:: There are {a} [shelves|tables|trays|plates]. On each [of them|one] [stand|lie] {b} {thing1}. How many {thing1} are there [in total|altogether|]?
a*b:: There are {a} [rooms|classes|groups|teams]. In [each|every] [one|of them] there are {b} {crowd1}. How many {crowd1} are there [in total|altogether|]?
a*b:: In [each|every] [room|class|group] there are {b} {crowd1}. How many {crowd1} are there in {a} [rooms|classes|groups]?
a*b:: In one [box|bag|packet] there are {b} {thing1}. How many are there in {a} [boxes|bags|packets]?
a*b:: One [box|bag|packet|jar] [has|holds|contains] {b} {thing1}. How many [{thing1}|] do {a} [boxes|bags|packets|jars] [have|hold|contain]?
a*b:: If one [box|bag|packet|jar] [has|holds|contains] {b} {thing1}, how many [{thing1}|] [do|will] {a} [boxes|bags|packets|jars] [have|hold|contain]?
a*b:: If a [cake|pizza|pie|loaf|melon] is cut into {b} [pieces|slices], how many [pieces|slices] do {a} [cakes|pizzas|pies|loaves|melons] [give|make]?
a*b:: [A|One] [cake|pizza|pie] [has|is cut into|gives] {b} slices. {name} [orders|buys|makes] {a}. How many slices [are there|is that|does {he} get]?
a*b:: {a} [cakes|pizzas|pies|melons] are cut into {b} pieces each. How many pieces are there?
a*b:: {name} cuts {a} [ropes|ribbons|boards] into {b} pieces each. How many pieces does {he} [get|have]?
a*b:: {name} saves {b} {money1} [every|each|a|per] [week|month|day]. How much [does {he} save|will {he} have] [in|after] {a} [weeks|months|days]?
a*b:: {name} saved {b} {money1} [every|each|a|per] [week|month] for {a} [weeks|months]. How much [is that|does {he} have now|was it in the end]?
a*b:: {name} saved ${b} a week for {a} weeks. How much [money|] did {he} save[ in all|]?
a*b:: For {a} [weeks|months|days], {name} [saved|put aside|earned] {b} {money1} [a|each|every] [week|month|day]. How much is that [in total|altogether|]?
a*b:: {name} [earned|made|got] {b} {money1} [an|per|each] hour and worked {a} hours. How much did {he} earn?
a*b:: {name} is paid ${b} [an|per] hour. [How much|What] does {he} earn [for|in] {a} hours?
a*b:: {name} works {a} hours a day. How many hours does {he} work in {b} days?
a*b:: {name} [sleeps|works|studies|trains] {a} hours [a|every|each] day. How many hours is that in {b} days?
a*b:: {name} [drinks|uses] {a} [glasses|cups] of water [a|per|every] day. How many [glasses|cups] [does {he} drink|is that] in {b} days?
a*b:: {name} [ran|walked|swam|cycled|rode] {b} {distance1} [a|every|each] day for {a} days. How [far|many {distance1}] did {he} [go|get] [in total|altogether|]?
a*b:: {name} [runs|walks|swims|cycles] {b} {distance1} {a} times a week. How many {distance1} is that [a|per|each] week?
a*b:: A [round|lap] is {b} {distance1}. {name} [runs|does|finishes] {a} [rounds|laps]. How far [does {he} run|is that]?
a*b:: {name} swims {a} laps of {b} [metres|meters]. How many [metres|meters] does {he} swim?
a*b:: {name} [gives|gave|hands|handed] each of {his} {a} [children|friends|grandchildren|cousins|students|neighbours] {b} {thing1}. How many {thing1} is that [in total|altogether|]?
a*b:: {name} [gave|paid|lent|sent] each of {his} {a} [children|grandchildren|workers|nephews] {b} {money1}. How much [money|] did {he} [give away|pay out|need] [in total|altogether|]?
a*b:: {Person} [gives|gave] {b} {thing1} to each of {a} [children|friends|people]. How many {thing1} [are|were] given away?
a*b:: {a} [children|friends|girls|boys|students] each [have|bring|get|pick|find|need] {b} {thing1}. How many {thing1} [is that|are there] [in total|altogether|in all|]?
a*b:: {a} [friends|girls|boys|students] each [picked|brought|found|ate|collected|bought] {b} {snack1}. How many {snack1} [is|was] that [in total|altogether|]?
a*b:: Each of [the|] {a} [children|friends|girls|players|workers] [has|gets|brings|picks|collected|brought] {b} {thing1}. How many {thing1} is that [altogether|in total|in all|]?
a*b:: Every one of {a} [students|teachers|children] [reads|read] {b} books. How many books [is|was] that?
a*b:: [Every|Each] [child|student|guest|player] [gets|needs|receives] {b} {thing1}. There are {a} [children|students|guests|players]. How many {thing1} are [needed|needed in total|given out]?
a*b:: A [teacher|coach|trainer] gives every [child|student|player] {b} {thing1}. How many {thing1} [does {a}|do {a}|are needed for {a}] [children|students|players] [get|need|have]?
a*b:: How many {thing1} do {a} [children|students|people|friends] have if each [of them|one|] has {b}?
a*b:: How many {thing1} are there if there are {a} {box1} and each [one|of them|] [holds|has|contains] {b}?
a*b:: How many {thing1} does {name} have if {he} has {a} {box1} of {b}?
a*b:: How much [do|would|will] {a} [tickets|books|pens|shirts|cakes] cost if [one|each|a single one] costs {b} {money1}?
a*b:: How [far|many km] does a [car|train|bus] go in {a} hours [at {b} km/h|at {b} kilometres an hour|if it drives {b} km per hour]?
a*b:: How many [chairs|seats|plants|trees] are there in {a} rows of {b}?
a*b:: [Suppose|Imagine|Say] there are {a} {box1} and each one [holds|has] {b} {thing1}. How many {thing1} are there?
a*b:: [Suppose|Imagine|Say] you have {a} {box1} with {b} {thing1} in each. How many {thing1} [is that|do you have]?
a*b:: [Given|With|Having] {a} {box1} of {b} {thing1} each, how many {thing1} are there [in total|altogether|in all|]?
a*b:: In my [garden|cellar|garage|school] there are {a} {box1} with {b} {thing1} in each. How many {thing1} is that?
a*b:: My {kin} has {a} {box1}. Each [one|of them] has {b} {thing1} in it. How many {thing1} are there [in total|altogether|]?
a*b:: My {kin} [bought|brought|has] {a} packs of {thing1}. A pack has {b}. How many {thing1} is that?
a*b:: {a} {box1}, {b} {thing1} in each. How many {thing1}?
a*b:: {a} {box1} with {b} {thing1} [each|in each]. [Total|How many in total|How many altogether]?
a*b:: {b} {thing1} per [box|bag|pack|tray], {a} [boxes|bags|packs|trays]. How many {thing1}?
a*b:: {b} {thing1} fit into one [box|bag|basket|crate]. How many fit into {a}?
a*b:: {b} {crowd1} fit into one [boat|car|lift|tent|bus]. How many fit into {a}?
a*b:: Some {thing1} come in packs of {b}. {name} buys {a} packs. How many [{thing1}|] does {he} have?
a*b:: These {thing1} are sold in [bags|boxes|packs] of {b}. How many {thing1} are there in {a} [bags|boxes|packs]?
a*b:: A [pack|box|bag|packet] of {thing1} [has|holds|contains] {b}. How many {thing1} do you get [in|with] {a} [packs|boxes|bags|packets]?
a*b:: A {item1} costs {b} {money1}. [How much|What] do {a} of them cost?
a*b:: A {item1} costs ${b}. {name} [buys|wants|needs|orders] {a} of them. How much [does {he} pay|does {he} spend|is that|must {he} pay]?
a*b:: A {item1} is {b} {money1}. [What is the price of|How much are|What do I pay for] {a}?
a*b:: One {item1} costs {b} {money1}. What will {a} of them cost?
a*b:: {a} [tickets|books|cups|cakes|pens] at {b} {money1} each cost how much?
a*b:: {a} [tickets|books|cups|cakes|pens] cost {b} {money1} each. What is the [total|total price|price of all of them|sum to pay]?
a*b:: I [bought|buy|need] {a} [tickets|books|cups|cakes|pens] at {b} {money1} each. How much [is that|do I pay|is it in total]?
a*b:: The [ticket|entry|meal|ride] costs {b} {money1} per [person|child]. How much [do|must] {a} [people|children|friends] pay?
a*b:: {name} sells {a} {thing1} for {b} {money1} each. How much [money|] does {he} [get|earn|make]?
a*b:: {name} sold {a} {thing1} at ${b} each. How much did {he} [get|earn|make]?
a*b:: {name} [types|writes|reads] {b} [words|lines|pages] [a|per|in a] [minute|hour]. How many in {a} [minutes|hours]?
a*b:: [A|One] [machine|robot|worker|printer] [makes|packs|checks|finishes] {b} {thing1} [per|an|every|each] hour. How many [does it make|are done|are finished] in {a} hours?
a*b:: In one [hour|day|week], a [machine|factory|worker] makes {b} {thing1}. How many [{thing1}|] [are made|does it make] in {a} [hours|days|weeks]?
a*b:: A [hen|tree|bush] [gives|bears|brings] {b} [eggs|fruits] a [month|year]. How many do {a} of them give?
a*b:: {name} has {a} [hens|chickens]. [Each|Every one] lays {b} eggs. How many eggs [does {he} get|are there|is that]?
a*b:: A [week|school week|working week] has {a} days and {name} works {b} hours [a|each|every] day. How many hours is that?
a*b:: A [flower|plant|tree] has {b} [petals|leaves|branches]. How many [petals|leaves|branches] do {a} such [flowers|plants|trees] have?
a*b:: A [bike|tricycle|truck|car|wagon] has {a} wheels. How many wheels are there on {b}?
a*b:: [An insect|A beetle|A crab|An ant|A table|A horse] has {a} legs. How many legs do {b} have?
a*b:: A [house|building|hotel|school] has {a} floors. [Each|Every] floor has {b} [rooms|windows|doors]. How many [rooms|windows|doors] [are there|does it have|are there in total]?
a*b:: A [building|hotel|block] with {a} floors has {b} [rooms|windows|flats] on [each|every] floor. How many is that [altogether|in total|]?
a*b:: {a} [houses|buildings] have {b} windows each. How many windows is that?
a*b:: A [cinema|theatre|hall|class] has {a} rows of {b} [seats|chairs]. How many [people|visitors] can sit [there|in it]?
a*b:: A [cinema|theatre|hall] has {a} rows. [Each|Every] row has {b} seats. How many seats [are there|does it have|is that]?
a*b:: {Person} plants {a} rows. [In each row|In every row|Each row] there are {b} [trees|bushes|tulips|plants]. How many [trees|bushes|tulips|plants] are there?
a*b:: The [chairs|desks|plants|cars|tiles] [stand|are arranged|are placed] in {a} rows of {b}. How many are there?
a*b:: {name} arranges {his} {thing1} in {a} rows with {b} in each. How many {thing1} does {he} have?
a*b:: {name} fills {a} {box1}, putting {b} {thing1} in each. How many {thing1} does {he} [need|use|put in]?
a*b:: {name} puts {b} {thing1} [into|in] each of {a} {box1}. How many {thing1} [does {he} need|is that|are there]?
a*b:: {name} [makes|decorates|prepares] {a} [bouquets|wreaths|bunches] with {b} flowers each. How many flowers does {he} need?
a*b:: {name} [builds|makes] {a} [towers|walls|houses] of {b} [blocks|bricks] each. How many [blocks|bricks] does {he} use?
a*b:: [For|To make] one [cake|shirt|necklace|bracelet|salad] {name} needs {b} [eggs|buttons|beads|nuts]. How many does {he} need for {a}?
a*b:: {name} does {b} [push-ups|sit-ups|jumps|exercises] {a} times. How many is that?
a*b:: {name} takes {a} pills a day for {b} days. How many pills is that?
a*b:: A lesson lasts {b} minutes. How many minutes do {a} lessons last?
a*b:: {name} practises {b} minutes [a|every|each] day. How many minutes [is that|does {he} practise] in {a} days?
a*b:: One [brick|box|bag|book] weighs {b} [kg|kilos|grams|pounds]. How much do {a} weigh?
a*b:: A [brick|box|bag|book] weighs {b} [kg|kilos|grams|pounds]. What do {a} of them weigh [together|]?
a*b:: One [ribbon|rope|plank|stick] is {b} [cm|metres|inches|feet] long. How long are {a} of them together?
a*b:: A [bottle|can|bucket] holds {b} [litres|liters|cups]. How much do {a} of them hold?
a*b:: {name} has {a} [coins|notes] worth {b} {money1} each. How much [money|] is that?
a*b:: {a} players [score|scored] {b} points each. How many points [is that|does the team have]?
a*b:: {a} [vases|pots|bunches] [hold|have] {b} [roses|tulips|flowers] each. How many [roses|tulips|flowers] are there?
a*b:: {Place} has {a} {box1}, each with {b} {thing1}. How many {thing1} does it have?
a*b:: A parking garage has {a} floors with [space|room] for {b} cars each. How many cars fit in?
a*b:: {a} [buses|boats|vans] with {b} [people|children|seats] each. How many [people|children|seats] [is that|are there]?
a*b:: {a} teams of {b} [play|meet|take part]. How many players are there?
a*b:: {name} [reads|solves|learns] {b} [pages|puzzles|words] per day. How many [will it be|is that|does {he} manage] after {a} days?
a*b:: {name} [reads|solves|learns] {b} [pages|puzzles|words] [a day|daily] for {a} days. What is the total?
2*b:: {other} has {b} {thing1}. {name} has [twice|two times|double] as many. How many {thing1} does {name} have?
2*b:: {name} has [twice|double] as many {thing1} as {other}. {other} has {b}. How many does {name} have?
2*b:: {other} has {b} {thing1} and {name} has [twice as many|double that number]. How many does {name} have?
2*b:: {name} has {b} {thing1}. {other} has twice as many as {him}. How many {thing1} does {other} have?
2*b:: {other} is {b} years old and {name} is twice as old. How old is {name}?
2*b:: A {item1} costs {b} {money1}. A {item2} costs [twice as much|double]. How much is the {item2}?
2*b:: {name} had {b} {thing1} and doubled that number. How many does {he} have now?
2*b:: {name} ran {b} {distance1}. {other} ran twice as far. How far did {other} run?
3*b:: {other} has {b} {thing1}. {name} has [three times|triple] as many. How many {thing1} does {name} have?
3*b:: {name} has three times as many {thing1} as {other}, who has {b}. How many does {name} have?
3*b:: A {item1} costs {b} {money1}, and a {item2} costs three times as much. What does the {item2} cost?
a*b:: {other} has {b} {thing1}, and {name} has {a} times as many. How many [{thing1}|] does {name} have?
a*b:: {other} is {b} years old. {other}'s [grandmother|uncle|teacher] is {a} times as old. How old is that?
a*b:: A {item1} costs {b} {money1}. A {item2} costs {a} times as much. [How much is|What does] the {item2}[ cost|]?
a*b:: {name} [sold|made|picked] {b} {snack1} on {day1} and {a} times as many on {day2}. How many did {he} [sell|make|pick] on {day2}?
a*b;#+c:: {name} has {a} {box1} with {b} {thing1} [each|in each]. {He} also has {c} [single|loose|other|extra] {thing1}. How many {thing1} does {he} have [altogether|in total|in all|]?
a*b;#+c:: {name} [buys|bought] {a} {box1} of {b} {thing1}. {He} already [has|had] {c} [{thing1}|]. How many [{thing1}|] does {he} have now?
a*b;#+c:: {a} {box1} hold {b} {thing1} each, and there are {c} more [on the floor|outside|beside them|on the table]. How many {thing1} are there?
a*b;#+c:: There are {a} [tables|rows|benches] with {b} [people|children|students] each and {c} [people|children|students] are standing. How many is that [altogether|in total|]?
a*b;#+c:: {a} [tickets|books|cups|pens] cost {b} {money1} each and a {item1} costs {c} {money1}. How much is everything [together|]?
a*b;#+c:: {name} buys {a} [tickets|books|cups|pens] for {b} {money1} each and a {item1} for {c} {money1}. How much does {he} [pay|spend] [in total|altogether|]?
a*b;#+c:: {name} earns ${b} [an|per] hour. {He} works {a} hours and gets a [tip|bonus] of ${c}. How much [does {he} get|is that] [in total|altogether|]?
a*b;#+c:: {name} reads {b} pages a day for {a} days, and then {c} more. How many pages [is that|does {he} read]?
a*b;#+c:: {name} [ran|walked|cycled] {b} {distance1} a day for {a} days and {c} {distance1} on {day1}. How far did {he} go [in total|altogether|]?
a*b;#+c:: A [plumber|gardener|painter] takes {b} {money1} an hour, plus {c} {money1} for the trip. How much is it for {a} hours?
a*b;#+c:: {a} [cars|boats|vans] with {b} people each and {c} people on [bikes|foot] [come|arrive]. How many people [come|arrive]?
a*b;#+c:: {Person} plants {a} rows of {b} [trees|tulips|bushes] and then {c} more. How many [trees|tulips|bushes] [is that|are there]?
a*b;#+c:: A school has {a} classes of {b} students and {c} teachers. How many people is that?
a*b;#+c:: {a} [children|friends] have {b} {thing1} each. {name} has {c}. How many {thing1} do they all have together?
a*b;#+c:: If I have {a} {box1} of {b} {thing1} and {c} [extra ones|more], how many [{thing1}|] do I have?
a*b;#+c:: How many {thing1} are there in {a} {box1} of {b} [together with|plus] {c} [loose ones|extra]?
a*b;#-c:: {name} has {a} {box1} with {b} {thing1} [each|in each]. {He} takes out {c}. How many {thing1} [are left|remain|are still in them]?
a*b;#-c:: {name} [bought|had|filled] {a} {box1} of {b} {thing1}. {c} of them [were broken|were bad|got lost|were stolen]. How many [good ones are there|are left|were not]?
a*b;#-c:: {Person} [planted|plants] {a} rows of {b} [trees|tulips|bushes|seeds]. {c} of them [died|did not grow|dried up|were eaten by rabbits]. How many [are left|did grow|survived|grew]?
a*b;#-c:: There are {a} rows of {b} [seats|chairs]. {c} are [taken|occupied|broken|reserved]. How many are [free|not]?
a*b;#-c:: A [cinema|theatre|hall|circus] has {a} rows with {b} seats each. {c} seats are [taken|empty|broken]. How many are not?
a*b;#-c:: {name} baked {a} trays of {b} {snack1}, and [{his} friends|the children|the guests|{he} and {his} {kin}] ate {c}. How many {snack1} are left?
a*b;#-c:: {a} [children|friends] had {b} {thing1} each. Together they lost {c}. How many do they have left?
a*b;#-c:: {name} [earns|earned] {b} {money1} [a|per|each] day for {a} days and [spends|spent] {c}. How much [is left|does {he} have left]?
a*b;#-c:: {name} saves ${b} a week for {a} weeks, then [spends ${c}|buys a {item1} for ${c}]. How much [is left|money does {he} have left]?
a*b;#-c:: {a} [tickets|books|cups|pens] cost {b} {money1} each. {name} has a coupon for {c} {money1} off. How much does {he} pay?
a*b;#-c:: If there are {a} {box1} of {b} {thing1} and {c} are sold, how many [{thing1}|] are left?
a*b;#-c:: How many {thing1} are left if {name} has {a} {box1} of {b} and [gives away|loses|sells] {c}?
a*b;#-c:: A [factory|baker|machine] makes {b} {thing1} [a day|per day|an hour]. After {a} [days|hours], {c} are [sold|broken|thrown away]. How many are left?
b*c;a-#:: A {item1} costs {c} {money1}. {name} buys {b} [of them|] and pays with [a note of {a} {money1}|{a} {money1}]. How much change does {he} get?
b*c;a-#:: A [carton|bottle|box] of [juice|milk|paint] costs ${c}. {name} buys {b} and pays with ${a}. [How much change does {he} get|What is {his} change]?
b*c;a-#:: {name} buys {b} {thing1} for {c} {money1} each and pays with {a} {money1}. How much [change does {he} get|does {he} get back|money comes back]?
b*c;a-#:: {name} buys {b} {thing1} at ${c} each. {He} pays with ${a}. How much change [does {he} get|is there]?
b*c;a-#:: {name} had {a} {thing1}. {He} gave {c} to each of {his} {b} [friends|cousins|children]. How many [does {he} have left|did {he} keep|are left]?
b*c;a-#:: {name} has {a} {thing1} and gives {b} [friends|children|classmates] {c} each. How many [are left|does {he} keep|does {he} have left]?
b*c;a-#:: There are {a} [students|children|people]. {b} [cars|vans|boats] take {c} each. How many are [left|not taken|still waiting]?
b*c;a-#:: A [rope|ribbon|board|cable] is {a} [metres|meters|cm|feet] long. {name} cuts off {b} pieces of {c} [each|]. How much is left?
b*c;a-#:: A book has {a} pages. {name} reads {c} pages [a|each|every] day for {b} days. How many pages are left?
b*c;a-#:: {name} wants to save ${a}. {He} saves ${c} a week for {b} weeks. How much is still missing?
b*c;a+#:: {name} has {a} {money1} and [saves|earns|gets] {c} {money1} [a|every|each] week. How much does {he} have after {b} weeks?
b*c;a+#:: {name} had {a} {thing1}. {He} [bought|got|was given] {b} {box1} with {c} {thing1} each. How many [{thing1}|] does {he} have now?
b*c;a+#:: There are {a} {crowd1} in the hall. {b} [cars|buses|groups] with {c} {crowd1} each arrive. How many {crowd1} are there now?
b*c;a+#:: A {item1} costs {a} {money1} and {name} also buys {b} [cards|pens|cups|cakes] for {c} {money1} each. How much does {he} pay?
b*c;a+#:: A plant is {a} cm tall and grows {c} cm [a|every|each] week. How tall is it after {b} weeks?
a+b;#*c:: Each day, {name} [cycles|drives|rides] {a} {distance1} in the morning and {b} {distance1} in the evening. How far [is that|does {he} go] in {c} days?
a+b;#*c:: {name} reads {a} pages in the morning and {b} in the evening, every day. How many pages does {he} read in {c} days?
a+b;#*c:: Each [bag|box|basket] [has|holds|contains] {a} {thing1} and {b} {thing2}. How many things are in {c} [bags|boxes|baskets]?
a+b;#*c:: Each [child|guest|student] gets {a} {snack1} and {b} {snack2}. How many things are that for {c}?
a+b;#*c:: A meal costs {a} {money1} and a drink {b} {money1}. How much do {c} people pay who each have both?
a+b;#*c:: {c} classes have {a} boys and {b} girls each. How many children are there?
a-b;#*c:: A {item1} costs {a} {money1}, but today it is {b} {money1} cheaper. How much do {c} of them cost?
a-b;#*c:: {name} earns {a} {money1} a day and spends {b} of them. How much does {he} save in {c} days?
a-b;#*c:: Each of {c} [boxes|bags|crates] had {a} {thing1}, but {b} were taken out of each. How many {thing1} are left?
)";

}  // namespace

std::string_view group_wordings() {
  return kGroups;
}

}  // namespace swarm::lessons
