package dev.muninn.train.tape;

/**
 * A value of a recording: written once, M rows.
 *
 * @param id its place among the recording's values
 * @param width elements of a row
 */
record Value(int id, int width) {}
