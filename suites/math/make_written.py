#!/usr/bin/env python3
"""Writes written.jsonl: the questions that the authors of the head wrote, with answers that Python computes here.

usage: make_written.py    (in this folder)

A question that must be refused has the answer None.
"""
import json
import math
import pathlib
import statistics
from fractions import Fraction as F
from itertools import combinations, product

ROWS = []


def ask(tag, *pairs):
    for prompt, expected in pairs:
        text = None if expected is None else expected if isinstance(expected, str) else str(expected)
        ROWS.append({"id": f"a{len(ROWS) + 1:03}", "prompt": prompt, "expected": text, "tags": [tag]})


def factors(n):
    found, p = [], 2
    while n > 1:
        while n % p == 0:
            found.append(p)
            n //= p
        p += 1
    return ";".join(map(str, found))


def divisors(n):
    return ";".join(str(d) for d in range(1, n + 1) if n % d == 0)


def p(part, whole):
    return F(part, whole)


ask("arith",
    ("47+88", 47 + 88), ("what's 1000 - 387?", 1000 - 387), ("6 x 7", 42), ("compute 12 * (3 + 4) - 5", 12 * 7 - 5),
    ("evaluate 3^4 - 2^5", 3**4 - 2**5), ("Please calculate 125 / 5.", 25), ("how much is 19 times 21", 399),
    ("what is 17 squared", 289), ("what is 4 cubed plus 6", 70), ("8 + 8 =", 16), ("Hello, what is 15 plus 27?", 42),
    ("can you add 45 and 67 for me", 112), ("subtract 19 from 50", 31), ("multiply 13 by 7", 91), ("divide 144 by 12", 12),
    ("what do you get when you divide 91 by 7", 13), ("take 15 away from 42", 27), ("what is 9 less than 30", 21),
    ("100 take away 37", 63), ("seven plus eight", 15), ("twelve times twelve", 144), ("fifty divided by five", 10),
    ("what is two hundred minus forty-five", 155), ("one thousand two hundred and six plus nine", 1215),
    ("what's 3/4 + 1/8", F(7, 8)), ("1/2 of 84", 42), ("what is 2/3 of 90", 60), ("5/6 minus 1/3", F(1, 2)),
    ("2 1/4 + 1 1/2", F(15, 4)), ("three quarters of 48", 36), ("a third of 72", 24), ("what's half of 250", 125),
    ("what is 0.25 * 0.4", "0.1"), ("1.5 squared", "2.25"), ("10 - 2.75", "7.25"), ("what's 7 over 4", F(7, 4)),
    ("-5 + 12", 7), ("(-3) * (-4)", 12), ("what is minus 6 plus 10", 4), ("2 to the power of 8", 256), ("2 to the 10th power", 1024),
    ("3 to the fourth", 81), ("10^15", 10**15), ("what is 25 factorial", math.factorial(25)), ("5! / 3!", 20), ("6! =", 720),
    ("double 36", 72), ("triple 15 please", 45), ("twice 19 plus 4", 42), ("add 5, 6 and 7, then multiply by 2", 36),
    ("start with 20, subtract 8, then divide by 3", 4), ("what is the total of 12.5, 7.5 and 30", 50), ("sum up 4, 5, 6, 7", 22),
    ("what's the product of 8, 5 and 3", 120), ("what is the quotient of 84 and 7", 12), ("difference between 81 and 27", 54),
    ("how many times does 8 go into 96", 12), ("what number is 12 more than 30", 42), ("|-8| + 2", 10), ("what is the absolute value of -15", 15),
    ("7 * 8 - 6 / 3", 54), ("18 ÷ 3 × 2", 12), ("2,500 * 4", 10000), ("what is 3 million divided by 1000", 3000),
    ("the reciprocal of 8", F(1, 8)), ("what is 1 divided by 3", F(1, 3)), ("what is 10 divided by 4", F(5, 2)), ("what is 5 divided by 0", "undefined"),
    ("(7 - 7) / 5 =", 0), ("what comes to 12 * 12?", None), ("99 + 1 thx", 100), ("pls calc 45*3", 135), ("waht is 15 times 4", 60),
    ("claculate 81 / 9", 9), ("what is 6 mulitplied by 9", 54), ("whats 33 plus 44 plz", 77), ("what is 1,234 + 4,321", 5555))

ask("roots",
    ("square root of 196", 14), ("what is the square root of 2.25", "1.5"), ("sqrt(121)", 11), ("√169", 13), ("what is sqrt 81", 9),
    ("cube root of 125", 5), ("the fourth root of 81", 3), ("simplify √18", "3*sqrt(2)"), ("what's the square root of 20", "2*sqrt(5)"),
    ("√2 * √8", 4), ("(2 + √3)(2 - √3)", 1), ("√5 + √20", "3*sqrt(5)"), ("1/√2", "1/2*sqrt(2)"), ("√(16/25)", F(4, 5)),
    ("(1 + √5)/2", "1/2+1/2*sqrt(5)"), ("log base 3 of 81", 4), ("8^(2/3)", 4), ("27^(1/3)", 3), ("what is the cube root of -8", -2))

ask("percent",
    ("what is 20% of 150", 30), ("25 percent of 84", 21), ("how much is 7% of 300", 21), ("what is 110% of 50", 55), ("15% of 33", "4.95"),
    ("what percent of 200 is 50", "25%"), ("18 is what percent of 72", "25%"), ("what percentage is 9 out of 45", "20%"),
    ("express 7 out of 20 as a percentage", "35%"), ("45 is 15% of what number", 300), ("30% of what is 24", 80),
    ("increase 60 by 25%", 75), ("decrease 250 by 8%", 230), ("what is 90 reduced by 10%", 81), ("40 increased by 5 percent", 42),
    ("20% off $80", "$64"), ("a $60 jacket is 15% off, what is the sale price?", "$51"), ("how much is a $200 phone with a 30% discount", "$140"),
    ("what's a 20% tip on $65", "$13"), ("15% tip on a $48 bill", "$7.20"), ("what is the total for a $50 meal with an 18% tip", "$59"),
    ("the price rose from $40 to $50, what is the percentage increase?", "25%"), ("percent change from 80 to 60", "-25%"),
    ("what is the percent decrease from 200 to 150", "25%"), ("percentage increase from 8 to 10", "25%"),
    ("a shirt costs $36 after a 10% discount. what was the original price?", "$40"), ("what is 5% more than 200", 210),
    ("what is 12.5% as a fraction", F(1, 8)), ("3/8 as a percent", "37.5%"), ("convert 0.45 to a percentage", "45%"), ("write 35% as a decimal", "0.35"),
    ("write 62.5% as a fraction in lowest terms", F(5, 8)), ("1% of 1%", "0.01%"))

