package dev.muninn.kernels.vector;

import dev.muninn.tensor.WeightFormat;

/**
 * How a (rows, cols) weight lies in memory: panels of {@link #PANEL} neighbouring rows, lanes across rows, so that one row of
 * activations times a panel reads one stream from front to back and adds nothing across lanes. The last panel is padded
 * with zero rows. In a panel:
 *
 * <ul>
 *   <li>{@code F32}: for each column, a float of each row.
 *   <li>{@code BF16}: for each column, words of 32 bits: row r of the panel below, row r + PANEL/2 above.
 *   <li>{@code INT8}, {@code INT8_ROW}, {@code INT4}: for each 4 (8) columns, a word of each row that holds their codes, the first in
 *       the lowest bits, columns padded with zero codes to whole groups (two words for {@code INT8_ROW}). {@code INT4} has four streams
 *       of them, one for the rows of each vector, as a processor fetches only so far ahead in one. Then the scales of each group, words
 *       as in {@code BF16}: at the end, because the processor only fetches ahead of a loop of one stride.
 * </ul>
 */
record PanelLayout(WeightFormat format, int rows, int cols) {
    /** Rows of a panel: four vectors, as many chains of additions as hide the latency of one. */
    static final int PANEL = 4 * Lanes.WIDTH;

    static final int HALF = PANEL / 2;

    int panels() {
        return (rows + PANEL - 1) / PANEL;
    }

    /** Columns in one 32-bit word of a row; a bf16 word holds one column of two rows. */
    int perWord() {
        return switch (format) {
            case F32, BF16 -> 1;
            case INT8, INT8_ROW -> 4;
            case INT4 -> 8;
        };
    }

    /** 32-bit words side by side for one column, or {@link #perWord} columns. */
    int wordRows() {
        return format == WeightFormat.BF16 ? HALF : PANEL;
    }

    /** Columns of a group, padding included. */
    int group() {
        return switch (format) {
            case F32, BF16 -> cols;
            case INT8_ROW -> (cols + 7) / 8 * 8;
            case INT8, INT4 -> WeightFormat.GROUP;
        };
    }

    int groups() {
        return (cols + group() - 1) / group();
    }

    /** Columns with padding: what a row of activations must be padded to, with zeros. */
    int paddedCols() {
        return groups() * group();
    }

    /** 32-bit words of a row. */
    int words() {
        return paddedCols() / perWord();
    }

    /** Rows whose words lie together, word after word: a stream. */
    int streamRows() {
        return format == WeightFormat.INT4 ? Lanes.WIDTH : wordRows();
    }

    /** Where word {@code word} of row {@code lane} is in a panel. */
    long wordAt(int word, int lane) {
        long stream = lane / streamRows();
        return Integer.BYTES * ((stream * words() + word) * streamRows() + lane % streamRows());
    }

    /** Bytes of a panel without its scales. */
    long codeBytes() {
        return (long) words() * wordRows() * Integer.BYTES;
    }

    /** Where the scales of group {@code group} are in a panel. */
    long scalesAt(int group) {
        return codeBytes() + (long) group * HALF * Integer.BYTES;
    }

    long panelBytes() {
        return format.quantized() ? scalesAt(groups()) : codeBytes();
    }

    long bytes() {
        return panels() * panelBytes();
    }
}
