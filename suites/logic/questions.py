# The questions of formalised.jsonl with their formalisations; run by make_formalised.py.

# --- Formulas and arguments in letters -------------------------------------------------------------------------------
P = propositional
P("If P then Q. P. Therefore Q. Is that valid?", "valid", "p q", "imp(p,q); p", "q")
P("If P then Q. Q. Therefore P. Is this argument valid?", "valid", "p q", "imp(p,q); q", "p")
P("If P then Q. Not P. Therefore not Q. Valid or invalid?", "valid", "p q", "imp(p,q); not p", "not q")
P("P -> Q. ~Q. Therefore ~P. Valid?", "valid", "p q", "imp(p,q); not q", "not p")
P("p → q, q → r ⊢ p → r. Is this sequent valid?", "valid", "p q r", "imp(p,q); imp(q,r)", "imp(p,r)")
P("p ∨ q, ¬p ∴ q. Valid?", "valid", "p q", "p or q; not p", "q")
P("p ∨ q, p ∴ ¬q. Valid?", "valid", "p q", "p or q; p", "not q")
P("A => B, B => C, not C. Does it follow that not A?", "follows", "a b c", "imp(a,b); imp(b,c); not c", "not a")
P("A => B, C => B, B. Does it follow that A?", "follows", "a b c", "imp(a,b); imp(c,b); b", "a")
P("Is (A or not A) a tautology?", "tautology", "a", "", "a or not a")
P("Is (A and not A) satisfiable?", "satisfiable", "a", "", "a and not a")
P("is (p & q) | (~p & ~q) satisfiable?", "satisfiable", "p q", "", "(p and q) or (not p and not q)")
P("Is ((p -> q) and p) -> q valid?", "tautology", "p q", "", "imp(imp(p,q) and p, q)")
P("Is ((p -> q) and q) -> p a tautology?", "tautology", "p q", "", "imp(imp(p,q) and q, p)")
P("Is p -> (q -> p) a tautology?", "tautology", "p q", "", "imp(p,imp(q,p))")
P("Is ((p -> q) -> p) -> p always true?", "tautology", "p q", "", "imp(imp(imp(p,q),p),p)")
P("Is p <-> not p a contradiction?", "satisfiable", "p", "", "p == (not p)")
P("Is (p xor q) and (p <-> q) satisfiable?", "satisfiable", "p q", "", "(p != q) and (p == q)")
P("Decide whether (p & (p | q)) <-> p is a tautology.", "tautology", "p q", "", "(p and (p or q)) == p")
P("Are p -> q and not q -> not p equivalent?", "same", "p q", "imp(p,q)", "imp(not q,not p)")
P("Is p -> q equivalent to q -> p?", "same", "p q", "imp(p,q)", "imp(q,p)")
P("Is ¬(p ∧ q) equivalent to ¬p ∨ ¬q?", "same", "p q", "not(p and q)", "not p or not q")
P("Is ¬(p ∨ q) equivalent to ¬p ∨ ¬q?", "same", "p q", "not(p or q)", "not p or not q")
P("Is 'if A then B' equivalent to 'if not B then not A'?", "same", "a b", "imp(a,b)", "imp(not b,not a)")
P("Is 'A unless B' equivalent to 'if not B then A'?", "same", "a b", "imp(not b,a)", "imp(not b,a)")
P("Does 'P only if Q' mean the same as 'if Q then P'?", "same", "p q", "imp(p,q)", "imp(q,p)")
P("Is p and (q or r) logically equivalent to (p and q) or (p and r)?", "same", "p q r", "p and (q or r)", "(p and q) or (p and r)")
P("Does p -> q entail not p -> not q?", "follows", "p q", "imp(p,q)", "imp(not p,not q)")
P("From p <-> q and not q, does not p follow?", "follows", "p q", "p == q; not q", "not p")
P("Are the formulas p -> q, p, not q jointly consistent?", "consistent", "p q", "imp(p,q); p; not q")
P("Check the set {p → q, q → ¬p, p} for consistency.", "consistent", "p q", "imp(p,q); imp(q,not p); p")
P("Neither P nor Q. Does it follow that not P?", "follows", "p q", "not p and not q", "not p")
P("P if and only if Q. Q. Therefore P. Is the argument valid?", "valid", "p q", "p == q; q", "p")
P("Either P or Q but not both. P. Does it follow that not Q?", "follows", "p q", "p != q; p", "not q")
P("1. If A then B\n2. If B then C\n3. A\nConclusion: C\nIs this valid?", "valid", "a b c", "imp(a,b); imp(b,c); a", "c")
P("(1) P or Q (2) if P then R. Does it follow that R?".replace(" (2)", ".\n(2)"), "follows", "p q r", "p or q; imp(p,r)", "r")