ask("divisibility",
    ("gcd(84, 126)", math.gcd(84, 126)), ("what is the greatest common divisor of 54 and 24", 6), ("HCF of 36, 60 and 84", 12),
    ("greatest common factor of 45 and 75", 15), ("lcm of 9 and 12", 36), ("least common multiple of 4, 6 and 9", 36), ("is 51 prime?", "no"),
    ("is 101 a prime number", "yes"), ("is 2 prime", "yes"), ("is 1001 composite", "yes"), ("prime factors of 84", factors(84)), ("factorise 210", factors(210)),
    ("what is the prime factorization of 97", 97), ("write 120 as a product of its prime factors", factors(120)),
    ("factors of 36", divisors(36)), ("what are all the divisors of 20?", divisors(20)), ("how many factors does 60 have", 12),
    ("is 144 divisible by 8", "yes"), ("is 7 a factor of 84", "yes"), ("is 100 a multiple of 15", "no"), ("is 47 even or odd", "odd"), ("is 128 even", "yes"),
    ("what is the remainder when 47 is divided by 6", 5), ("100 mod 7", 2), ("what's 29 modulo 4", 1), ("first 6 multiples of 4", "4;8;12;16;20;24"),
    ("primes less than 20", "2;3;5;7;11;13;17;19"), ("how many primes are there below 30", 10), ("next prime after 89", 97), ("what is the 10th prime number", 29),
    ("is 64 a perfect square", "yes"), ("is 64 a perfect cube?", "yes"), ("common factors of 12 and 18", divisors(6)), ("sum of the digits of 9875", 29))

ask("compare",
    ("which is bigger, 3/4 or 5/7?", F(3, 4)), ("which is larger: 0.8 or 0.75", "0.8"), ("is 2/3 greater than 3/5", "yes"), ("is 17 less than 12?", "no"),
    ("does 6 * 7 equal 42?", "yes"), ("is 2^10 equal to 1000", "no"), ("is 9.9 bigger than 9.11?", "yes"), ("largest of 12, 45, 7 and 33", 45),
    ("what's the smallest of 0.3, 0.25, 0.5", "0.25"), ("arrange 5, 2, 9, 1 in ascending order", "1;2;5;9"), ("sort 14, 3, 27 from largest to smallest", "27;14;3"),
    ("true or false: 3 + 4 = 8", "no"))

ask("rounding",
    ("round 7.46 to the nearest tenth", "7.5"), ("round 1234 to the nearest ten", 1230), ("round 15.678 to two decimal places", "15.68"),
    ("round 2.5 to the nearest whole number", 3), ("what is 98765 rounded to the nearest thousand", 99000), ("3.14159 to 3 significant figures", "3.14"),
    ("round 0.0456 to 1 significant figure", "0.05"), ("round 149 to the nearest hundred", 100))

ask("counting",
    ("how many ways can you choose 2 out of 5", 10), ("how many ways can 5 people stand in a line", 120), ("7 choose 3", 35), ("C(8,2)", 28), ("10P3", 720),
    ("how many ways are there to arrange 4 books on a shelf?", 24), ("how many different committees of 3 can be formed from 8 people", 56),
    ("number of combinations of 6 things taken 2 at a time", 15), ("how many permutations of 4 objects are there", 24),
    ("in how many ways can the letters of the word BANANA be arranged?", 60), ("how many handshakes are there if 10 people shake hands", 45),
    ("how many subsets does a set of 5 elements have", 32), ("how many 4 digit pin codes are there", 10000),
    ("how many ways to pick 3 toppings from 8 toppings", 56), ("how many different ways can 6 students sit in a row?", 720))

dice2 = list(product(range(1, 7), repeat=2))
ask("probability",
    ("what is the probability of rolling a 4 with a fair die?", p(1, 6)), ("probability of rolling an even number on a die", p(1, 2)),
    ("what's the chance of rolling a number greater than 4 on a six-sided die", p(2, 6)),
    ("probability that two dice sum to 9", p(sum(a + b == 9 for a, b in dice2), 36)), ("probability of getting doubles with two dice", p(6, 36)),
    ("what is the probability of getting 2 heads in 3 coin tosses", p(3, 8)), ("probability of at least one head in 2 coin flips", p(3, 4)),
    ("what is the probability of drawing a heart from a deck of cards", p(13, 52)), ("probability of drawing a king from a standard deck of 52 cards", p(4, 52)),
    ("what are the odds of flipping heads", None), ("a jar contains 4 red marbles and 6 green marbles. what is the probability of picking a red marble?", p(4, 10)),
    ("a box has 5 white, 3 black and 2 red balls. one ball is drawn at random. what is the probability that it is black?", p(3, 10)),
    ("probability of rolling a prime number with one die", p(3, 6)), ("probability of 3 heads in a row", p(1, 8)))

ask("statistics",
    ("mean of 3, 7, 8 and 10", 7), ("what is the average of 12, 15, 18", 15), ("average of 4 and 7", F(11, 2)), ("find the median of 9, 2, 5", 5),
    ("median of 1, 3, 5, 7", 4), ("mode of 4, 4, 6, 7, 4", 4), ("range of 3, 18, 7", 15), ("what is the mean of 2.5, 3.5 and 6", "4"),
    ("find the mean of the following numbers: 10, 20, 30", 20), ("whats the average of $10 and $15", "$12.50"), ("what is the median of the numbers 8 1 6 3", F(9, 2)))

