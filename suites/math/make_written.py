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

OUT = pathlib.Path(__file__).with_name("written.jsonl")
OUT.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
print(len(ROWS), "questions,", sum(row["expected"] is None for row in ROWS), "to be refused")
