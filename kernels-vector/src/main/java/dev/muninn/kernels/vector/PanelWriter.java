package dev.muninn.kernels.vector;

import static dev.muninn.kernels.vector.PanelLayout.HALF;
import static dev.muninn.kernels.vector.PanelLayout.PANEL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.muninn.tensor.Bf16;
import dev.muninn.tensor.MatrixSource;
import dev.muninn.tensor.Quantizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Writes panels of one weight; one of these per thread, as it holds the rows of a panel before they are transposed. */
@SuppressWarnings("NarrowCalculation") // offsets within a panel fit an int
final class PanelWriter {
    /** Words of a row that are transposed at a time: one cache line. */
    private static final int BLOCK = 16;

    private final MatrixSource source;
    private final PanelLayout layout;
    private final MemorySegment target;
    private final float[] values;
    private final byte[] codes;
    private final float[] scales;
    /** (word rows, words of a row) */
    private final int[] words;
    /** (groups, HALF) */
    private final int[] scaleWords;
    /** (BLOCK, word rows) */
    private final int[] transposed;

    private final int wordsPerRow;

    PanelWriter(MatrixSource source, PanelLayout layout, MemorySegment target) {
        this.source = source;
        this.layout = layout;
        this.target = target;
        wordsPerRow = layout.words();
        values = new float[layout.cols()];
        codes = new byte[layout.format().quantized() ? layout.paddedCols() : 0];
        scales = new float[layout.format().scales(layout.cols())];
        words = new int[Math.multiplyExact(layout.wordRows(), wordsPerRow)];
        scaleWords = new int[layout.format().quantized() ? layout.groups() * HALF : 0];
        transposed = new int[BLOCK * layout.wordRows()];
    }

    void write(int panel) {
        Arrays.fill(scaleWords, 0);
        for (int lane = 0; lane < PANEL; lane++) {
            int row = panel * PANEL + lane;
            if (row < layout.rows()) {
                readWords(row, lane);
            } else if (lane < layout.wordRows()) {
                Arrays.fill(words, lane * wordsPerRow, (lane + 1) * wordsPerRow, 0);
            }
        }
        long base = panel * layout.panelBytes();
        int wordRows = layout.wordRows();
        int streamRows = layout.streamRows();
        for (int done = 0; done < wordsPerRow; done += BLOCK) {
            int count = Math.min(BLOCK, wordsPerRow - done);
            for (int lane = 0; lane < wordRows; lane += streamRows) {
                transpose(done, count, lane, streamRows);
                long to = base + layout.wordAt(done, lane);
                MemorySegment.copy(transposed, 0, target, JAVA_INT, to, count * streamRows);
            }
        }
        MemorySegment.copy(scaleWords, 0, target, JAVA_INT, base + layout.codeBytes(), scaleWords.length);
    }

    private void readWords(int row, int lane) {
        switch (layout.format()) {
            case F32 -> {
                source.readRow(row, values, 0);
                copyBits(lane * wordsPerRow);
            }
            case BF16 -> {
                source.readRow(row, values, 0);
                roundBits(lane % HALF * wordsPerRow, lane >= HALF);
            }
            case INT8, INT8_ROW, INT4 -> {
                Quantizer.readRow(source, row, layout.format(), values, codes, scales);
                joinCodes(lane * wordsPerRow);
                for (int g = 0; g < layout.groups(); g++) {
                    int bits = Short.toUnsignedInt(Bf16.fromFloat(scales[g]));
                    scaleWords[g * HALF + lane % HALF] |= lane < HALF ? bits : bits << 16;
                }
            }
        }
    }

    private void copyBits(int at) {
        for (int k = 0; k < values.length; k++) {
            words[at + k] = Float.floatToRawIntBits(values[k]);
        }
    }

    /** Rounds to bf16 as {@link Bf16#fromFloat} does, into the lower halves of words or beside what stands there. */
    private void roundBits(int at, boolean upper) {
        int k = 0;
        for (; k <= values.length - Lanes.WIDTH; k += Lanes.WIDTH) {
            IntVector bits = FloatVector.fromArray(Lanes.FLOATS, values, k).reinterpretAsInts();
            IntVector top = bits.lanewise(VectorOperators.LSHR, 16);
            IntVector rounded = bits.add(0x7FFF).add(top.and(1)).lanewise(VectorOperators.LSHR, 16);
            var nan = bits.and(0x7FFFFFFF).compare(VectorOperators.GT, 0x7F800000);
            IntVector half = rounded.blend(top.or(0x40), nan);
            if (upper) {
                half = half.lanewise(VectorOperators.LSHL, 16).or(IntVector.fromArray(Lanes.INTS, words, at + k));
            }
            half.intoArray(words, at + k);
        }
        for (; k < values.length; k++) {
            int half = Short.toUnsignedInt(Bf16.fromFloat(values[k]));
            words[at + k] = upper ? words[at + k] | half << 16 : half;
        }
    }

    private void joinCodes(int at) {
        int perWord = layout.perWord();
        int bits = Integer.SIZE / perWord;
        int mask = (1 << bits) - 1;
        for (int j = 0, k = 0; j < wordsPerRow; j++) {
            int word = 0;
            for (int i = 0; i < perWord; i++, k++) {
                word |= (codes[k] & mask) << (i * bits);
            }
            words[at + j] = word;
        }
    }

    /** {@code count} words from {@code from} on of the rows from {@code lane} on. */
    private void transpose(int from, int count, int lane, int rows) {
        for (int r = 0; r < rows; r++) {
            int row = (lane + r) * wordsPerRow + from;
            for (int j = 0; j < count; j++) {
                transposed[j * rows + r] = words[row + j];
            }
        }
    }
}