# --- Arguments in everyday words -------------------------------------------------------------------------------------
P("If it rains, the match is off. The match is not off. Did it rain?", "truth", "r m", "imp(r,m); not m", "r")
P("If it rains, the match is off. The match is off. Did it rain?", "truth", "r m", "imp(r,m); m", "r")
P("If it rains the match is off. It is raining. Is the match off?", "truth", "r m", "imp(r,m); r", "m")
P("Whenever the alarm rings, Rex barks. Rex is not barking. Is the alarm ringing?", "truth", "a b", "imp(a,b); not b", "a")
P("Whenever the alarm rings, Rex barks. The alarm rang. Did Rex bark?", "truth", "a b", "imp(a,b); a", "b")
P("Rex barks whenever the alarm rings. Rex barked. Does it follow that the alarm rang?", "follows", "a b", "imp(a,b); b", "a")
P("The engine starts only if the tank is full. The engine started. Is the tank full?", "truth", "e t", "imp(e,t); e", "t")
P("The engine starts only if the tank is full. The tank is full. Did the engine start?", "truth", "e t", "imp(e,t); t", "e")
P("Unless Mara phones, the party starts at noon. Mara didn't phone. Does it follow that the party starts at noon?", "follows", "m p", "imp(not m,p); not m", "p")
P("The lamp glows if the switch is pressed. The lamp does not glow. Was the switch pressed?", "truth", "g s", "imp(s,g); not g", "s")
P("Either the cat or the dog broke the vase. The dog did not break the vase. Did the cat break the vase?", "truth", "c d", "c or d; not d", "c")
P("Either the butler or the cook did it. The butler didn't do it. Who did it?".replace("Who did it?", "Did the cook do it?"), "truth", "b c", "b or c; not b", "c")
P("If the fox howls, the hens panic. If the hens panic, the farmer wakes. The fox howled. Did the farmer wake?", "truth", "f h w", "imp(f,h); imp(h,w); f", "w")
P("If the fox howls, the hens panic. If the hens panic, the farmer wakes. The farmer didn't wake. Did the fox howl?", "truth", "f h w", "imp(f,h); imp(h,w); not w", "f")
P("Provided that the bridge holds, the convoy crosses. The bridge holds. Can we conclude that the convoy crosses?".replace("holds", "stays dry"), "follows", "b c", "imp(b,c); b", "c")
P("The shop opens exactly when the flag is raised. The flag is not raised. Does the shop open?", "truth", "s f", "s == f; not f", "s")
P("It is not the case that both the gate and the barn are locked. The gate is locked. Is the barn locked?", "truth", "g b", "not (g and b); g", "b")
P("Neither Tim nor Una voted. Did Una vote?", "truth", "t u", "not t and not u", "u")
P("If Nora sings, Otto claps. Nora sings. So Otto claps, right?", "truth", "n o", "imp(n,o); n", "o")
P("Is this argument valid: If the kettle boils, the whistle blows. The whistle blows. Therefore the kettle boils.", "valid", "k w", "imp(k,w); w", "k")
P("Is this argument valid: If the kettle boils, the whistle blows. The kettle boils. Therefore the whistle blows.", "valid", "k w", "imp(k,w); k", "w")
P("Can these all be true? If the river floods, the road closes. The river floods. The road does not close.", "consistent", "f r", "imp(f,r); f; not r")
P("If the river floods, the road closes. The road closes. The river does not flood. Are these statements consistent?", "consistent", "f r", "imp(f,r); r; not f")
P("If Kim comes, Lou comes. If Lou comes, Max comes. Max does not come. Does it follow that Kim does not come?", "follows", "k l m", "imp(k,l); imp(l,m); not m", "not k")
P("If Kim comes, Lou comes. Kim does not come. Must Lou come?", "truth", "k l", "imp(k,l); not k", "l")
P("The window is open or the door is open. The window is not open. Is it certain that the door is open?", "follows", "w d", "w or d; not w", "d")
P("As long as the pump works, the cellar stays dry. The pump works. Does it follow that the cellar stays dry?", "follows", "p c", "imp(p,c); p", "c")
P("If the moon is full then the tide is high, otherwise the beach is wide. The moon is not full. Is the beach wide?", "truth", "m t b", "imp(m,t) and imp(not m,b); not m", "b")
P("If the ferry is late, Ida misses the train. Ida does not miss the train. Is it possible that the ferry is late?", "possible", "f i", "imp(f,i); not i", "f")

