package dev.muninn.eval.task;

import java.util.Set;

/**
 * What a second method finds from a problem's text alone.
 *
 * @param depth dependent steps it took, in the unit of the family's difficulty
 * @param needed the statements of the context without which there is another answer, or none; by number
 */
record Solved(String answer, int depth, Set<Integer> needed) {}
