package dev.muninn.eval.task;

/**
 * One question about a context.
 *
 * @param text the question, one sentence or two
 * @param steps the way to the answer in words; every stated value is right and the last one is the answer
 * @param answer a number, a word or a letter
 * @param depth dependent steps to the answer, in the unit of its family's difficulty
 */
public record Question(String text, String steps, String answer, int depth) {}
