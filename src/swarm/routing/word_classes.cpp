#include "swarm/routing/word_classes.hpp"

#include <vector>

namespace swarm::routing {

namespace {

struct Listed {
  WordClass word_class;
  std::string_view name;
  std::string_view words;  // lower case, singular, with blanks between; a word in two lists has the first one's class
};

constexpr Listed kLists[] = {
    {WordClass::function_word, "a function word",
     "a an the this that these those it its it's he she they them him his her hers their theirs we us our you your u "
     "ur i i'm im "
     "i've ive i'd i'll my me mine is isn't isnt are aren't arent was wasn't were be been being am do does did don't "
     "dont doesn't "
     "doesnt didn't didnt done have has had hasn't haven't hadn't can can't cant cannot could couldn't should "
     "shouldn't would "
     "wouldn't will won't wont must may might shall and or but nor not no none nobody noone nothing neither either "
     "both all any "
     "some every each everyone everybody everything someone somebody something anyone anybody anything one's of in on "
     "at by to "
     "from with without for as into onto out up down off over under between among after before since until till while "
     "during "
     "about against through than then so because if unless only just also too very really still yet even ever never "
     "always "
     "sometimes often what whats what's which who who's whos whom whose when where wheres why how hows how's there "
     "there's theres "
     "here that's thats let's lets get gets got make makes give gives gave take takes tell show need needs want wants "
     "please pls "
     "plz thanks many much more most less least few fewer lot lots enough other another same such own like way if's "
     "whether though "
     "although however per else once again now today know think say says said mean means true false yes right wrong "
     "exactly "
     "first second third last next whoever whenever wherever whatever except instead given suppose assume imagine "
     "actually"},
    {WordClass::number_word, "a number in words",
     "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
     "eighteen "
     "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half "
     "halves quarter "
     "thirds fourths fifth fifths sixth sixths seventh eighth eighths ninth tenth tenths hundredth hundredths "
     "thousandth twice "
     "double triple couple pair"},
    {WordClass::unit, "a unit",
     "km kilometre kilometer metre meter cm centimetre centimeter mm millimetre millimeter mile yard foot feet ft inch "
     "inches "
     "nm kg kilogram kilo gram mg milligram tonne ton lb lbs pound ounce oz stone litre liter ml millilitre milliliter "
     "gallon pint "
     "quart cup tablespoon tbsp teaspoon tsp second sec minute min hour hr hrs day week fortnight month year decade "
     "century "
     "centuries mph kph kmh knot fahrenheit celsius kelvin degree radian joule watt kilowatt volt amp ohm hertz byte "
     "kilobyte kb "
     "megabyte mb gigabyte gb terabyte tb bit acre hectare calorie kcal psi bar newton light-year dollar euro cent "
     "penny pence "
     "quid buck rupee yen percent percentage m g l"},
    {WordClass::calendar, "a date word",
     "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri january february march april june "
     "july august "
     "september october november december jan feb mar apr jun jul aug sep sept oct nov dec noon midnight am pm weekend "
     "christmas easter"},
    {WordClass::operation, "an operation",
     "plus minus times divided multiplied add added adding subtract subtracted multiply divide squared cubed factorial "
     "modulo mod "
     "calculate compute evaluate simplify solve factor factorise factorize differentiate integrate convert round "
     "rounded halve "
     "doubled tripled halved quadrupled raised sum total tot expand work"},
    {WordClass::mathematics, "a word of mathematics",
     "average median mode variance deviation product quotient remainder difference square cube root sqrt power "
     "exponent "
     "logarithm log ln sine cosine tangent sin cos tan derivative integral limit equation inequality polynomial "
     "quadratic linear "
     "fraction decimal ratio proportion integer prime composite divisor multiple gcd lcm hcf factorisation divisible "
     "digit "
     "binary hexadecimal hex octal base sequence series term arithmetic geometric fibonacci matrix determinant vector "
     "permutation "
     "combination arrangement area perimeter circumference volume diameter radius hypotenuse diagonal angle slope "
     "gradient "
     "intercept coordinate midpoint pi numerator denominator reciprocal rational irrational range composite coprime "
     "palindrome roman numeral cubic squared parabola vertex asymptote domain modulus remainder percentile quartile "
     "factorial binomial factorisation factorization antiderivative inequality inverse transpose eigenvalue sixes "
     "sevens nines "
     "zeros maths "
     "math algebra arithmetics calculus trigonometry geometry mean"},
    {WordClass::shape, "a shape",
     "triangle circle rectangle rectangular cylinder sphere cone pyramid trapezium trapezoid rhombus parallelogram "
     "hexagon pentagon "
     "octagon polygon cuboid prism ellipse semicircle right-angled equilateral isosceles"},
    {WordClass::chance, "a word of chance",
     "probability chance odds likelihood dice die coin toss tossed flip flipped roll rolled rolling deck marble card "
     "draw drawn "
     "picked urn lottery random shuffled"},
    {WordClass::money, "a word of money",
     "price cost costs discount salary wage interest tip tax vat rent bill loan mortgage deposit profit loss revenue "
     "fee fare "
     "change paid pay pays spend spent earn earns sale savings invested invest compound rate commission invoice markup "
     "budget "
     "refund ticket coupon installment"},
    {WordClass::logic, "a word of logic",
     "valid invalid follow follows imply implies implied entail entails entailed conclude conclusion deduce deduction "
     "infer "
     "inference consistent inconsistent contradict contradicts contradiction contradictory premise syllogism liar "
     "liars knight "
     "knave truth truthful truthfully lie lies lying lied lied truthteller truth-teller argument statement claim "
     "claims proposition "
     "tautology satisfiable unsatisfiable equivalent equivalence converse contrapositive inverse negation negate "
     "necessarily "
     "possible impossible therefore hence thus whenever unless provided assertion asserts hypothesis compatible "
     "incompatible "
     "logically guaranteed undetermined ponens tollens fallacy counterexample spy alibi culprit guilty innocent logic "
     "reasoning "
     "constraints clue clues puzzle"},
    {WordClass::technology, "a word of programming",
     "javascript typescript js ts c++ cpp c# csharp kotlin haskell clojure erlang elixir fortran cobol matlab prolog "
     "golang php sql "
     "mysql postgres postgresql sqlite mongodb redis mongo git github gitlab docker dockerfile kubernetes kubectl k8s "
     "helm terraform "
     "ansible npm npx yarn pip pip3 conda virtualenv venv numpy pandas matplotlib scipy sklearn pytorch tensorflow "
     "react "
     "angular vue svelte nextjs django fastapi rails nodejs jquery html css scss json yaml yml xml csv regex regexp "
     "regexes "
     "linux ubuntu debian centos vim vi emacs nano vscode intellij pycharm jupyter nginx apache bash zsh powershell "
     "cmd sed awk "
     "grep curl wget ssh scp rsync sudo chmod chown crontab cron systemd systemctl journalctl tmux tar cmake makefile "
     "gcc g++ clang "
     "gdb valgrind webpack vite eslint pytest junit maven gradle cargo rustc javac jvm jdk api apis http https "
     "localhost url tcp "
     "stdin stdout stderr async await promise coroutine mutex segfault nullpointerexception traceback stacktrace "
     "typeerror "
     "valueerror keyerror indexerror nameerror syntaxerror importerror attributeerror undefined nan null nullptr "
     "boolean "
     "bool int float str tuple dict dictionary hashmap linkedlist enum struct typedef const constexpr printf println "
     "cout "
     "malloc recursion recursive recursively iterator iterate lambda decorator closure mixin metaclass namespace "
     "stack-trace "
     "backend frontend refactor codebase repo repository compiler interpreter runtime pseudocode snippet oneliner "
     "one-liner "
     "subprocess localstorage dataframe dataframes groupby vlookup xlookup countif sumif sumifs excel spreadsheet vba "
     "latex tex "
     "markdown arduino esp32 raspberry unittest unittests linter debugger middleware webhook cors dom div flexbox "
     "tailwind "
     "bootstrap innerhtml useeffect usestate sqlalchemy orm hibernate ffmpeg imagemagick adb gpg openssl tcpdump "
     "netstat lsof "
     "ifconfig iptables dns apt apt-get brew homebrew homebrewed choco winget msvc ide devtools endpoint jwt oauth "
     "graphql grpc "
     "protobuf websocket kafka rabbitmq airflow pyspark hadoop aws ec2 s3 gcp azure serverless cli utf-8 utf8 unicode "
     "ascii base64 "
     "sha256 md5 uuid rsa semicolon int32 int64 uint8 bigint varchar foreign-key subquery sqlstate "
     "pygame unity unreal godot roblox ggplot ggplot2 dplyr mermaid pypi mvn autohotkey ahk selenium beautifulsoup "
     "scraper scraping "
     "discord telegram bot bots opencv keras tkinter openpyxl axios lodash gsap smtplib pdfs qr storybook nuget "
     "goroutine goroutines monad functor typeclass struct structs hashcode tostring nextint getline strlen strcmp "
     "memcpy sizeof "
     "println readline argv args kwargs elif foreach forin switch-case do-while breakpoint breakpoints stacktraces "
     "memoization "
     "deadlock mutexes semaphore concurrency multithreading multithreaded asynchronous synchronous unhandled uncaught "
     "unexpected "
     "hydration rerender re-render rerenders usecontext redux vuex pinia webassembly wasm sass npmrc nvm rbenv pyenv "
     "dockerhub kubelet ingress configmap crashloopbackoff imagepullbackoff oomkilled yamllint gitlab-ci ci ci/cd cicd "
     "devops "
     "gitignore submodule reflog bisect cherry-pick detached unstaged rebasing diff diffs "
     "stdin-out pipefail errno enoent eaccess eacces econnrefused eaddrinuse sigkill sigterm chroot symlink symlinks "
     "hardlink "
     "inode mkdir rmdir rm mv cp ls cd pwd echo cat xargs netcat telnet traceroute nslookup ps htop lsblk "
     "fdisk umount rpm dnf pacman flatpak getopt heredoc shebang ffprobe exiftool pandoc jq yq tmuxinator "
     "postgresql psql mariadb mssql t-sql tsql plsql pl/sql oracle-db nosql dynamodb elasticsearch kibana grafana "
     "prometheus "
     "upsert varchar datetime timestamp autoincrement coalesce groupby orderby rownum row_number cte ctes ddl dml orm "
     "regexes lookahead lookbehind backreference backslash backtick backticks whitespace newline newlines camelcase "
     "snake_case "
     "kebab-case utf8mb4 ascii-code charset encoding encode decode serialise serialize deserialise deserialize marshal "
     "unmarshal "
     "checksum bitwise bitmask bytecode opcode assembler disassemble decompile obfuscate minify transpile polyfill "
     "shim linter "
     "leetcode hackerrank codewars fizzbuzz quicksort mergesort heapsort dijkstra memoize backtracking trie bst avl "
     "dfs bfs lru "
     "big-o pseudo-code boilerplate readme changelog semver tsconfig webpack.config dotenv .env eslintrc vimrc bashrc "
     "zshrc "
     "powerpoint-vba libreoffice googlesheets spreadsheets onedit hlookup arrayformula importrange sumproduct textjoin "
     "averageif "
     "maxifs minifs iferror ifs substring indexof charat tolower toupper tolowercase strftime strptime parseint "
     "parsefloat isnan "
     "stringify jsonify json.parse innerjoin outerjoin fullstack full-stack webdev cybersecurity-ctf svg webgl "
     "three.js css3 html5"},
    {WordClass::language, "a name that is also a language's or tool's",
     "python java rust ruby swift go perl scala julia dart r c basic shell crystal elm lua groovy pascal ada scheme "
     "lisp racket "
     "nim zig spring flask node express bean beans terminal eclipse atom sublime oracle access panda bash flutter kivy "
     "bottle "
     "pyramid celery ember backbone meteor gatsby nuxt phoenix sinatra julia assembly scratch logo cobra boa anaconda "
     "jenkins chef "
     "puppet salt vagrant travis circle gulp grunt bower pearl bun deno hugo jekyll ghost slack excel word outlook "
     "access "
     "windows mac unix chrome firefox safari"},
    {WordClass::programming, "a word that programmers use too",
     "function variable loop array list string class object method code coded coding script program programmer "
     "programming compile "
     "compiles compiled debug debugging bug branch merge commit push pull query table column row key index field file "
     "folder "
     "directory path library module package import export install installed installing update upgrade version server "
     "client "
     "database data type return returns returned print prints output input argument parameter command commands "
     "terminal thread "
     "threads process memory stack heap queue tree graph node pointer reference cache buffer socket port host network "
     "exception "
     "error errors crash crashes crashed warning log logs test tests assert patch release deploy build builds run runs "
     "running "
     "runtime interface abstract inherit inheritance override static private public virtual template generic closure "
     "scope global "
     "constructor instance instances attribute property parse parser parsing syntax indentation bracket brackets brace "
     "semicolons "
     "comma quote quotes escape escaped sort sorted sorting reverse reversed append insert delete remove replace split "
     "join slice "
     "slicing map filter reduce algorithm bubble binary hash token render button form page website app widget "
     "component hook "
     "callback event request response header cookie session config configuration environment setting settings "
     "container image "
     "cluster pod volume boot kernel driver permission permissions denied refused timeout while switch case break "
     "continue yield "
     "raise throw catch try except pass import require include define declare implement implements implementation "
     "default "
     "formula cell macro pivot fork clone checkout rebase stash tag remote origin head pipeline"},
    {WordClass::kin, "a word of kinship",
     "mother father mum mom dad sister brother son daughter aunt uncle cousin nephew niece grandmother grandfather "
     "grandma grandpa "
     "grandson granddaughter grandchild grandparent parent child children husband wife sibling twin spouse in-law nan "
     "gran "
     "stepmother stepfather half-brother kid toddler baby teenager teen"},
    {WordClass::position, "a word of place or order",
     "left right behind beside next adjacent opposite front back row seat seats sits sit sitting seated stands stand "
     "standing "
     "north south east west above below top bottom middle leftmost rightmost order finished finish ranked rank ahead "
     "earlier later "
     "immediately directly neighbour neighbor neighbouring lives floor shelf queue line bench corner end ends"},
    {WordClass::comparison, "a comparison",
     "taller shorter older younger faster slower heavier lighter bigger smaller larger richer poorer smarter stronger "
     "weaker "
     "higher lower longer closer nearer further farther colder warmer hotter cheaper earlier wiser louder quieter "
     "tallest shortest "
     "oldest youngest fastest slowest heaviest lightest biggest smallest largest richest poorest smartest strongest "
     "greatest "
     "highest lowest longest cheapest newest newer"},
    {WordClass::role, "an occupation",
     "doctor teacher lawyer nurse baker cook driver plumber carpenter painter pilot farmer poet singer dancer actor "
     "artist "
     "engineer scientist student pupil professor judge soldier sailor tailor butcher barber gardener musician pianist "
     "violinist "
     "drummer guitarist dentist clerk waiter thief robber detective officer captain king queen prince priest monk "
     "guard villager "
     "accountant architect journalist banker mechanic librarian chemist mayor guest suspect candidate runner swimmer "
     "player "
     "employee manager boss colleague coworker customer landlord tenant roommate friend neighbour neighbor"},
    {WordClass::colour, "a colour",
     "red blue green yellow black white orange purple pink brown grey gray gold silver violet turquoise beige navy "
     "teal maroon"},
    {WordClass::animal, "an animal or its keeping",
     "dog cat puppy kitten hamster rabbit snake lizard gecko tortoise turtle parrot budgie canary bird fish goldfish "
     "horse pony cow "
     "sheep goat pig chicken hen duck goose mouse mice rat bat bee wasp ant spider fox wolf bear lion tiger elephant "
     "whale dolphin "
     "penguin owl eagle shark frog monkey zebra giraffe deer squirrel hedgehog insect reptile mammal pet vet terrarium "
     "vivarium "
     "aquarium cage leash litter fur paw paws tail shed shedding hatch hatchling venomous reptile enclosure kennel "
     "tank crab tabby "
     "beagle poodle labrador retriever terrier camel raven crow swan otter seal dragon unicorn rodent feeder heatlamp"},
    {WordClass::clothing, "a garment or look",
     "dress skirt shirt blouse jacket coat jeans trousers pants shorts suit tie shoe boot sneaker trainer heels sandal "
     "hat cap "
     "scarf gloves sock belt bag handbag purse necklace bracelet earring ring jewellery jewelry watch sweater jumper "
     "hoodie cardigan "
     "leather linen silk velvet denim cotton wool outfit wear wearing wardrobe fashion style hair haircut makeup nail "
     "lipstick "
     "perfume tuxedo gown pattern blazer leggings vest"},
    {WordClass::food, "food",
     "recipe bake baked baking cooking cake bread cookie cookies pie pasta rice soup salad sauce cheese egg eggs milk "
     "butter flour "
     "sugar honey chocolate coffee tea espresso latte beer wine juice water apple banana pear lemon cherry cherries "
     "grape "
     "strawberry potato tomato onion garlic carrot pepper spinach mushroom meat beef pork lamb steak ham bacon sausage "
     "fish salmon "
     "tuna shrimp pizza burger sandwich taco curry noodle breakfast lunch dinner brunch dessert snack meal restaurant "
     "cafe oven "
     "fridge freezer pan pot grill ingredient spice herb vegan vegetarian gluten leftover sourdough dough roast stew "
     "taste flavour "
     "flavor dish kitchen chef sweets candy muffin pancake biscuit"},
    {WordClass::travel, "travel",
     "trip travel holiday vacation flight fly airport plane train bus car taxi drive hotel hostel beach island city "
     "town village "
     "country passport visa luggage suitcase pack itinerary tour tourist guide map road route highway bridge harbour "
     "cruise ship "
     "boat sail camp camping hike hiking trail mountain backpack visit visiting museum paris london rome tokyo italy "
     "spain france "
     "germany japan china india mexico canada brazil indonesia iceland portugal greece thailand vietnam europe asia "
     "africa america "
     "commute parking"},
    {WordClass::health, "health",
     "sleep headache pain ache fever cold flu cough allergy allergic medicine ibuprofen paracetamol vitamin diet "
     "exercise workout "
     "gym yoga run running muscle stretch injury knee back shoulder stomach skin rash blood heart pressure cholesterol "
     "pregnant "
     "pregnancy therapy therapist anxiety depression stress hospital surgery symptom disease infection vaccine weight "
     "calories "
     "protein hydration tired insomnia migraine burnout meditation"},
    {WordClass::home, "house and garden",
     "house flat apartment room bedroom bathroom living garden lawn plant plants tree flower rose seed soil pots "
     "balcony wall paint "
     "carpet curtain lamp bulb sofa couch chair table bed mattress furniture clean cleaning laundry stain wash washing "
     "machine "
     "dishwasher drain leak pipe roof window door lock garage bike bicycle chain tyre tire engine brake wheel battery "
     "hammer screw "
     "nail wood shelf mould mold dust decor candle renovation moving declutter fence pond hedge weeds compost"},
    {WordClass::feeling, "feelings and company",
     "love loves hate angry sad happy happiness lonely jealous afraid scared worried worry anxious nervous shy proud "
     "guilty ashamed "
     "stressed overwhelmed upset hurt miss crush date dating boyfriend girlfriend partner marriage married wedding "
     "divorce breakup "
     "ex relationship family friendship argue arguing fight apologise apologize sorry forgive trust grief cope "
     "confidence "
     "motivation motivated habit mood party birthday gift present invite celebrate congratulate gossip ghosted ghosts "
     "text texting"},
    {WordClass::work, "work and study",
     "job career interview resume cv boss raise promotion colleague office meeting deadline company business startup "
     "freelance "
     "client degree university college school exam homework course study studying revise teach learn learning student "
     "grade "
     "lecture tutor scholarship apprenticeship retire retirement resign quit notice hire hired layoff workload "
     "presentation pitch "
     "marketing brand customer strategy leadership team manager networking linkedin beginner hobby classes lesson "
     "lessons"},
    {WordClass::arts, "arts and media",
     "film movie book novel song album band music guitar piano concert album lyrics painting museum theatre theater "
     "play actor "
     "director series episode season netflix show tv podcast game games chess football soccer tennis basketball "
     "cricket sport "
     "olympics team match league player author character plot ending quote history war empire revolution president "
     "king "
     "queen century ancient medieval religion philosophy politics election law rights government economy culture "
     "tradition myth "
     "legend invented inventor discovered nobel famous capital population"},
    {WordClass::nature, "nature and science",
     "sky star stars planet moon sun earth ocean sea lake river volcano earthquake weather rain snow wind storm cloud "
     "climate "
     "forest desert rock fossil dinosaur evolution gene dna cell cells atom molecule gravity light sound energy "
     "electricity magnet "
     "oxygen carbon chemical reaction vaccine virus bacteria brain memory species photosynthesis rainbow tide universe "
     "galaxy "
     "black-hole quantum glacier mineral gem ruby pearl shells coral"},
    {WordClass::writing, "a piece of writing",
     "poem haiku limerick sonnet story tale essay letter email mail note speech toast eulogy blurb caption "
     "tweet post slogan "
     "tagline headline title article summary paragraph sentence joke pun riddle rhyme lyrics rap verse dialogue "
     "monologue scene "
     "review bio introduction intro cover invitation message reply card greeting obituary press newsletter blog script "
     "summarise "
     "summarize paraphrase rewrite reword rephrase proofread translate translation brainstorm names nickname acrostic "
     "metaphor "
     "simile idiom phrase saying proverb"},
    {WordClass::advice, "a word of advice",
     "advice tip tips idea ideas recommend recommendation suggest suggestion best better good great worth should help "
     "helpful plan "
     "planning pros cons opinion favourite favorite prefer choose choosing avoid deal handle convince persuade improve "
     "explain "
     "describe discuss compare difference history meaning reason reasons purpose example examples benefits effect "
     "effects safe "
     "healthy dangerous normal weird okay ok fun easy cheap popular"},
    {WordClass::person, "a person",
     "tom tim jim bob rob ben dan sam max leo lou lee jay ray roy guy gus hal ian ike ivan jack jake james jason jeff "
     "joe john jon "
     "josh karl carl ken kevin kurt larry liam luke mark martin matt mike nate neil nick noah oscar owen otto paul "
     "pete peter phil "
     "quinn ralph rick ron ross ryan scott sean seth simon stan steve sven ted theo tony tyler vic victor wade walt "
     "will zach zack "
     "adam alan albert alex alfred andrew andy anton arthur ali ahmed amir omar hassan yusuf raj ravi arjun vikram wei "
     "chen li ming "
     "hiro kenji diego carlos juan jose luis pedro pablo marco luca paolo pierre jean hans fritz lars olaf erik bjorn "
     "ann anna anne "
     "amy ada abby alice amanda amber andrea angela bea becky beth betty carla carol cathy chloe clara claire cora "
     "daisy dana debbie "
     "diana dora donna ella ellen emily emma erin esther eva eve faye fiona flora gail gina grace greta hannah heidi "
     "helen holly ida "
     "ines iris irene isla ivy jane janet jenny jess jessica jill joan jo joy joyce judy julie june kara kate kathy "
     "katie kay kim "
     "kitty kit laura lea lena leah lily lina linda lisa liz lola lucy luna lydia maggie mara maria marie mary maya "
     "meg mia mila "
     "molly mona nadia nancy naomi nell nina nora olga olive olivia ola pam pat paula penny pia pippa polly priya "
     "rachel rita rosa "
     "rosie roz ruth sally sara sarah sasha sofia sophie stella sue susan tara tess tia tina uma una vera vicky violet "
     "wendy willa "
     "yara yuki zara zoe zoey fatima aisha layla mei ling rani sita anya katya elena lucia carmen isabel bruno felix "
     "hugo hector "
     "igor jonas klaus milo nils pavel quin rex rhea rudy silas tobias uri viola walter xena xavier yan yves zed cy al "
     "ed dave "
     "david daniel chris christine brian brad bill billy george gary greg harry henry fred frank emil eric ethan dylan "
     "charlie "
     "charles edgar edith elsa hilda ingrid marta mrs mr ms jordan taylor morgan casey robin riley drew jamie"},
};

constexpr std::size_t kSlots = 16384;  // a power of two, about five times the words, so that most look-ups end at once

struct Entry {
  std::string_view word;
  WordClass word_class = WordClass::other;
};

class WordTable {
 public:
  WordTable() : entries_(kSlots) {
    for (const Listed& listed : kLists)
      add_all(listed);
  }

