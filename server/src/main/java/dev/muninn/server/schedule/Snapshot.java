package dev.muninn.server.schedule;

/**
 * What a scheduler does at one moment.
 *
 * @param running requests that compute
 * @param waiting requests that wait
 * @param rowsByDepth live rows at recurrence i; empty where the scheduler does not see rows
 * @param kvUsedBytes that keys and values of running requests hold
 * @param kvLimitBytes that they may hold at most; 0 if not known
 * @param coreSteps core steps since the start, of one row or of many
 * @param rowSteps rows times core steps since the start
 * @param tokens generated since the start
 */
public record Snapshot(
        int running,
        int waiting,
        int[] rowsByDepth,
        long kvUsedBytes,
        long kvLimitBytes,
        long coreSteps,
        long rowSteps,
        long tokens) {}