ask("units",
    ("convert 3 km to m", "3000 m"), ("how many cm in 2.5 m", "250 cm"), ("5 feet in inches", "60 in"), ("how many ounces are in 2 pounds", "32 oz"),
    ("convert 100 celsius to fahrenheit", "212 °F"), ("what is 32 °F in °C", "0 °C"), ("how many seconds are in 2 hours", "7200 s"), ("90 minutes in hours", "1.5 h"),
    ("how many hours are in 3 days", "72 h"), ("2 litres to ml", "2000 mL"), ("how many grams in 1.5 kg", "1500 g"), ("convert 10 inches to centimeters", "25.4 cm"),
    ("26 miles in km", "41.842944 km"), ("convert 72 km/h to m/s", "20 m/s"), ("how many square feet are in a square yard", "9 ft²"),
    ("5 kg + 300 g", "5.3 kg"), ("2 hours 15 minutes plus 50 minutes in minutes", "185 min"), ("how many feet are there in 1 mile", "5280 ft"),
    ("3 gallons to quarts", "12 qt"), ("convert 250 cm to metres", "2.5 m"), ("how many weeks in 21 days", "3 wk"))

ask("money",
    ("$12.50 + $7.25", "$19.75"), ("what is 3 times $4.99", "$14.97"), ("£20 - £13.40", "£6.60"), ("if 3 apples cost $6, how much do 7 apples cost", "$14"),
    ("4 pens cost $5. how much does one pen cost?", "$1.25"), ("how much do 6 tickets at $15 each cost", "$90"), ("split $75 between 5 people", "$15"),
    ("if I pay $20 for something that costs $12.35, how much change do I get", "$7.65"), ("€50 / 4", "€12.50"),
    ("share $100 in the ratio 2:3", "$40;$60"), ("how many apples can I buy with $10 if each apple costs $2", 5))

ask("algebra",
    ("solve 2x + 3 = 11", "x=4"), ("x^2 = 49", "x=-7;x=7"), ("find x: 5x - 7 = 18", "x=5"), ("if 3x = 21, what is x?", "x=7"), ("solve for y: 2y - 8 = 0", "y=4"),
    ("what is x if x/3 + 2 = 7", "x=15"), ("solve x^2 - 4x + 4 = 0", "x=2"), ("x^2 - 2 = 0", "x=-sqrt(2);x=sqrt(2)"), ("solve x^2 + x + 1 = 0", "none"),
    ("solve the equation x^2 - x - 1 = 0", "x=1/2-1/2*sqrt(5);x=1/2+1/2*sqrt(5)"), ("2x + y = 7 and x - y = 2, solve for x and y", "x=3;y=1"),
    ("solve: x + y + z = 6, x - y = 0, z = 2", "x=2;y=2;z=2"), ("what are the roots of x^2 - 7x + 12", "x=3;x=4"),
    ("twice a number plus 5 is 17. what is the number?", 6), ("what number plus 9 is 23", 14), ("a number divided by 4 is 7, find the number", 28),
    ("7 more than a number is 12. find the number", 5), ("I think of a number, double it and add 3. The result is 13. What is the number?", 5),
    ("the sum of two numbers is 20 and their difference is 4. find the numbers", "8;12"), ("x^3 - x = 0", "x=-1;x=0;x=1"), ("3(x + 2) = 5x - 4", "x=5"),
    ("12/x = 4", "x=3"), ("x + 1/x = 5/2", "x=1/2;x=2"), ("solve 2x + 3 < 11", "x<4"), ("5 - x >= 2", "x<=3"), ("solve x + 2 = x", "none"),
    ("? + 8 = 15", 7), ("what should I add to 17 to get 40", 23), ("0.5x = 3", "x=6"), ("what is the value of n if n - 8 = 15", "n=23"))

ask("sequences",
    ("what is the 10th term of 4, 7, 10, 13", 31), ("next number in the sequence 5, 10, 15, 20", 25), ("what comes next: 3, 9, 27, 81", 243),
    ("sum of the first 20 natural numbers", 210), ("1 + 2 + 3 + ... + 50", 1275), ("sum of the integers from 10 to 20", sum(range(10, 21))),
    ("what is the 8th fibonacci number", 21), ("find the sum of the first 10 odd numbers", 100), ("the 5th term of the geometric sequence 2, 6, 18", 162),
    ("2, 4, 6, 8, ... what is the 50th term?", 100), ("sum of the first 5 terms of the geometric sequence 1, 2, 4, 8", 31), ("10th triangular number", 55))

ask("motion",
    ("a car travels 240 km in 4 hours. what is its average speed?", "60 km/h"), ("how far does a train go in 3 hours at 80 km/h", "240 km"),
    ("how long does it take to drive 150 miles at 50 mph", "3 h"), ("if a cyclist rides at 20 km/h for 2.5 hours, how far does he go?", "50 km"),
    ("how long will it take to travel 90 km at 60 km/h", "1.5 h"), ("simple interest on $800 at 5% for 2 years", "$80"),
    ("what is the simple interest on £1200 at 3% per year for 4 years", "£144"))

ask("geometry",
    ("area of a rectangle 8 by 5", 40), ("area of a square with side 6 cm", "36 cm²"), ("what is the perimeter of a square with side 9", 36),
    ("perimeter of a rectangle with length 7 and width 3", 20), ("area of a triangle with base 10 and height 6", 30), ("volume of a cube with side 4", 64),
    ("volume of a box 2 by 3 by 4", 24), ("hypotenuse of a right triangle with legs 6 and 8", 10), ("sum of interior angles of a hexagon", 720))

ask("stories",
    ("Tom has 12 marbles and finds 5 more. How many marbles does he have now?", 17), ("Anna had 20 stickers. She gave 8 to Ben. How many stickers does she have left?", 12),
    ("There are 15 birds on a tree. 6 fly away. How many are left?", 9), ("I have 30 dollars and spend 12 dollars. How much do I have left?", "$18"),
    ("A farmer has 17 sheep and buys 5 more, how many sheep does the farmer have?", 22), ("Sara had 10 apples, ate 3 and bought 5 more. How many apples does she have?", 12),
    ("if there are 4 boxes with 6 pencils each, how many pencils are there in total?", 24), ("share 24 cookies equally among 6 children, how many does each get?", 4))

