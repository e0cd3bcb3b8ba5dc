package dev.muninn.eval.task;

/** Draws problems of one family, of whichever split. */
interface ProblemMaker {
    /** A problem that depends on {@code random} and {@code difficulty} alone. */
    Example draw(TaskRandom random, int difficulty);
}
