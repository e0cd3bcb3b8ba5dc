package dev.muninn.server.schedule;

/**
 * What a scheduler is doing, and has done since it started.
 *
 * @param running requests whose rows take part in core steps
 * @param waiting requests that were accepted and have not begun
 * @param rowsByDepth live rows now at each recurrence; index 0: admitted, not stepped yet
 * @param kvUsedBytes keys and values of what runs; kept prefixes, which give way, are not counted
 * @param kvLimitBytes keys and values at most
 * @param coreSteps core steps, whatever the number of their rows
 * @param rowSteps rows of those core steps
 * @param tokens that became final
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Snapshot(
        int running,
        int waiting,
        int[] rowsByDepth,
        long kvUsedBytes,
        long kvLimitBytes,
        long coreSteps,
        long rowSteps,
        long tokens) {}