ask("notation",
    ("write three hundred and twelve in digits", 312), ("simplify 24/36", F(2, 3)), ("0.75 as a fraction", F(3, 4)), ("what is 5/8 as a decimal", "0.625"),
    ("convert 13 to binary", "1101"), ("what is 255 in hexadecimal", "FF"), ("convert binary 1011 to decimal", 11), ("what is 2024 in roman numerals", "MMXXIV"),
    ("what number is the roman numeral XLII", 42))

ask("label",
    ("3.11 vs 3.9", None), ("python 3.10 or 3.9?", None), ("call 555-1234", None), ("12/25/2024", None), ("the game ended 4-2", None), ("2-1", None), ("pages 10-20", None),
    ("10-20", None), ("2024-06-30", None), ("9/11", None), ("what is 9/11", None), ("24/7", None), ("192.168.1.1", None), ("1/2/2023", None), ("v2.3.1", None), ("7:30", None),
    ("meet me at 10:15", None), ("4/5 stars", None), ("room 101", None), ("1984", None), ("what is 1984", None), ("42", None), ("route 66", None), ("007", None),
    ("what is 555-0100", None), ("ISO 9001", None), ("A4 paper", None), ("3-0", None), ("#12", None), ("+1 555 123 4567", None))

ask("ambiguous",
    ("6/2(1+2)", None), ("square root of 16 plus 9", None), ("the sum of 5 and 3 times 2", None), ("-2 squared in words: minus 2 squared", None), ("0^0", None), ("2^3!", "64"),
    ("8 / 2(2+2)", None), ("1/2x = 4", None), ("200 + 10%", None), ("50 - 20%", None), ("what is the product of 3 and 4 plus 5", None), ("1, 2, 4, what comes next", None),
    ("2, 3, 5, 7, what is next", None), ("round 7.5", None), ("how many days in a month", None), ("sqrt(-4)", None), ("probability of rolling a 6 with two dice", None))

ask("unknown",
    ("what is love plus 2", None), ("what is the square root of a banana", None), ("how old is my brother if I am 12", None), ("what is 5 plus", None), ("+ + +", None), ("(3 + 4", None),
    ("3 +* 4", None), ("what is the average", None), ("add 5", None), ("solve for x", None), ("x + y = 5", None), ("what's the area of a circle with radius 3", None), ("2π", None),
    ("sin(30)", None), ("what is infinity minus 1", None), ("how many stars are there", None), ("what percent of people like math", None), ("is 7 a lucky number", None),
    ("convert 5 kg to meters", None), ("what is 5 apples plus 3 oranges", None), ("who invented 2+2", None), ("tell me about the number 7", None), ("what is 20% off", None),
    ("how do you pronounce 1/4", None), ("print 2+2 in python", None), ("what's 2+2 in the song", None), ("ignore 3+4 and say hi", None), ("3 people in 2 cars", None), ("10 men take 5 days", None),
    ("what is the chance of rain if it is 30%", None), ("Tom is 5 years older than Ann. How old is Tom?", None), ("Tom has 5 apples and Ann has 3 pears. How many apples does Tom have now?", None))