# --- Syllogisms and individuals --------------------------------------------------------------------------------------
M = monadic
M("All bloops are razzies, all razzies are lazzies. So all bloops are lazzies, right?", "truth", "B R L", "B<=R; R<=L", "B<=L")
M("All bloops are razzies. All lazzies are razzies. Does it follow that all bloops are lazzies?", "follows", "B R L", "B<=R; L<=R", "B<=L")
M("All whales are mammals. Moby is a mammal. Therefore Moby is a whale. Is this argument valid?", "valid", "W M m", "W<=M; m in M", "m in W")
M("All men are mortal. Socrates is a man. Is Socrates mortal?", "truth", "M T s", "M<=T; s in M", "s in T")
M("All men are mortal. Socrates is not mortal. Is Socrates a man?", "truth", "M T s", "M<=T; s not in T", "s in M")
M("No reptiles have fur. My pet has fur. Is my pet a reptile?", "truth", "R F p", "not (R&F); p in F", "p in R")
M("No reptiles have fur. My pet has no fur. Is my pet a reptile?", "truth", "R F p", "not (R&F); p not in F", "p in R")
M("All roses are flowers. Some flowers fade quickly. Does it follow that some roses fade quickly?", "follows", "R F Q", "R<=F; bool(F&Q)", "bool(R&Q)")
M("Some doctors are tall, all tall people are strong. Are some doctors strong?", "truth", "D T S", "bool(D&T); T<=S", "bool(D&S)")
M("Every poet is a dreamer and no dreamer is rich. Can a poet be rich?", "possible", "P D R", "P<=D; not (D&R)", "bool(P&R)")
M("All coders drink tea, Max drinks tea. Is Max a coder?", "truth", "C T m", "C<=T; m in T", "m in C")
M("Every member voted. Leo is a member. Leo did not vote. Can these all be true?", "consistent", "M V l", "M<=V; l in M; l not in V")
M("Nobody who lives in Kell owns a car. Ida owns a car. Does Ida live in Kell?", "truth", "K C i", "not (K&C); i in C", "i in K")
M("Only members may enter. Tom is not a member. May Tom enter?".replace("May Tom enter?", "Does it follow that Tom may not enter?"), "follows", "M E t", "E<=M; t not in M", "t not in E")
M("No fish are birds. All trout are fish. Therefore no trout are birds. Valid?", "valid", "F B T", "not (F&B); T<=F", "not (T&B)")
M("All A are B, some C are not B. Does 'some C are not A' follow?", "follows", "A B C", "A<=B; bool(C-B)", "bool(C-A)")
M("Some A are B. Some B are C. Does it follow that some A are C?", "follows", "A B C", "bool(A&B); bool(B&C)", "bool(A&C)")
M("All wugs are daxes. No dax is a fep. Therefore no wug is a fep. Is the argument valid?", "valid", "W D F", "W<=D; not (D&F)", "not (W&F)")
M("Not all swans are white. Does it follow that some swans are not white?", "follows", "S W", "not (S<=W)", "bool(S-W)")
M("Some swans are not white. Are all swans white?", "truth", "S W", "bool(S-W)", "S<=W")
M("Can 'all swans here are white' and 'some swans here are not white' both be true?", "consistent", "S W", "S<=W; bool(S-W)")
M("Does 'no cats bark' mean the same as 'all cats do not bark'?".replace("'all cats do not bark'", "'there are no cats that bark'"), "truth", "C B", "", "(not (C&B)) == (not (C&B))")
M("All nurses are kind. Some nurses are men. Does it follow that some men are kind?", "follows", "N K M", "N<=K; bool(N&M)", "bool(M&K)")
M("No zombies smile. Some dancers smile. Therefore some dancers are not zombies. Is that valid?", "valid", "Z S D", "not (Z&S); bool(D&S)", "bool(D-Z)")
M("All violinists are musicians. No musician is deaf. Is any violinist deaf?".replace("Is any violinist deaf?", "Can a violinist be deaf?"), "possible", "V M D", "V<=M; not (M&D)", "bool(V&D)")
M("Everyone who trains wins. Ada trains. Does Ada win?", "truth", "T W a", "T<=W; a in T", "a in W")
M("Everyone who trains wins. Ada wins. Does Ada train?", "truth", "T W a", "T<=W; a in W", "a in T")
M("If someone smokes, they cough. Bert smokes. Does Bert cough?", "truth", "S C b", "S<=C; b in S", "b in C")
M("None of the guests ate fish. Carl is a guest. Did Carl eat fish?", "truth", "G F c", "not (G&F); c in G", "c in F")
M("All squares are rectangles. All rectangles have four sides. Do all squares have four sides?".replace("four sides", "corners"), "truth", "S R C", "S<=R; R<=C", "S<=C")
M("All dogs are loyal. Some loyal animals are small. Therefore some dogs are small. Valid?".replace("loyal animals", "pets").replace("loyal", "pets"), "valid", "D P S", "D<=P; bool(P&S)", "bool(D&S)")
M("Every spy is a liar. Every liar is nervous. Boris is not nervous. Is Boris a spy?", "truth", "S L N b", "S<=L; L<=N; b not in N", "b in S")
M("Some teachers are painters. All painters are patient. Are some teachers patient?", "truth", "T P Q", "bool(T&P); P<=Q", "bool(T&Q)")
M("There are no honest thieves. Some thieves are poor. Is it true that some poor people are not honest?".replace("There are no honest thieves", "No thieves are honest"), "truth", "T H P", "not (T&H); bool(T&P)", "bool(P-H)")
M("All frogs are green. Kermit is green. So Kermit is a frog. Is this reasoning correct?", "valid", "F G k", "F<=G; k in G", "k in F")

