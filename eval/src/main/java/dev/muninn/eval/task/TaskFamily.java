package dev.muninn.eval.task;

import static dev.muninn.error.MuninnException.require;

/** A kind of problem; all of them are in {@link Tasks}. */
public final class TaskFamily {
    /** So many draws without one of the wanted split mean that there is none: one in eight is held out. */
    private static final int MOST_DRAWS = 2000;

    private final String name;
    private final String difficultyMeans;
    private final int easiest;
    private final int hardest;
    private final ProblemMaker maker;

    TaskFamily(String name, String difficultyMeans, int easiest, int hardest, ProblemMaker maker) {
        this.name = name;
        this.difficultyMeans = difficultyMeans;
        this.easiest = easiest;
        this.hardest = hardest;
        this.maker = maker;
    }

    public String name() {
        return name;
    }

    /** What a difficulty of n is n of: the dependent steps from what is told to the answer. */
    public String difficultyMeans() {
        return difficultyMeans;
    }

    public int easiest() {
        return easiest;
    }

    public int hardest() {
        return hardest;
    }

    /** Throws, saying what is wanted, unless there are problems of this difficulty. */
    public void checkDifficulty(int difficulty) {
        require(
                difficulty >= easiest && difficulty <= hardest,
                "%s of difficulty %d: wanted %d to %d (%s)",
                name,
                difficulty,
                easiest,
                hardest,
                difficultyMeans);
    }

    /**
     * The problem number {@code index} of a seed, difficulty and split: always the same one. Problems are drawn independently,
     * so that easy ones, of which there are fewer, come again at another index.
     */
    public Example example(long seed, long index, int difficulty, Split split) {
        checkDifficulty(difficulty);
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            TaskRandom random = TaskRandom.at(seed, index, name.hashCode(), difficulty, draw);
            Example example = maker.draw(random, difficulty);
            if (Split.of(name + ":" + example.content()) == split) {
                return example;
            }
        }
        throw new IllegalStateException(name + " has no " + split.label() + " problem of difficulty " + difficulty);
    }

    /** Whether {@code output} ends in the right answer, by the rules of {@link AnswerCheck}. */
    public boolean correct(Example example, String output) {
        require(
                example.family().equals(name),
                "a problem of %s cannot be checked by %s; ask Tasks.named(example.family())",
                example.family(),
                name);
        return AnswerCheck.correct(example.question(), output);
    }

    @Override
    public String toString() {
        return name;
    }
}