# Answers below were worked out by hand.
ask("wording",
    ("whats 45 percent of 900", "405"), ("tell me 18 times 19", "342"), ("could you work out 7.2 divided by 0.9", "8"),
    ("i need to know 15 squared plus 20 squared", "625"), ("What's the sum of 1/2, 1/3 and 1/6?", "1"),
    ("what do 17, 18 and 19 add up to", "54"), ("If you subtract 48 from 100, what do you get?", "52"),
    ("how much is 3 dozen", "36"), ("what is three fifths of 45", "27"), ("nine squared minus four squared", "65"),
    ("what is 40 less than 100?", "60"), ("13 more than 29", "42"), ("How many is 6 groups of 7", "42"),
    ("what's 2.5 million plus 750 thousand", "3250000"), ("what is the cube of 5", "125"),
    ("what is 11 to the power of 3", "1331"), ("10 to the minus 2", None), ("what's 5 to the third power", "125"),
    ("square root of 0.49", "0.7"), ("√(9 + 16)", "5"), ("sqrt(3)*sqrt(12)", "6"), ("(3-√2)(3+√2)", "7"),
    ("simplify √75 - √12", "3*sqrt(3)"), ("4√3 + 2√3", "6*sqrt(3)"), ("2√3 × √3", "6"),
    ("what is the square root of 2 times the square root of 8", "4"), ("convert 0.6 repeating to a fraction", None),
    ("what's 17% of 250", "42.5"), ("calculate 6.5% of 800", "52"), ("what is 250% of 12", "30"),
    ("what percentage of 80 is 16?", "20%"), ("8 is what percent of 32", "25%"), ("what percent is 3 of 12", "25%"),
    ("5 out of 8 as a percentage", "62.5%"), ("if 40% of a number is 60, what is the number?", "150"),
    ("120 is 80% of what", "150"), ("increase 1500 by 4%", "1560"), ("reduce 90 by a third", None), ("75 decreased by 20%", "60"),
    ("a laptop costs $800 and is discounted by 15%. How much does it cost now?", "$680"), ("30% off of $120", "$84"),
    ("How much do I save with 25% off a $60 dress?", "$15"), ("what is 8.25% sales tax on $40", "$3.30"),
    ("A $30 meal plus a 20% tip comes to how much?", "$36"),
    ("my salary went from 40000 to 44000, what percent raise is that", "10%"),
    ("The price of a book increased from $8 to $10. What is the percent increase?", "25%"), ("what's the gcf of 18 and 27", "9"),
    ("find the lcm of 15 and 20", "60"), ("greatest common divisor of 100, 75 and 50", "25"), ("are 8 and 15 coprime", "yes"),
    ("is 221 a prime number?", "no"), ("what are the prime factors of 45", "3;3;5"),
    ("list all factors of 24", "1;2;3;4;6;8;12;24"), ("how many factors does 100 have?", "9"), ("is 1234 divisible by 4", "no"),
    ("what is the remainder of 50 divided by 7", "1"), ("what is 2 to the power of 20 mod 7", "4"),
    ("sum of the prime numbers less than 10", "17"), ("smallest prime greater than 50", "53"), ("what's the 5th prime", "11"),
    ("is 15 odd or even", "odd"), ("what is bigger 5/8 or 0.6", "5/8"), ("which is smaller, 2/5 or 3/7", "2/5"),
    ("is 0.3 greater than 1/3", "no"), ("order 0.5, 1/4, 0.75 from smallest to largest", "1/4;0.5;0.75"),
    ("what is the largest number in 4, 9, 2, 7", "9"), ("round 45.678 to 1 decimal place", "45.7"),
    ("round 5555 to the nearest hundred", "5600"), ("round $12.346 to the nearest cent", "$12.35"),
    ("4.5 rounded to the nearest integer", "5"), ("how many ways can 3 students be chosen from a class of 12", "220"),
    ("how many ways can you arrange the letters in MATH", "24"),
    ("how many different 3-letter arrangements can be made from the letters ABCDE", None),
    ("How many ways can a president and a vice president be chosen from 10 people", "90"), ("12C4", "495"), ("6 choose 0", "1"),
    ("what is 9P2", "72"), ("how many ways can 4 people sit around a round table", "6"),
    ("what's the probability of rolling a 5 or a 6 on a die", "1/3"),
    ("What is the probability of rolling two sixes with two dice", "1/36"),
    ("two dice are rolled, what is the probability that the sum is 8", "5/36"),
    ("probability of flipping tails 3 times in a row", "1/8"),
    ("A coin is flipped 4 times. What is the probability of exactly 2 heads?", "3/8"),
    ("probability of drawing a red card from a deck", "1/2"),
    ("what is the probability of drawing the ace of spades from a standard 52 card deck", "1/52"),
    ("A bag contains 2 red, 3 green and 5 blue marbles. What is the probability of not drawing a blue marble?", "1/2"),
    ("average of 10, 20, 30, 40", "25"), ("find the mean, of 5 and 9", "7"), ("what is the median of 3, 1, 4, 1, 5", "3"),
    ("what's the mode of 1, 2, 2, 3, 3, 3", "3"), ("the range of 5, 9, 1 and 14", "13"), ("Mean of 80, 90 and 100", "90"),
    ("how many inches in 2 feet", "24 in"), ("how many km is 10 miles", "16.09344 km"), ("convert 5 kg to grams", "5000 g"),
    ("what is 68 degrees fahrenheit in celsius", "20 °C"), ("how many minutes are there in 2.5 hours", "150 min"),
    ("3 yards in feet", "9 ft"), ("how many ml in a litre", "1000 mL"), ("1 hour 45 minutes in minutes", "105 min"),
    ("4 weeks in days", "28 d"), ("what is 2 km + 350 m in meters", "2350 m"), ("how many seconds in an hour", "3600 s"),
    ("half a kilometer in meters", "500 m"), ("convert 3.5 m to cm", "350 cm"), ("2 pounds in ounces", "32 oz"),
    ("60 mph in km/h", "96.56064 km/h"), ("$3.25 times 4", "$13"), ("£45.60 divided by 3", "£15.20"),
    ("5 books at $7 each", "$35"), ("if 4 kg of apples cost $10, how much does 1 kg cost", "$2.50"),
    ("how much change from $10 if I spend $6.40", "$3.60"), ("split a $90 bill 3 ways", "$30"), ("solve 4x - 9 = 15", "x=6"),
    ("3x + 5 = 2x + 12", "x=7"), ("x^2 - 9 = 0", "x=-3;x=3"), ("solve x² + 2x - 15 = 0", "x=-5;x=3"),
    ("2x^2 + 3x - 5 = 0 solve for x", "x=-5/2;x=1"), ("find x if 2(x+1) = 10", "x=4"), ("what is y when 3y + 6 = 0", "y=-2"),
    ("solve x + 2y = 8 and 3x - y = 3", "x=2;y=3"), ("x + y = 12; x - y = 4", "x=8;y=4"),
    ("a + b = 10 and a - b = 2, what is a", "a=6"), ("What is the value of x in 5x = 45?", "x=9"),
    ("6 times a number is 54. what's the number?", "9"), ("five less than twice a number is 11. find the number.", "8"),
    ("the product of a number and 7 is 63, what is the number", "9"), ("half of a number is 17, what's the number", "34"),
    ("x/5 = 3/4", "x=15/4"), ("(x-1)(x-2)=0", "x=1;x=2"), ("x^4 = 16", "x=-2;x=2"), ("|x| = 3", None), ("2^x = 8", None),
    ("solve x^2 = -4", "none"), ("what is the next number: 7, 14, 21, 28", "35"),
    ("what is the 15th term in the sequence 5, 8, 11, 14, ...", "47"), ("find the 7th term of 2, 4, 8, 16", "128"),
    ("sum of numbers from 1 to 50", "1275"), ("sum of the first 10 even numbers", "110"), ("add all numbers from 1 to 10", "55"),
    ("what's the 12th fibonacci number", "144"), ("divide $500 in the ratio 3:2", "$300;$200"), ("simplify 15:25", "3:5"),
    ("what is the ratio of 20 to 50 in simplest form", "2:5"),
    ("a bus travels 300 miles in 5 hours, how fast is it going", "60 mph"),
    ("If a car goes 60 mph, how far will it go in 2.5 hours?", "150 mi"),
    ("How long would it take to walk 12 km at 4 km/h?", "3 h"), ("what is the simple interest on 2000 at 6% for 3 years", "360"),
    ("area of a rectangle with length 12 and width 5", "60"),
    ("what is the perimeter of a rectangle that is 10 m long and 4 m wide", "28 m"),
    ("area of a triangle with base 8 cm and height 5 cm", "20 cm²"), ("volume of a cube with edge 3 cm", "27 cm³"),
    ("Jack has 8 apples. He eats 2. How many are left?", "6"),
    ("Maria had 25 stickers and gave away 9, how many does she have now?", "16"),
    ("Ben has 14 cars and Leo has 9 cars. How many do they have altogether?", "23"),
    ("There are 12 eggs in a carton. How many eggs are in 5 cartons?", "60"),
    ("I had $50 and spent $18.75. How much is left?", "$31.25"), ("a baker made 48 muffins and sold 29. how many are left", "19"),
    ("write 1/8 as a decimal", "0.125"), ("what is 0.2 as a fraction", "1/5"), ("what's 7/20 as a percent", "35%"),
    ("10 in binary", "1010"), ("what is MCMXC in arabic numerals", "1990"))