# --- Ordering --------------------------------------------------------------------------------------------------------
R = ranks
R("Tom finished before Lou but after Max. Who came first?", "Tom Lou Max", "tom>lou; max>tom", "first")
R("Paul is older than Rita, Sven is younger than Rita, Tia is older than Paul. Who's the oldest?", "Paul Rita Sven Tia", "paul>rita; sven<rita; tia>paul", "first")
R("Ann is taller than Bea. Bea is taller than Cy. Who is the shortest?", "Ann Bea Cy", "ann>bea; bea>cy", "last")
R("the apple is heavier than the plum and lighter than the melon, which of the three is lightest", "apple plum melon", "apple>plum; apple<melon", "last")
R("The mill is older than the church. The church is older than the inn. List them from oldest to youngest.", "mill church inn", "mill>church; church>inn", "order")
R("The mill is older than the church. The church is older than the inn. List them from youngest to oldest.", "mill church inn", "mill>church; church>inn", "reverse")
R("Meg beat Nils, Nils beat Olga, Olga beat Per. No ties. Did Meg finish ahead of Per?", "Meg Nils Olga Per", "meg>nils; nils>olga; olga>per", "meg>per")
R("The bakery is north of the bank and the bank is north of the school. Is the school south of the bakery?", "bakery bank school", "bakery>bank; bank>school", "school<bakery")
R("Ann is taller than Bob. Ann is taller than Cid. Is Bob taller than Cid?", "Ann Bob Cid", "ann>bob; ann>cid", "bob>cid")
R("Ann is taller than Bob. Cid is taller than Bob. Who is the shortest?", "Ann Bob Cid", "ann>bob; cid>bob", "last")
R("Gold costs more than silver. Silver costs more than tin. Which is the cheapest?", "Gold silver tin", "gold>silver; silver>tin", "last")
R("Lena runs faster than Mia, and Mia runs faster than Nell. Who is the fastest?", "Lena Mia Nell", "lena>mia; mia>nell", "first")
R("Jo is older than Kit. Kit is older than Lea. Lea is older than Mo. Who is the second oldest?", "Jo Kit Lea Mo", "jo>kit; kit>lea; lea>mo", "at(1)")
R("Jo is older than Kit. Kit is older than Lea. Who is older, Jo or Lea?", "Jo Kit Lea", "jo>kit; kit>lea", "'Jo' if jo>lea else 'Lea'")
R("Finn is not as tall as Gwen. Gwen is not as tall as Hugo. Who is tallest?", "Finn Gwen Hugo", "finn<gwen; gwen<hugo", "first")
R("Ravi is as old as Sam. Sam is older than Tess. Is Ravi older than Tess?", "Ravi Sam Tess", "ravi==sam; sam>tess", "ravi>tess")
R("Iris is younger than Jan but older than Kim. Who is the youngest?", "Iris Jan Kim", "iris<jan; iris>kim", "last")
R("Box A is heavier than box B. Box B is heavier than box C. Is box C lighter than box A?".replace("Box A", "The crate").replace("box A", "the crate").replace("Box B", "The chest").replace("box B", "the chest").replace("box C", "the trunk"), "crate chest trunk", "crate>chest; chest>trunk", "trunk<crate")
R("Tea is more expensive than milk. Coffee is more expensive than tea. Which is the most expensive?", "Tea milk Coffee", "tea>milk; coffee>tea", "first")
R("Uma is taller than both Vic and Wes. Vic is taller than Wes. Order them from tallest to shortest.", "Uma Vic Wes", "uma>vic; uma>wes; vic>wes", "order")
R("Four runners: Pia, Quinn, Rosa and Sven. Pia beat Quinn. Rosa beat Pia. Sven lost to Quinn. Who won?", "Pia Quinn Rosa Sven", "pia>quinn; rosa>pia; sven<quinn", "first")
R("Ada is older than Bo. Bo is older than Cy. Is Cy older than Ada?", "Ada Bo Cy", "ada>bo; bo>cy", "cy>ada")
R("Rex is bigger than Spot. Fido is smaller than Spot. Who is the biggest?", "Rex Spot Fido", "rex>spot; fido<spot", "first")
R("The red car is faster than the blue car. The green car is slower than the blue car. Which is slowest?", "red_car blue_car green_car", "red_car>blue_car; green_car<blue_car", "last")

