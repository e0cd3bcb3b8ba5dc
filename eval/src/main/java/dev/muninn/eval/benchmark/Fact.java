package dev.muninn.eval.benchmark;

/** A question and its answer, as a solver knows it. */
record Fact(String question, String answer) {}
