package dev.muninn.model;

import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;

/**
 * The vocabulary in which {@link Block} and {@link LoopedModel} are written; an executor runs it over M rows that it holds.
 * {@link RowOps} runs it over live rows and their caches; training records and replays it.
 *
 * <p>An op reads its arguments before it writes {@code out}, which may be one of them.
 */
public interface Ops {
    /** {@code out (C) = embedding[token] · scale}, of each row's token. */
    void embed(Reg out, Param embedding, float scale);

    /** {@code out = x}, of the same width. */
    void copy(Reg out, Reg x);

    /** {@code out = left, then right}. */
    void concat(Reg out, Reg left, Reg right);

    /** {@code out (N) = x (K) · weightᵀ}; {@code out} is not {@code x}. */
    void linear(Reg out, Reg x, Param weight);

    /**
     * {@code out += scale · up · (down · x)}, a low-rank adapter: piece i of {@code up (N, rank)} multiplies piece i of what
     * {@code down (pieces · rank, K)} makes of {@code x}, and is added to piece i of {@code out}.
     */
    void adapt(Reg out, Reg x, Param down, Param up, float scale);

    /** Adds {@code bias} to the first of {@code x}'s columns. */
    void bias(Reg x, Param bias);

    /** {@code out = gain ⊙ x / sqrt(mean(x²) + eps)}. */
    void rmsNorm(Reg out, Reg x, Param gain);

    /** {@code x = rmsNorm(x + y)}. */
    void addRmsNorm(Reg x, Reg y, Param gain);

    /** {@code x += y}. */
    void add(Reg x, Reg y);

    /** RMS norm of each of {@code heads} neighbouring heads of {@code x}, from head {@code first} on, with one gain (D). */
    void headNorm(Reg x, Param gain, int first, int heads);

    /** Turns the queries and keys of {@code qkv} by their rows' positions. */
    void rotate(Reg qkv);

    /** {@code out (H·D)}: causal softmax attention within the row's sequence; the keys and values belong to a block of a part. */
    void attend(Reg out, Reg qkv, Part part, int block);

    /** {@code x[p] += Σ_j taps[j] ⊙ x[p − j]} within the row's sequence, of a prelude block. */
    void convolve(Reg x, Param taps);

    /** {@code out (I) = silu(gateUp[:I]) ⊙ gateUp[I:]}. */
    void swiGlu(Reg out, Reg gateUp);

    /** Whether every row is in its first pass through the core. */
    boolean firstPass();

    /** {@code x += y} in the rows that are past their first pass through the core. */
    void addAfterFirstPass(Reg x, Reg y);

    /** The logits (V) of {@code x (C)}, for the rows that want any. */
    void logits(Reg x, Param head);
}