# --- Seats -----------------------------------------------------------------------------------------------------------
S = seats
S("Kim, Lee and Mo sit in a row of three chairs. Kim sits next to Lee. Lee does not sit next to Mo. Who is in the middle?", "Kim Lee Mo", "beside(kim,lee); not beside(lee,mo)", "who(2)")
S("Five people, Ann, Bob, Cat, Dan and Eve, sit in a row. Ann sits at the left end. Bob sits immediately to the right of Ann. Dan is in the middle. Eve sits at the right end. Who sits between Dan and Eve?", "Ann Bob Cat Dan Eve", "ann==1; bob==ann+1; dan==3; eve==5", "all_who(lambda x: dan<x<eve)")
S("Tess, Uli, Vic and Will sit in a row of four. Uli is at the left end. Will is at the right end. Tess is next to Uli. Give the order from left to right.", "Tess Uli Vic Will", "uli==1; will==4; beside(tess,uli)", "order")
S("Leni, Max and Noa sit side by side. Leni and Max are not next to each other. Who sits in the middle?", "Leni Max Noa", "not beside(leni,max)", "who(2)")
S("Ida, Jan, Kai and Lou sit in a row. Ida is immediately left of Jan. Kai is at the left end. Lou is at the right end. Who sits in the second seat?", "Ida Jan Kai Lou", "jan==ida+1; kai==1; lou==4", "who(2)")
S("Ann, Bo, Cy and Di sit around a round table. Ann sits opposite Bo. Who sits opposite Cy?", "Ann Bo Cy Di", "opposite(ann,bo)", "all_who(lambda x: opposite(x,cy))", True)
S("Ann, Bo, Cy and Di sit in a row. Ann is at one end. Bo sits next to Ann. Does Cy sit next to Bo?", "Ann Bo Cy Di", "ann in (1,4); beside(bo,ann)", "beside(cy,bo)")
S("Gus, Hal and Fay sit in a row. Gus is immediately left of Hal. Fay is left of Gus. Who sits on the far left?", "Gus Hal Fay", "hal==gus+1; fay<gus", "who(1)")
S("Ada, Ben and Cara stand in a line. Ada is not at the left end. Ben is at the right end. Who is in the middle?", "Ada Ben Cara", "ada!=1; ben==3", "who(2)")

