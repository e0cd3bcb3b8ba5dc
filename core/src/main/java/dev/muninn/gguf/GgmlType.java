package dev.muninn.gguf;

import com.google.errorprone.annotations.Immutable;
import dev.muninn.tensor.WeightFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * How the elements of a GGUF tensor are stored, as far as they can be read: its number in files, the elements and bytes of a block, and
 * its reader. A format is a reader and nothing else: kernels pack their own layouts from the rows it reads.
 *
 * <p>None of the quantized formats fits one of ours without loss, even where codes and groups agree (Q4_0 and int4, Q8_0 and int8), since
 * their scales are f16 and ours bf16, which has three bits less; Q4_1 and Q5_1 have a minimum beside the scale, the K formats scale their
 * scales, and the IQ4 formats look values up. So they are read as f32, and become one of ours when that is asked for.
 */
public enum GgmlType {
    F32(0, 1, 4, FloatRows::readF32),
    F16(1, 1, 2, FloatRows::readF16),
    Q4_0(2, 32, 18, new Blocks(32, 18, Blocks32::readQ40)),
    Q4_1(3, 32, 20, new Blocks(32, 20, Blocks32::readQ41)),
    Q5_0(6, 32, 22, new Blocks(32, 22, Blocks32::readQ50)),
    Q5_1(7, 32, 24, new Blocks(32, 24, Blocks32::readQ51)),
    Q8_0(8, 32, 34, new Blocks(32, 34, Blocks32::readQ80)),
    Q2_K(10, 256, 84, new Blocks(256, 84, BlocksK::readQ2)),
    Q3_K(11, 256, 110, new Blocks(256, 110, BlocksK::readQ3)),
    Q4_K(12, 256, 144, new Blocks(256, 144, BlocksK::readQ4)),
    Q5_K(13, 256, 176, new Blocks(256, 176, BlocksK::readQ5)),
    Q6_K(14, 256, 210, new Blocks(256, 210, BlocksK::readQ6)),
    IQ4_NL(20, 32, 18, new Blocks(32, 18, Blocks32::readIq4Nl)),
    IQ4_XS(23, 256, 136, new Blocks(256, 136, BlocksK::readIq4Xs)),
    BF16(30, 1, 2, FloatRows::readBf16);

    /** Names of the numbers that files may hold and this engine does not read, for messages. */
    private static final String[] OTHERS = {
        "9 Q8_1",
        "15 Q8_K",
        "16 IQ2_XXS",
        "17 IQ2_XS",
        "18 IQ3_XXS",
        "19 IQ1_S",
        "21 IQ3_S",
        "22 IQ2_S",
        "24 I8",
        "25 I16",
        "26 I32",
        "27 I64",
        "28 F64",
        "29 IQ1_M",
        "34 TQ1_0",
        "35 TQ2_0",
        "39 MXFP4",
        "40 NVFP4",
        "41 Q1_0",
        "4 Q4_2, retired",
        "5 Q4_3, retired",
        "31 Q4_0_4_4, retired",
        "32 Q4_0_4_8, retired",
        "33 Q4_0_8_8, retired",
        "36 IQ4_NL_4_4, retired",
        "37 IQ4_NL_4_8, retired",
        "38 IQ4_NL_8_8, retired"
    };

    private final int id;
    private final int blockSize;
    private final int blockBytes;
    private final RowReader reader;

    GgmlType(int id, int blockSize, int blockBytes, RowReader reader) {
        this.id = id;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
        this.reader = reader;
    }

    /** Reads a row. */
    @Immutable
    @FunctionalInterface
    interface RowReader {
        /** Reads {@code cols} elements, which begin at {@code row[0]}, into {@code out[at .. at + cols)}. */
        void read(byte[] row, float[] out, int at, int cols);
    }

    /** The name in small letters, as files are called: {@code q4_k}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The number in files. */
    public int id() {
        return id;
    }

    /** Neighbouring elements of a row that are stored together. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes of a row of {@code cols} elements, a multiple of {@link #blockSize}. */
    public long rowBytes(long cols) {
        return cols / blockSize * blockBytes;
    }

    /** The format of ours that holds the values without loss. */
    public WeightFormat lossless() {
        return this == BF16 ? WeightFormat.BF16 : WeightFormat.F32;
    }

    /** Reads a row of {@code cols} elements, a multiple of {@link #blockSize}, from its bytes. */
    public void read(byte[] row, float[] out, int at, int cols) {
        reader.read(row, out, at, cols);
    }

    static Optional<GgmlType> numbered(long id) {
        for (GgmlType type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** The number, and the name of the format where it has one. */
    static String describe(long id) {
        for (String other : OTHERS) {
            if (other.startsWith(id + " ")) {
                return "type " + id + " (" + other.substring(other.indexOf(' ') + 1) + ")";
            }
        }
        return "type " + id;
    }
}