ask("trap",
    ("what is 12-15-2024", None), ("is 3.10 greater than 3.9", None), ("is version 3.10 greater than 3.9", None),
    ("score 3-2 what does it mean", None), ("what is the score, 3-2", None), ("open 9-5", None), ("flight 447", None),
    ("what is 20/20 vision", None), ("50/50", None), ("16:9", None), ("what is 16:9", None), ("4K + HDR", None),
    ("what is C++", None), ("call 911", None), ("5-7-5", None), ("10-4", None), ("4-4-2", None), ("7-11", None), ("1-2-3", None),
    ("1+1=3?", None), ("2+2=5", None), ("x=5", "x=5"), ("what is x", None), ("what is 5 x", None), ("5x5", "25"), ("3x", None),
    ("100%", None), ("what is 100%", None), ("50% off", None), ("3 for 2", None), ("2 for 1", None), ("buy 2 get 1 free", None),
    ("1 in 4", None), ("1 out of 4", None), ("5 star hotel", None), ("7 days", None), ("24 hours", None), ("3 am", None),
    ("half past 3", None), ("quarter to 5", None), ("what is half", None), ("half", None), ("what is a third", None),
    ("what is two and two", None), ("two and two", None), ("one two three", None), ("one hundred and one dalmatians", None),
    ("three little pigs", None), ("what is 3 dogs plus 4 cats", None), ("how many legs do 3 dogs and 4 cats have", None),
    ("what is twice", None), ("the answer is 42", None), ("6 feet under", None), ("9 to 5", None), ("10 to 12", None),
    ("5 by 5", None), ("what is 5 by 5", None), ("what is 3 in 12", None), ("how many 3s in 12", None), ("what is 10 in 5", None),
    ("12 in a dozen", None), ("how many eggs in a dozen", None), ("$5", None), ("$5 vs $6", None), ("is $5 more than $6", "no"),
    ("$20 to spend", None), ("5 dollars to euros", None), ("100 usd in gbp", None), ("what is 5 pounds in kg", "2.26796185 kg"),
    ("what is 5 pounds in dollars", None), ("how heavy is 5 kg", None), ("how long is 5 m", None),
    ("what is 3 feet plus 2", None), ("3 feet + 2 kg", None), ("what is 5 m times 3 kg", None), ("20 C + 10 C", None),
    ("double 20 C", None), ("what is 20 degrees", None), ("convert 20 to fahrenheit", None), ("convert 5 cups to grams", None),
    ("how many days in a year", None), ("how many weeks in a year", None), ("how many days in february", None),
    ("how many hours in a month", None), ("how old will I be in 2030 if born in 1990", None),
    ("what is 5 o'clock plus 3 hours", None), ("3 hours after 10", None), ("what is the 5th of may", None),
    ("who was the 16th president", None), ("what is the third planet", None), ("what is the 2nd amendment", None),
    ("what's the first prime minister", None), ("is 5 a good number", None), ("is 13 lucky", None), ("why is 2+2 4", None),
    ("why is 17 prime", None), ("explain 15% of 80", None), ("how do you calculate 15% of 80", "12"),
    ("how do you find the average of 3 numbers", None), ("how to solve x+2=5", None),
    ("is it true that 5 is better than 4", None), ("write code to compute 5!", None), ("what is 5! in python", None),
    ("don't compute 2+2", None), ("what is 2+2 not", None), ("never mind 2+2", None), ("what is not 5+5", None),
    ("what is 2+2, and what is 3+3", None), ("2+2, 3+3", None), ("2+2; 3+3", None), ("what is 3+4 or 5+6", None),
    ("what is 7 and 8", None), ("add 3 and", None), ("sum of 5", None), ("average of 7", None), ("gcd of 12", None),
    ("median", None), ("square root", None), ("square root of", None), ("-", None), ("1 +", None), ("+ 1", None), ("()", None),
    ("2 ++ 3", None), ("2 -- 3", "5"), ("5 % 3", None), ("5 % of 3", "0.15"), ("5 mod 3", "2"), ("10 % 3", None), ("2^", None),
    ("^2", None), ("3 4", None), ("12 34 56", None), ("1,2,3", None), ("1.2.3", None), ("1..2", None), ("0x10 + 1", None),
    ("1e5 + 1", None), ("1_000 + 1", None), ("1,00,000 + 1", None), ("1.000,50 + 1", None), ("1 000 000 / 10", None),
    ("05 + 3", None), ("3.14159265358979 rounded", None), ("sqrt(-1)", None), ("log(0)", None), ("log 100", None), ("ln 5", None),
    ("5 factorial factorial", None), ("5!!", None), ("(-3)!", None), ("2.5!", None), ("-5!", "-120"), ("0/0", "undefined"),
    ("0 divided by 0", "undefined"), ("1/0 + 1", "undefined"), ("infinity + 1", None), ("i^2", None), ("e^2", None),
    ("pi * 2", None), ("sin 90", None), ("derivative of x^2", None), ("integral of x", None), ("limit of 1/x", None),
    ("x > 5", "x>5"), ("y = 2x + 1", None), ("x + y = 3 and x + y = 4", "none"), ("x^2 + y^2 = 25", None),
    ("xy = 6 and x + y = 5", None), ("x^3 = 2", None), ("x^5 - x - 1 = 0", None), ("sqrt(x) = 4", None), ("a = b", None),
    ("5 = 5", None), ("solve 5 = 5", None), ("the probability of rain is 30%, what is the probability of no rain", None),
    ("probability of rolling a 7 on a die", "0"), ("probability of rolling 6 twice", None),
    ("probability of getting heads and rolling a 6", None), ("probability of drawing a joker", None),
    ("probability of winning the lottery", None), ("a bag has 3 red and 4 blue balls, probability of green", None),
    ("a bag has 3 red and 4 blue balls. two are drawn, probability both are red", None), ("what is the chance of 3 heads", None),
    ("how many ways can I go to school", None), ("how many ways to cook an egg", None), ("choose 3", None),
    ("pick 3 of 10 for me", None), ("how many people in 3 cars", None), ("how many people can sit at 5 tables", None),
    ("Tom has 5 apples. How many does Ann have?", None), ("Tom has 5 apples and gives 7 to Ann. How many does he have?", None),
    ("Tom has 5 apples and 3 pears. How many apples does he have?", None),
    ("Tom has 5 apples and buys 3 pears. How many apples does he have?", None),
    ("Tom has 5 apples. Ann buys 3 more. How many does Tom have?", None),
    ("Tom has 5 apples and Ann gives him 3. How many does Ann have?", None),
    ("Tom is 5. Ann is twice as old. How old is Ann?", None),
    ("Tom had 10 apples, he ate some and has 4 left. How many did he eat?", None),
    ("If 3 men dig a hole in 5 hours, how long for 6 men", None),
    ("if 5 machines make 5 widgets in 5 minutes, how long for 100", None), ("3 apples cost $6, how much do 5 pears cost", None),
    ("a shirt costs $20 more than a hat. together $50. how much is the hat", None), ("a bat and a ball cost $1.10", None),
    ("5 apples cost $10. How many oranges can I buy with $20", None), ("20% off then 10% off $100", None),
    ("a car travels 60 mph. how far?", None),
    ("a car travels 60 km in 2 hours and 40 km in 1 hour. what is its average speed", None),
    ("the train left at 5 and arrived at 8", None), ("interest on $500 at 4% for 3 years", None), ("interest on $500", None),
    ("area of a square", None), ("area of a circle with radius 2", None), ("area of a triangle with sides 3, 4 and 5", None),
    ("perimeter of a rectangle 5", None), ("volume of a sphere with radius 3", None),
    ("hypotenuse of a triangle with sides 3 and 4", "5"), ("what comes after 9", None), ("what comes next: 1, 4, 9, 16", None),
    ("what comes next 1 1 2 3 5", None), ("next number: 2, 4", None), ("next in sequence 3", None), ("10th term", None),
    ("sum of the first 10 numbers", None), ("sum of the first 5 primes", None), ("sum of numbers between 1 and 10", None),
    ("divide 10 in the ratio 1:2", "10/3;20/3"), ("ratio 3 to 4", None),
    ("the ratio of men to women is 3:4 and there are 21 people", None), ("round 5", None), ("round 5.5 to", None), ("is 5", None),
    ("is 7 prime or not and why", None), ("is 4 a prime minister", None), ("factor x^2 - 9", None), ("expand (x+1)^2", None),
    ("simplify 3x + 2x", None), ("simplify 7", None), ("3 squared metres", None),
    ("my 3 sons are 5, 7 and 9. what is the average?", None), ("what's 10 minus 3 apples", None),
    ("what is 5 plus 5 equal to in roman numerals", None), ("thanks for 2+2", None), ("hello 5", None), ("please 5", None),
    ("what is 2 + 2 = 4", None), ("what is 4 = 2 + 2", None), ("is 4", None), ("how much is the fish", None),
    ("how much is 5", None), ("how many is 3", None), ("minus 3", None), ("negative 5", None))

