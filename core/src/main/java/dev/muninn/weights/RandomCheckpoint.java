package dev.muninn.weights;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.Stored;
import dev.muninn.tensor.Bf16;
import dev.muninn.weights.SafetensorsWriter.Declared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes a checkpoint of random weights for any config, to measure with and to train from: weights and biases normal with
 * std sqrt(2/(5C)), cut at three std, output projections divided by sqrt(2 · effective depth), norms 1 (Takase et al. 2023,
 * arXiv:2312.16903); a convolution sums taps instead of C columns, so its std is sqrt(2/(5 · taps)). The values depend on the seed, the config and nothing else.
 */
public final class RandomCheckpoint {
    private final Architecture config;
    private final DType dtype;
    private final long seed;
    private final int threads;
    private final int[] ordinary;
    private final int[] outProjection;
    private final int[] convolution;

    /** Prepares a checkpoint of {@code dtype} F32 or BF16, written by {@code threads} threads. */
    public RandomCheckpoint(Architecture config, DType dtype, long seed, int threads) {
        MuninnException.require(
                dtype == DType.F32 || dtype == DType.BF16, "random weights: found %s, wanted F32 or BF16", dtype);
        this.config = config;
        this.dtype = dtype;
        this.seed = seed;
        this.threads = threads;
        double std = Math.sqrt(2.0 / (5.0 * config.width()));
        this.ordinary = encodedQuantiles(std);
        this.convolution = encodedQuantiles(
                Math.sqrt(2.0 / (5.0 * Math.max(1, config.prelude().taps()))));
        this.outProjection = encodedQuantiles(std / Math.sqrt(2.0 * config.blocksAt(config.meanRecurrence())));
    }

    /** Writes config and weights to the directory {@code target}, which must be new or empty; all of it or nothing. */
    public void write(Path target) {
        List<Stored> tensors = Families.stored(Layout.of(config));
        List<Declared> stored = tensors.stream()
                .map(t -> new Declared(t.name(), dtype, t.shape()))
                .toList();
        long bytes = stored.stream().mapToLong(Declared::bytes).sum();
        try (StagedDirectory staged = StagedDirectory.create(target, bytes)) {
            try (ShardedWriter writer = ShardedWriter.create(staged.path(), stored, ShardedWriter.SHARD_BYTES);
                    RowBlocks blocks = new RowBlocks(threads)) {
                for (int i = 0; i < tensors.size(); i++) {
                    writeTensor(writer, blocks, tensors.get(i), i);
                }
                writer.commit();
            }
            DurableFiles.write(
                    staged.path().resolve("config.json"),
                    Families.toJson(config).getBytes(StandardCharsets.UTF_8));
            staged.commit();
        } catch (IOException e) {
            throw DurableFiles.writeFault(target, e);
        }
    }

    private void writeTensor(ShardedWriter writer, RowBlocks blocks, Stored tensor, int number) {
        int rows = tensor.shape().size() == 1 ? 1 : tensor.rows();
        int cols = Math.toIntExact(tensor.elements() / rows);
        blocks.run(rows, cols, (first, count) -> {
            ByteBuffer bytes = ByteBuffer.allocate(count * cols * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = first; row < first + count; row++) {
                switch (tensor.param().role()) {
                    case NORM -> putOnes(bytes, cols);
                    case BRIDGE, ADAPTER_UP -> bytes.position(bytes.position() + cols * dtype.bytes()); // zeros
                    case EMBEDDING, HEAD, MATRIX, INJECTION, BIAS, GATE, ADAPTER_DOWN ->
                        putRandom(bytes, cols, ordinary, generator(number, row));
                    case TAPS -> putRandom(bytes, cols, convolution, generator(number, row));
                    case RESIDUAL_OUT -> putRandom(bytes, cols, outProjection, generator(number, row));
                }
            }
            writer.write(tensor.name(), (long) first * cols * dtype.bytes(), bytes.flip());
            return count;
        });
    }

    /** A generator of its own for every row, so that the split into blocks and threads does not show. */
    private SplittableRandom generator(int tensor, int row) {
        return new SplittableRandom(new SplittableRandom(seed ^ ((long) tensor << 32 | row)).nextLong());
    }

    private void putOnes(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            put(bytes, encode(1));
        }
    }

    /** Sixteen bits of a long choose an element; four of them are written at once, which is most of the speed. */
    private void putRandom(ByteBuffer bytes, int count, int[] quantiles, SplittableRandom random) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            long bits = random.nextLong();
            long a = quantiles[(int) bits & 0xFFFF];
            long b = quantiles[(int) (bits >>> 16) & 0xFFFF];
            long c = quantiles[(int) (bits >>> 32) & 0xFFFF];
            long d = quantiles[(int) (bits >>> 48)];
            if (dtype == DType.BF16) {
                bytes.putLong(a | b << 16 | c << 32 | d << 48);
            } else {
                bytes.putLong(a & 0xFFFF_FFFFL | b << 32);
                bytes.putLong(c & 0xFFFF_FFFFL | d << 32);
            }
        }
        for (; i < count; i++) {
            put(bytes, quantiles[random.nextInt(TruncatedNormal.SIZE)]);
        }
    }

    private void put(ByteBuffer bytes, int element) {
        if (dtype == DType.BF16) {
            bytes.putShort((short) element);
        } else {
            bytes.putInt(element);
        }
    }

    /** An element's bits in the file, without sign extension. */
    private int encode(float value) {
        return dtype == DType.BF16 ? Bf16.fromFloat(value) & 0xFFFF : Float.floatToRawIntBits(value);
    }

    private int[] encodedQuantiles(double std) {
        float[] quantiles = TruncatedNormal.quantiles(std);
        int[] encoded = new int[quantiles.length];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = encode(quantiles[i]);
        }
        return encoded;
    }
}
