package dev.muninn.eval.proof;

import static dev.muninn.error.MuninnException.require;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What of the proof to run.
 *
 * @param sections 1 to 8
 * @param quick few problems, in minutes; says little but that everything works
 * @param problems problems a cell; empty for what full or quick means
 * @param seed of the problems, the state noise and all sampling
 */
public record ProofOptions(SortedSet<Integer> sections, boolean quick, Optional<Integer> problems, long seed) {
    public static final int SECTIONS = 8;

    private static final int MOST_PROBLEMS = 100_000;

    public ProofOptions {
        sections = new TreeSet<>(sections);
        require(!sections.isEmpty(), "no section is asked for; wanted some of 1 to %d", SECTIONS);
        for (int section : sections) {
            require(section >= 1 && section <= SECTIONS, "there is no section %d; wanted 1 to %d", section, SECTIONS);
        }
        problems.ifPresent(count -> require(
                count >= 1 && count <= MOST_PROBLEMS, "%d problems a cell; wanted 1 to %d", count, MOST_PROBLEMS));
    }
}