ask("wording",
    ("could you please compute 144 divided by 16?", "9"), ("I'd like to know what 25 times 16 is", "400"),
    ("whats the answer to 7*(8+2)", "70"), ("what is the value of 3^3 + 4^2", "43"), ("Find the product of 12 and 15", "180"),
    ("Find the difference between 200 and 75.", "125"), ("what is 5 less than 12", "7"), ("how much more is 50 than 32", "18"),
    ("how much bigger is 80 than 45", "35"), ("by how much does 90 exceed 65", "25"), ("how many 5s are in 45", None),
    ("what is 6 into 42", None), ("what is 42 divided equally by 6", "7"), ("what is the sum of fifteen and twenty-seven?", "42"),
    ("two thirds of sixty", "40"), ("what is one half plus one third", "5/6"), ("5 1/2 times 2", "11"),
    ("3.75 minus 1.5", "2.25"), ("0.1 * 0.1", "0.01"), ("1 - 0.9", "0.1"), ("what's -7 + 3 * 2", "-1"),
    ("2 to the fifth power", "32"), ("six squared plus eight squared", "100"), ("the square root of 64 plus 6", "14"),
    ("fifth root of 32", "2"), ("cube root of 1000", "10"), ("what's the sum of the squares of 3 and 4", None),
    ("find 30% of 90", "27"), ("what is thirty percent of ninety", "27"), ("what's a quarter of 200", "50"),
    ("25% of 25%", "6.25%"), ("what percent of 50 is 35", "70%"), ("12 is 20 percent of what?", "60"),
    ("if 15% of a number is 45 find the number", "300"),
    ("after a 20% increase the price is $60, what was the original price", "$50"),
    ("A coat originally costs $120. It is on sale for 25% off. What is the sale price?", "$90"),
    ("A TV costs $400. The sales tax is 5%. What is the total cost?", "$420"),
    ("there's a 10% discount on a $250 bike. what's the new price?", "$225"),
    ("if I get 18 out of 20 on a test what percent is that", "90%"), ("i scored 45 out of 60, what percentage is that?", "75%"),
    ("the population of a town grew from 5000 to 6000. What was the percent increase?", "20%"),
    ("sales dropped from 200 to 150. what is the percent decrease", "25%"),
    ("what is the percentage difference between 40 and 50", None), ("HCF of 24 and 36", "12"), ("LCM of 6 and 8", "24"),
    ("find the gcd of 120 and 45", "15"), ("is 37 a prime?", "yes"), ("is 57 prime or composite", None),
    ("list the prime numbers between 10 and 20", "11;13;17;19"), ("what is the largest prime factor of 84", "7"),
    ("is 45 divisible by 9?", "yes"), ("what's the remainder if you divide 29 by 4", "1"), ("what is 38 mod 5", "3"),
    ("what numbers divide 18", "1;2;3;6;9;18"), ("which is greater: 2/3 or 3/4", "3/4"), ("is 0.5 equal to 1/2?", "yes"),
    ("is 3/7 less than 1/2", "yes"), ("put these numbers in order from least to greatest: 8, 3, 5", "3;5;8"),
    ("round 3.456 to the nearest hundredth", "3.46"), ("round 87 to the nearest 10", "90"),
    ("what is 2.718 rounded to 1 decimal place", "2.7"), ("how many ways can you pick 2 cards from 52", "1326"),
    ("How many ways are there to select 4 people from 9?", "126"), ("how many ways can 3 books be arranged on a shelf", "6"),
    ("how many permutations are there of the letters in the word CAT", "6"), ("what is 8 choose 2", "28"), ("5P2", "20"),
    ("a committee of 2 is chosen from 6 people. how many ways?", "15"),
    ("If you roll a die, what is the probability of getting a 3?", "1/6"),
    ("What's the probability of rolling an odd number?", None), ("probability of rolling at least a 5 on a six sided die", "1/3"),
    ("probability of sum of 7 when rolling two dice", "1/6"),
    ("what is the probability of getting tails when flipping a coin", "1/2"), ("probability of no heads in 3 flips", "1/8"),
    ("what is the probability of drawing a queen from a deck of 52 cards", "1/13"),
    ("A bag has 5 red balls and 3 green balls. What is the probability of picking a green ball?", "3/8"),
    ("there are 4 blue and 6 yellow marbles in a jar. what's the probability of picking a blue one", "2/5"),
    ("what's the average of 3, 4, 5, and 8", "5"), ("calculate the mean of 2, 4, 6, 8, 10", "6"),
    ("what is the mean of the numbers 4, 6 and 11?", "7"), ("find the median: 5, 3, 8, 1", "4"),
    ("what is the mode of 5, 6, 6, 7?", "6"), ("what's the range of 3, 7, 15, 2", "13"),
    ("convert 2 hours to minutes", "120 min"), ("how many minutes in 3 hours", "180 min"),
    ("how many centimeters are in 3 meters", "300 cm"), ("how many pounds is 16 ounces", "1 lb"),
    ("what is 5 km in miles", "78125/25146 mi"), ("how many feet in 3 yards", "9 ft"), ("convert 45 minutes to hours", "0.75 h"),
    ("convert 0 celsius to fahrenheit", "32 °F"), ("what is 25 celsius in fahrenheit", "77 °F"), ("1.5 litres in ml", "1500 mL"),
    ("convert 3 kg to g", "3000 g"), ("4000 g in kg", "4 kg"), ("how many days in 4 weeks", "28 d"), ("2 days in hours", "48 h"),
    ("$100 - $37.50", "$62.50"), ("what is half of $45", "$22.50"), ("$20 times 3", "$60"),
    ("three notebooks cost $4.50. how much is one", "$1.50"), ("if one pen costs $1.50 how much do 4 pens cost", "$6"),
    ("a book costs $12. How much do 5 books cost?", "$60"),
    ("I bought 2 shirts for $15 each and a hat for $10. How much did I spend?", "$40"), ("solve for x: x/2 - 3 = 5", "x=16"),
    ("x - 9 = 4", "x=13"), ("2(x + 3) = 14", "x=4"), ("7x = 56", "x=8"), ("9 - x = 2", "x=7"), ("x^2 - 5x + 6 = 0", "x=2;x=3"),
    ("2x² - 8 = 0", "x=-2;x=2"), ("x^2 + 6x + 9 = 0", "x=-3"), ("solve 3x + 2y = 12, x - y = -1", "x=2;y=3"),
    ("if x + 5 = 12 then x = ?", "x=7"), ("if y = 3x and x = 4, what is y", "y=12"), ("given x = 3 and y = 4 find x + y", "7"),
    ("a number plus 15 equals 40. what's the number?", "25"),
    ("i'm thinking of a number. when i add 7 i get 20. what's my number?", "13"),
    ("three times a number minus 4 equals 11, find it", "5"),
    ("the sum of two consecutive integers is 41. what are they?", "20;21"), ("find the next term: 2, 6, 18, 54", "162"),
    ("what is the 100th term of 3, 5, 7, 9", "201"), ("sum of 1 to 100", "5050"),
    ("what is the sum of all even numbers from 2 to 20", "110"), ("1+3+5+...+19", "100"), ("split 45 in the ratio 4:5", "20;25"),
    ("share £90 between Amy and Ben in the ratio 2:1", "£60;£30"),
    ("A car travels 150 miles in 3 hours. What is its speed?", "50 mph"),
    ("a runner covers 10 km in 50 minutes. what is his speed in km/h", "12 km/h"),
    ("how long does a 240 km trip take at 80 km/h", "3 h"), ("calculate simple interest on $1000 at 5% for 2 years", "$100"),
    ("what is $1000 at 5% compounded annually for 2 years", "$1102.50"), ("area of a 4 by 6 rectangle", "24"),
    ("what is the area of a square whose side is 7", "49"), ("find the perimeter of a square of side 5 cm", "20 cm"),
    ("what's the volume of a box that is 3 m by 4 m by 5 m", "60 m³"), ("find the hypotenuse if the legs are 5 and 12", "13"),
    ("the angles of a triangle are 50 and 60 degrees, what is the third angle", "70"),
    ("Lisa had 15 candies. She ate 4. How many candies does she have left?", "11"),
    ("Mike has 7 books and his sister has 9. How many books do they have altogether?", "16"),
    ("There are 24 students in a class. 10 are girls. How many are boys?", None),
    ("a bus has 30 passengers. 12 get off and 5 get on. how many are on the bus now?", "23"),
    ("Each box has 12 pencils. How many pencils are in 4 boxes?", "48"),
    ("if 20 apples are shared among 5 kids how many does each kid get", "4"),
    ("Sam read 12 pages on Monday and 15 pages on Tuesday. How many pages did he read in total?", "27"),
    ("write 0.125 as a fraction", "1/8"), ("express 3/20 as a percentage", "15%"), ("what's 9/4 as a decimal", "2.25"))

OUT = pathlib.Path(__file__).with_name("written.jsonl")
OUT.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
print(len(ROWS), "questions,", sum(row["expected"] is None for row in ROWS), "to be refused")
