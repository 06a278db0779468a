#pragma once

#include "swarm/heads/math/grammar.hpp"

// The rules of the language, family by family. Each adds its phrases and forms to a grammar that is being built.
namespace swarm::math {

void add_fillers(Grammar& grammar);       // greetings, thanks, "can you tell me"; also the macros of all families
void add_values(Grammar& grammar);        // expressions, sums, roots, chains of orders
void add_percentages(Grammar& grammar);   // shares, changes, discounts, tips, taxes
void add_divisibility(Grammar& grammar);  // gcd, primes, factors, even and odd
void add_comparisons(Grammar& grammar);   // larger, smaller, equal, sorted
void add_statistics(Grammar& grammar);    // mean, median, mode, range
void add_rounding(Grammar& grammar);
void add_conversions(Grammar& grammar);  // units
void add_notations(Grammar& grammar);    // fraction, decimal, percent, words, other bases, Roman
void add_counting(Grammar& grammar);     // selections and arrangements
void add_probability(Grammar& grammar);  // dice, coins, cards, coloured balls
void add_equations(Grammar& grammar);
void add_sequences(Grammar& grammar);
void add_ratios(Grammar& grammar);
void add_motion(Grammar& grammar);  // speed, distance, time
void add_interest(Grammar& grammar);
void add_geometry(Grammar& grammar);
void add_trade(Grammar& grammar);    // prices, change, sharing
void add_stories(Grammar& grammar);  // "Tom has 5 apples and buys 3 more"

void add_all_families(Grammar& grammar);

}  // namespace swarm::math