# --- Who has what ----------------------------------------------------------------------------------------------------
A = assign
A("Anna, Ben and Carl are a baker, a cook and a driver. Anna is not the baker, Ben is the driver. Who is the cook?", "Anna Ben Carl", "baker cook driver", "baker!=anna; driver==ben", "cook")
A("Three friends, Ann, Bob and Cy, each own a different pet: a cat, a dog and a fish. Ann does not own the dog. Bob owns the fish. Who owns the dog?", "Ann Bob Cy", "cat dog fish", "dog!=ann; fish==bob", "dog")
A("Three friends, Ann, Bob and Cy, each own a different pet: a cat, a dog and a fish. Ann does not own the dog. Bob owns the fish. Who owns what?", "Ann Bob Cy", "cat dog fish", "dog!=ann; fish==bob", "everything")
A("Three friends, Ann, Bob and Cy, each own a different pet: a cat, a dog and a fish. Ann does not own the dog. Who owns the dog?", "Ann Bob Cy", "cat dog fish", "dog!=ann", "dog")
A("Anna, Ben and Cleo each own exactly one pet, a cat, a dog or a parrot, and all have different pets. Anna owns neither the cat nor the dog. Ben does not own the dog. Who owns which pet?", "Anna Ben Cleo", "cat dog parrot", "cat!=anna and dog!=anna; dog!=ben", "everything")
A("Three teachers, Hill, Kaye and Lamb, teach art, biology and chemistry, one subject each. Hill teaches neither art nor chemistry. Kaye does not teach art. Which teacher teaches which subject?", "Hill Kaye Lamb", "art biology chemistry", "art!=hill and chemistry!=hill; art!=kaye", "everything")
A("Ruby, Jade and Pearl wear a red, a green and a white dress. Ruby wears neither the red nor the green dress. Jade does not wear the green dress. What does Pearl wear?", "Ruby Jade Pearl", "red green white", "red!=ruby and green!=ruby; green!=jade", "owns(pearl)")
A("Ed, Flo and Gus play the harp, the drums and the flute. Ed does not play the harp. Flo plays the drums. Who plays the harp?", "Ed Flo Gus", "harp drums flute", "harp!=ed; drums==flo", "harp")
A("Ed, Flo and Gus play the harp, the drums and the flute. Ed does not play the harp. Flo plays the drums. What does Ed play?", "Ed Flo Gus", "harp drums flute", "harp!=ed; drums==flo", "owns(ed)")
A("Kim, Lea and Max drink tea, milk and juice, each a different drink. Kim drinks milk or juice. Lea drinks milk. Who drinks tea?", "Kim Lea Max", "tea milk juice", "kim in (milk,juice); milk==lea", "tea")
A("Ola, Pat and Rio have a bike, a car and a scooter. The bike does not belong to Ola. Pat has the car. Does Rio have the bike?", "Ola Pat Rio", "bike car scooter", "bike!=ola; car==pat", "bike==rio")
A("Eli, Fia and Gil come to work by bus, bike and car, each in a different way. Gil does not come by bus. Fia comes neither by bus nor by car. Tell me who uses what.", "Eli Fia Gil", "bus bike car", "bus!=gil; bus!=fia and car!=fia", "everything")

