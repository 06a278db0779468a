#include "swarm/lessons/words.hpp"

#include <array>
#include <fmt/format.h>
#include <map>

#include "base/invariant.hpp"
#include "base/text.hpp"

namespace swarm::lessons {

namespace {

struct Kind {
  std::string_view name, words;  // apart by '|'
};

// clang-format off
constexpr Kind kKinds[] = {
{"man", R"(Tom|Bob|Max|Sam|Ben|Leo|Carl|Finn|Hugo|Jack|Liam|Pete|Will|David|Frank|Henry|James|Noah|Paul|Steve|Victor|Amir|Kenji|Diego|Ravi|Marco|Otto|Omar|Lars|Theo|Jonas|Bruno|Felix|Igor|Kurt|Mike|Ralph|Ted|Walt|Adam|Alex|Bill|Chris|Dan|Eric|Fred|Gary|Ian|Joe|John|Kevin|Luke|Mark|Matt|Nick|Oliver|Peter|Ryan|Simon|Tim|Zack|Ali|Ahmed|Wei|Juan|Pablo|Ivan|Andy|George|Harry|Louis|Oscar|Toby|Vince|Hans|Pierre|Raj|Sven|Mateo|Lucas|Ethan|Logan|Mason|Aaron|Brian|Caleb|Derek|Edgar|Floyd|Grant|Homer|Isaac|Jamal|Keith|Lloyd|Miles|Neil|Owen|Quentin|Roger|Scott|Trent|Umar|Vlad|Wade|Yusuf|Zane)"},
{"woman", R"(Ann|Bea|Dora|Gina|Ivy|Kira|Mona|Olga|Rosa|Tess|Vera|Zoe|Alice|Claire|Emma|Grace|Isla|Karen|Maria|Olivia|Ruth|Tina|Wendy|Priya|Fatima|Lucia|Aisha|Yuki|Sofia|Lena|Nadia|Ingrid|Chloe|Mia|Jane|Nina|Lily|Ella|Sara|Carla|Hannah|Joan|Laura|Nora|Pia|Sue|Una|Amy|Anna|Beth|Cathy|Diana|Eve|Fiona|Helen|Irene|Julia|Kate|Lisa|Mary|Megan|Nancy|Pam|Rachel|Sandra|Tara|Ursula|Violet|Zara|Mei|Leila|Carmen|Elena|Greta|Heidi|Jill|Lucy|Molly|Rita|Stella|Abby|Bella|Celia|Daisy|Edith|Flora|Gwen|Holly|Iris|Jade|Kelly|Luna|Maya|Naomi|Opal|Paula|Queenie|Robin|Sally|Thea|Uma|Wanda|Yara)"},
{"thing", R"(apples|pens|stickers|marbles|oranges|books|eggs|coins|stamps|cards|pencils|cookies|candies|sweets|toys|shells|flowers|roses|balloons|buttons|beads|bananas|pears|plums|lemons|peaches|cherries|nuts|carrots|potatoes|tomatoes|onions|cups|plates|bowls|spoons|forks|bottles|boxes|bags|keys|hats|shirts|socks|shoes|scarves|photos|posters|letters|tickets|magazines|comics|notebooks|crayons|rulers|erasers|bricks|blocks|tiles|planks|nails|screws|bolts|candles|lamps|chairs|tables|muffins|cupcakes|donuts|pies|pizzas|sandwiches|rolls|loaves|fish|hens|ducks|sheep|cows|goats|rabbits|kittens|puppies|birds|ants|trees|seeds|plants|tulips|leaves|stones|rocks|feathers|badges|medals|points|chocolates|mints|ribbons|masks|kites|dolls|puzzles|games|robots|cars|bikes|trains|planes|ships)"},
{"box", R"(boxes|bags|baskets|crates|packs|packets|trays|jars|shelves|rows|bundles|cartons|tins|drawers|buckets|sacks|cases|piles|stacks|tables)"},
{"person", R"(a farmer|a baker|a teacher|a gardener|a shopkeeper|a librarian|a painter|a cook|a boy|a girl|a student|a child|a driver|a fisherman|a collector|a man|a woman|my brother|my sister|my friend|my uncle|my aunt|my neighbor|my neighbour|our teacher|the coach|the chef|a grocer|a florist|a carpenter)"},
{"place", R"(a shop|a store|a school|a park|a farm|a library|a zoo|a garden|a classroom|a box|a basket|a room|a museum|a field|a hotel|a factory|a warehouse|a kitchen|a bus|a train|a car park|a parking lot|a hall|a cinema|a theatre|a theater|a lake|a pond|a forest|a village|a town|a bakery|a market|a barn|a drawer|a bag)"},
{"snack", R"(apples|cookies|candies|sweets|oranges|bananas|pears|plums|muffins|cupcakes|donuts|pies|pizzas|sandwiches|rolls|chocolates|cherries|nuts|strawberries|grapes|pancakes|biscuits|cakes|buns|waffles|brownies|lollipops|dumplings|tacos|doughnuts|peaches|eggs|tarts|bagels|croissants|scones|meatballs|pretzels|wraps|slices of cake)"},
{"crowd", R"(children|people|kids|students|pupils|guests|visitors|boys|girls|tourists|players|dancers|workers|men|women|fans|swimmers|teenagers|adults|soldiers|nurses|scouts)"},
{"creature", R"(birds|ducks|pigeons|sparrows|swans|geese|butterflies|bees|cats|dogs|sheep|cows|goats|horses|pigs|hens|rabbits|frogs|monkeys|chickens|deer|foxes|squirrels|lambs|penguins|turtles)"},
{"money", R"(dollars|euros|pounds|cents|dollars|coins)"},
{"kin", R"(mother|father|mum|dad|mom|brother|sister|friend|cousin|aunt|uncle|grandmother|grandfather|grandma|grandpa|teacher|neighbour|neighbor|classmate|best friend|little sister|big brother|roommate)"},
{"distance", R"(km|miles|kilometres|kilometers|metres|meters)"},
{"item", R"(book|toy|ball|cap|game|pen|lamp|hat|bag|shirt|kite|puzzle|cup|drum|coat|scarf|plant|card|candle|sandwich|drink|ticket|magazine|poster|notebook|calculator|cake|pizza|doll|skateboard|belt|pillow|vase|backpack|keyboard|comic|football|water bottle|phone case|snack|present|map|sweater|jacket|torch|brush|mug|coffee|salad|ruler|CD)"},
{"day", R"(Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"},
{"city", R"(London|Paris|Rome|Berlin|Madrid|Lisbon|Vienna|Prague|Oslo|Dublin|Athens|Cairo|Tokyo|Seoul|Mumbai|Delhi|Lima|Boston|Chicago|Seattle|Denver|Toronto|Sydney|Melbourne|Nairobi|Istanbul|Warsaw|Helsinki|Porto|Naples|Kyoto|Hanoi|Austin|Leeds|Glasgow|Beijing|Shanghai|Bangkok|Jakarta|Manila|Havana|Bogota|Santiago|Lagos|Accra|Tunis|Dubai|Tehran|Baghdad|Kabul|Moscow|Kyiv|Minsk|Riga|Vilnius|Tallinn|Stockholm|Copenhagen|Brussels|Amsterdam|Zurich|Geneva|Milan|Venice|Florence|Barcelona|Seville|Munich|Hamburg|Cologne|New York|Los Angeles|San Francisco|Miami|Houston|Dallas|Phoenix|Montreal|Vancouver)"},
{"country", R"(Italy|Spain|Japan|Peru|Norway|Kenya|India|Brazil|Canada|Greece|Portugal|Iceland|Vietnam|Morocco|Turkey|Ireland|Mexico|Chile|Poland|Thailand|Egypt|Croatia|Finland|Nepal|Cuba|Jordan|Mongolia|Ghana|Austria|Switzerland|Denmark|Belgium|France|Germany|China|Russia|Australia|New Zealand|South Africa|Argentina|Colombia|Sweden|Ukraine|Hungary|Romania|Iran|Iraq|Israel|Pakistan|Indonesia|Malaysia|Nigeria|Ethiopia|Algeria|England|Scotland|Wales|the USA|the UK|the Netherlands)"},
{"animal", R"(cat|dog|horse|cow|sheep|goat|lion|tiger|bear|wolf|fox|rabbit|mouse|rat|elephant|giraffe|zebra|monkey|whale|dolphin|shark|octopus|penguin|eagle|owl|parrot|snake|lizard|frog|turtle|crocodile|spider|bee|ant|butterfly|kangaroo|koala|panda|camel|donkey|pig|duck|goose|swan|hedgehog|squirrel|bat|seal|otter|moose)"},
{"food", R"(bread|rice|pasta|soup|cheese|chocolate|pizza|salad|steak|chicken|fish|curry|pancakes|apple pie|risotto|sushi|tacos|paella|goulash|ramen|hummus|omelette|lasagne|yoghurt|honey|butter|coffee|tea|beer|wine|juice|cake|cookies|ice cream|noodles|beans|lentils|tofu|salmon|shrimp|garlic|onion soup|mushrooms|avocado|kimchi|porridge|scones|waffles|falafel|meatballs)"},
{"topic", R"(black holes|photosynthesis|the French Revolution|climate change|quantum mechanics|the Roman Empire|evolution|inflation|democracy|gravity|the water cycle|plate tectonics|the Cold War|machine learning|blockchain|vaccines|antibiotics|the stock market|solar panels|nuclear power|electric cars|the human brain|DNA|dreams|philosophy|stoicism|yoga|meditation|jazz|opera|impressionism|the Renaissance|Buddhism|the Vikings|the pyramids|volcanoes|earthquakes|tides|the moon landing|rainbows|magnets|lightning|taxes|mortgages|pensions|insurance|marketing|leadership|time management|chess openings|cricket rules|offside in football|the periodic table|the big bang|relativity|globalisation|human rights|the internet|cloud computing|cybersecurity|neural networks|photography|coral reefs|rainforests|supply and demand|the electoral college|samurai|haiku|sonnets|grammar|phonetics|cell division|the immune system|the digestive system|sleep|nutrition|protein|cholesterol)"},
{"who", R"(Einstein|Shakespeare|Mozart|Napoleon|Cleopatra|Gandhi|Marie Curie|Newton|Darwin|Galileo|Picasso|Van Gogh|Beethoven|Bach|Plato|Aristotle|Socrates|Confucius|Lincoln|Churchill|Mandela|Leonardo da Vinci|Michelangelo|Tesla|Edison|Turing|Ada Lovelace|Jane Austen|Dickens|Tolstoy|Kafka|Hemingway|Mark Twain|Columbus|Magellan|Caesar|Genghis Khan|Queen Victoria|Elvis|The Beatles|Madonna|Frida Kahlo|Freud|Marx|Kant|Nietzsche|Homer|Dante|Cervantes|Messi|Pele|Serena Williams|Obama|Neil Armstrong|Rosa Parks|Florence Nightingale|Anne Frank|Steve Jobs|Bill Gates)"},
{"work", R"(Hamlet|Macbeth|Romeo and Juliet|War and Peace|Moby Dick|Don Quixote|The Odyssey|Pride and Prejudice|Frankenstein|Dracula|The Hobbit|Harry Potter|Star Wars|Titanic|The Godfather|Casablanca|Jaws|The Matrix|Inception|Frozen|The Lion King|Swan Lake|The Magic Flute|Carmen|the Mona Lisa|Guernica|The Scream|the Ninth Symphony|Bohemian Rhapsody|Imagine|1984|Animal Farm|Ulysses|The Trial|Emma|Dune|Alien|Psycho|Rocky|Gone with the Wind)"},
{"job", R"(doctor|nurse|teacher|lawyer|engineer|pilot|chef|farmer|carpenter|plumber|electrician|programmer|designer|writer|journalist|actor|singer|dancer|photographer|architect|scientist|accountant|manager|salesman|waiter|driver|soldier|firefighter|police officer|dentist|vet|librarian|gardener|butcher|baker|tailor|judge|politician|translator|astronaut)"},
{"noun", R"(house|car|garden|computer|phone|laptop|printer|kitchen|bathroom|window|door|roof|floor|wall|chair|table|bed|lamp|clock|mirror|book|letter|pen|bag|coat|shirt|dress|shoes|hat|ring|watch|bike|boat|train|plane|bus|road|bridge|river|lake|sea|island|mountain|forest|desert|beach|city|village|school|university|hospital|office|factory|shop|market|bank|hotel|restaurant|museum|theatre|church|park|zoo|farm|field|tree|flower|grass|sun|moon|star|cloud|rain|snow|wind|storm|fire|water|ice|stone|sand|gold|silver|iron|wood|paper|glass|plastic|cotton|wool|leather|music|song|film|game|party|wedding|birthday|holiday|trip|job|money|price|law|war|peace|love|friend|family|mother|father|child|baby|brother|sister|king|queen|president|team|player|ball|goal|race|winner|story|poem|dream|idea|problem|question|answer|reason|plan|rule|secret|mistake|habit|skill|language|word|sentence|colour|shape|size|sound|smell|taste|light|heat|energy|engine|machine|robot|camera|radio|screen|button|key|lock|knife|spoon|bottle|cup|plate|oven|fridge|sofa|carpet|curtain|pillow|blanket|towel|soap|brush|medicine|tooth|hair|hand|foot|heart|blood|bone|skin|eye|ear|nose|mouth)"},
{"adjective", R"(good|bad|big|small|old|new|young|happy|sad|angry|tired|hungry|rich|poor|cheap|expensive|fast|slow|strong|weak|hot|cold|warm|cool|wet|dry|clean|dirty|easy|difficult|simple|strange|funny|serious|quiet|loud|dark|bright|heavy|soft|hard|sweet|bitter|sour|fresh|healthy|sick|safe|dangerous|famous|beautiful|ugly|red|blue|green|yellow|black|white|brown|purple|orange|pink|modern|ancient|free|busy|lonely|brave|lazy|clever|honest|polite|rude|useful|broken|empty|full|deep|wide|narrow|long|short|round|sharp|smooth|rough|perfect|typical|natural|artificial|electric|digital|local|global)"},
{"verb", R"(buy|sell|make|build|repair|clean|cook|bake|draw|paint|write|read|learn|teach|study|play|sing|dance|run|walk|swim|climb|drive|ride|fly|sleep|dream|eat|drink|grow|plant|cut|wash|paint|fix|move|carry|throw|catch|find|lose|win|choose|change|improve|remove|install|update|delete|open|close|start|stop|save|spend|earn|invest|borrow|travel|visit|meet|invite|call|send|answer|ask|explain|describe|translate|remember|forget|understand|believe|worry|relax|train|lift|stretch|breathe|whistle|juggle|knit|sew|iron|pack|decorate|photograph|record|publish|advertise|negotiate|apologise|celebrate)"},
{"code_language", R"(Python|Java|JavaScript|C|C++|C#|Go|Rust|Ruby|PHP|Swift|Kotlin|Scala|Perl|Haskell|Lua|SQL|bash|TypeScript|R|Julia|Dart|Elixir|Fortran|COBOL|HTML|CSS)"},
{"code_task", R"(sorts an array|reverses a string|checks whether a number is prime|reads a CSV file|sends an email|connects to a database|parses JSON|removes duplicates from a list|counts the words of a text|computes Fibonacci numbers|finds the shortest path|validates an email address|downloads a web page|merges two dictionaries|draws a circle|plays tic tac toe|implements a stack|implements a linked list|converts Celsius to Fahrenheit|generates a random password|renames all files of a folder|checks for palindromes|computes a factorial|finds the largest element|scrapes a website|resizes an image|logs errors to a file|encrypts a message|shuffles a deck of cards|simulates dice|prints a triangle of stars|counts vowels)"},
{"technology", R"(git|docker|kubernetes|Linux|Windows|macOS|Android|an iPhone|Excel|Word|PowerPoint|Photoshop|nginx|Postgres|Redis|React|Django|numpy|pandas|a Raspberry Pi|Bluetooth|WiFi|a VPN|a router|a printer|vim|emacs|VS Code|Slack|Zoom|Gmail|Chrome|Firefox|YouTube|Spotify|Netflix|WhatsApp|Instagram|a smart TV|a webcam)"},
{"spoken", R"(French|German|Spanish|Italian|Portuguese|Dutch|Swedish|Polish|Russian|Greek|Turkish|Arabic|Hebrew|Hindi|Chinese|Japanese|Korean|Vietnamese|Thai|Swahili|Latin|Danish|Finnish|Czech|Hungarian)"},
{"unit", R"(kilometres|miles|metres|feet|inches|yards|centimetres|kilograms|pounds|ounces|grams|litres|gallons|pints|cups|hours|minutes|seconds|days|weeks|months|years|degrees Celsius|Fahrenheit|euros|dollars|yen|pounds sterling|watts|joules|bytes|megabytes|acres|hectares|knots|km/h|mph)"},
{"sport", R"(football|soccer|basketball|tennis|cricket|rugby|baseball|hockey|golf|boxing|swimming|cycling|skiing|snowboarding|surfing|rowing|fencing|judo|karate|volleyball|badminton|table tennis|chess|darts|running|the marathon|gymnastics|climbing|sailing)"},
{"feeling", R"(happy|sad|lonely|angry|tired|bored|stressed|anxious|excited|confused|proud|guilty|jealous|nervous|homesick|hopeful|sick|dizzy|better|terrible)"},
{"relative", R"(mother|father|brother|sister|wife|husband|son|daughter|grandmother|grandfather|aunt|uncle|cousin|boss|colleague|neighbour|best friend|teacher|doctor|landlord|roommate|girlfriend|boyfriend)"},
{"year", R"(1066|1492|1600|1666|1776|1789|1815|1848|1865|1871|1900|1905|1912|1914|1917|1918|1929|1933|1939|1945|1953|1961|1968|1969|1975|1984|1989|1991|1999|2000|2001|2004|2008|2010|2012|2016|2020|2022|2024)"},
{"scrap", R"(the|a|of|and|to|in|is|it|you|that|he|was|for|on|are|with|as|his|they|at|be|this|from|have|or|by|one|had|but|what|all|were|when|we|there|can|an|your|which|their|said|if|do|will|each|about|how|up|out|them|then|she|many|some|so|these|would|other|into|has|more|her|like|him|see|time|could|no|make|than|first|been|its|who|now|people|my|made|over|did|down|only|way|find|use|may|long|little|very|after|words|called|just|where|most|know|get|through|back|much|before|go|good|new|write|our|used|me|man|too|any|day|same|right|look|think|also|around|another|came|come|work|three|word|must|because|does|part|even|place|well|such|here|take|why|things|help|put|years|different|away|again|off|went|old|number)"},
};
// clang-format on

struct Pools {
  std::vector<std::string_view> all, train, held_out;
};

using Table = std::map<std::string_view, Pools, std::less<>>;

Pools pools_of(std::string_view words) {
  Pools pools;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('|'), words.size());
    const std::string_view word = words.substr(0, end);
    pools.all.push_back(word);
    (side_of(word) == Side::train ? pools.train : pools.held_out).push_back(word);
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  if (pools.held_out.empty()) pools.held_out = pools.all;
  return pools;
}

Table table() {
  Table table;
  for (const Kind& kind : kKinds)
    table.emplace(kind.name, pools_of(kind.words));
  Pools names = table.at("man");
  const Pools& women = table.at("woman");
  const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  append(names.all, women.all);
  append(names.train, women.train);
  append(names.held_out, women.held_out);
  table.emplace("name", std::move(names));
  return table;
}

}  // namespace

const std::vector<std::string_view>& words_of(std::string_view kind, std::optional<Side> side) {
  static const Table pools = table();
  const auto found = pools.find(kind);
  SWARM_INVARIANT(found != pools.end(), "a wording names a kind of words that exists");
  if (!side) return found->second.all;
  return *side == Side::train ? found->second.train : found->second.held_out;
}

std::string_view word_for(std::int64_t number) {
  constexpr std::array<std::string_view, 13> kWords{"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                                    "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return kWords.at(static_cast<std::size_t>(number));
}

}  // namespace swarm::lessons
