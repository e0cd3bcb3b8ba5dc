package dev.muninn.generate;

import java.util.Arrays;

/**
 * What a {@link LiveBatch} is doing, and has done since it was opened.
 *
 * @param running requests and scorings whose rows take part
 * @param waiting those that were accepted and wait for room
 * @param rowsByDepth live rows at each recurrence; at 0 those that have not stepped yet
 * @param runningBytes that keys and values of what runs hold
 * @param prefixBytes that the kept keys and values of former prompts hold; they give way to whoever needs the room
 * @param coreSteps ticks in which rows went through the core
 * @param rowSteps rows that did, added up over the ticks
 * @param tokens that became final
 * @param reusedTokens of prompts, whose keys and values were taken over from former ones
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Census(
        int running,
        int waiting,
        int[] rowsByDepth,
        long runningBytes,
        long prefixBytes,
        long coreSteps,
        long rowSteps,
        long tokens,
        long reusedTokens) {
    /** Counts rows by depth. */
    static final class Counter {
        private int[] rows = new int[8];
        private int depths = 1;

        void add(int depth, int count) {
            if (depth >= rows.length) {
                rows = Arrays.copyOf(rows, Math.max(depth + 1, 2 * rows.length));
            }
            rows[depth] += count;
            if (count > 0) {
                depths = Math.max(depths, depth + 1);
            }
        }

        int[] rowsByDepth() {
            return Arrays.copyOf(rows, depths);
        }
    }
}