# --- Who tells the truth ---------------------------------------------------------------------------------------------
K = speakers
I = "On an island knights always tell the truth and knaves always lie. "
K(I + "A says 'we are both knaves'. What is A?", "A B", "a == (not a and not b)", "kind(a)")
K(I + "A says: \"B is a knave.\" B says: \"We are both knights.\" What are A and B?", "A B", "a == (not b); b == (a and b)", "everyone")
K(I + "Zed says: \"Yara and I are both knaves.\" What are Zed and Yara?", "Zed Yara", "zed == (not zed and not yara)", "everyone")
K(I + "A says: \"I am a knave or B is a knight.\" What are A and B?", "A B", "a == (not a or b)", "everyone")
K(I + "A says: \"At least one of us is a knave.\" B says nothing. What are A and B?", "A B", "a == (not a or not b)", "everyone")
K(I + "A says 'B is a knight'. B says 'A is a knight'. What is A?", "A B", "a == b; b == a", "kind(a)")
K(I + "Pat says 'Sam is a knave'. Sam says 'Pat and I are of different kinds'. Is Sam a knight?", "Pat Sam", "pat == (not sam); sam == (pat != sam)", "sam")
K("A says B lies. B says C lies. C says A and B both lie. Exactly one of them is truthful, who is telling the truth?", "A B C", "a == (not b); b == (not c); c == (not a and not b); a+b+c == 1", "truthful")
K("Yara and Zed are each a knight or a knave. Yara says 'Zed is a knave'. Zed says 'we are both knights'. Who is what?", "Yara Zed", "yara == (not zed); zed == (yara and zed)", "everyone")
K("Each of them always lies or always tells the truth. Ann says Bob is lying. Bob says Cem is lying. Cem says Ann and Bob are both lying. Who is telling the truth?".replace("Each of them always lies or always tells the truth. ", "Ann, Bob and Cem each either always lies or always tells the truth. "), "Ann Bob Cem", "ann == (not bob); bob == (not cem); cem == (not ann and not bob)", "truthful")
culprit("One of Pia, Quin and Roz broke the vase. Pia says Quin did it, Quin says 'I did not do it', Roz says 'I did not do it'. Exactly one of them is telling the truth. Who broke the vase?", "Pia Quin Roz", "did==quin; did!=quin; did!=roz", 1)
culprit("One of three kids, Ida, Jon and Kim, broke the vase. Ida says: \"Jon did it.\" Jon says: \"I didn't do it.\" Kim says: \"I didn't do it.\" Exactly one of them tells the truth. Who broke the vase?", "Ida Jon Kim", "did==jon; did!=jon; did!=kim", 1)