  const Entry* find(std::string_view word, std::uint32_t hash) const {
    for (std::size_t at = hash % kSlots;; at = (at + 1) % kSlots) {
      const Entry& entry = entries_[at];
      if (entry.word.empty()) return nullptr;
      if (entry.word == word) return &entry;
    }
  }

 private:
  void add_all(const Listed& listed) {
    std::string_view rest = listed.words;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      add({rest.substr(0, end), listed.word_class});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void add(Entry entry) {
    std::size_t at = hash_of(entry.word) % kSlots;
    while (!entries_[at].word.empty()) {
      if (entries_[at].word == entry.word) return;
      at = (at + 1) % kSlots;
    }
    entries_[at] = entry;
  }

  std::vector<Entry> entries_;  // open addressing; filled to a fifth
};

// "cats" as "cat", "boxes" as "box", "puppies" as "puppy".
WordClass class_of_singular(const WordTable& table, std::string_view word) {
  constexpr std::size_t kPluralMin = 4;
  if (word.size() < kPluralMin || word.back() != 's') return WordClass::other;
  const std::string_view stem = word.substr(0, word.size() - 1);
  if (const Entry* entry = table.find(stem, hash_of(stem))) return entry->word_class;
  if (stem.back() != 'e') return WordClass::other;
  const std::string_view shorter = stem.substr(0, stem.size() - 1);
  if (const Entry* entry = table.find(shorter, hash_of(shorter))) return entry->word_class;
  return WordClass::other;
}

}  // namespace

std::string_view name_of(WordClass word_class) {
  for (const Listed& listed : kLists) {
    if (listed.word_class == word_class) return listed.name;
  }
  return word_class == WordClass::letter ? "a letter" : "a word";
}

WordClass class_of(std::string_view word, std::uint32_t hash) {
  static const WordTable table;
  if (const Entry* entry = table.find(word, hash)) return entry->word_class;
  const WordClass singular = class_of_singular(table, word);
  return singular == WordClass::function_word || singular == WordClass::person ? WordClass::other : singular;
}

}  // namespace swarm::routing