# --- To be refused: near misses --------------------------------------------------------------------------------------
refused(
    "Most swans are white. Odile is a swan. Is Odile white?", "If it rains, the match is probably off. It rains. Is the match off?",
    "Few bankers dance. Tom is a banker. Does Tom dance?", "All cats usually sleep. Tom is a cat. Does Tom sleep?",
    "Fido is a dog. Does Fido bark?", "Tom is a bachelor. Is Tom married?", "Paris is in France. Ann is in Paris. Is Ann in France?",
    "If Tom meets Bob, he smiles. Tom met Bob. Did he smile?", "It rained yesterday. If it rains today, the match is off. Is the match off?",
    "All that glitters is not gold. This ring glitters. Is this ring gold?", "All cats are not black. Tom is a cat. Is Tom black?",
    "What is the capital of France?", "Who is the tallest person in the world?", "Write a poem about logic.", "What is 2+2?",
    "Is it logical to wear a coat in summer?", "Who is right?", "P and Q or", "If P then", "p -> -> q valid?", "Is (p and valid?",
    "Ann is taller than Bob. Bob is older than Cid. Who is taller, Ann or Cid?", "Ann is much taller. Who is the tallest?",
    "Ann is twice as old as Bob. Bob is older than Cid. How old is Ann?", "Ann loves Bob. Bob loves Cid. Does Ann love Cid?",
    "Ann is Bob's mother. Bob is Cid's father. Is Ann Cid's grandmother?", "Tom beat Sue at chess. Sue beat Ann at chess. Did Tom beat Ann at chess?",
    "The light is red. If the light is green, cars go. Do cars go?", "If you love me, say so.", "Suppose all men are mortal.",
    "All men are mortal. Socrates is a man.", "Why do all men die?", "Explain the liar paradox.", "This sentence is false. Is it true?",
    "A says 'I always lie sometimes'. What is A?", "Ann says she is tired. Is Ann tired?", "Three friends own a cat, a dog and a fish. Ali is allergic to fur. Bo does not own the dog. Who owns what?",
    "Mr Black, Mr White and Mr Grey wear ties in those colours but nobody wears his own. Mr White isn't wearing black. What's Mr Grey wearing?",
    "Ann sits next to Bob on the train. Who drives?", "Everyone loves someone. Does someone love everyone?", "Tom saw a man with a telescope. Who had the telescope?",
    "If it had rained, the match would have been off. Was the match off?", "Ann believes that all cats are black. Tom is a cat. Is Tom black?",
    "Tom may come. If Tom comes, Ann comes. Does Ann come?", "Some people say the earth is flat. Is the earth flat?", "Ann is older than Bob and Cid is tired. Who is oldest?",
    "The red car and the car are fast. Is the car red?", "Every student read a book. Did every student read the same book?", "More than half of the members voted. Leo is a member. Did Leo vote?",
    "Exactly two of the boxes are full. Is box A full?", "Ann was taller than Bob. Now Bob is taller. Who is taller?", "Cats are better than dogs. Are dogs as good as fish for children?",
    "No one except Tom came. Did Ann come?", "Only Tom came. Did anyone else come?", "If Ann comes and Bob comes or Cid comes then Dan comes. Bob comes. Does Dan come?",
    "Is the argument in this book valid?", "Therefore he is guilty. Valid?", "All A are B. Valid?", "Some say all A are B. Are all A B?", "Tom almost finished before Ann. Who came first?",
    "Ann finished before Bob in the first race and after Bob in the second. Who is faster?", "The cup is left of the plate from where Tom sits. Who sits right of Tom?",
    "Three switches control three lamps. Which switch controls which lamp?", "Who killed Roger Ackroyd?", "Ann is at least as tall as Bob, who might be taller than Cid. Who is shortest?",
)
