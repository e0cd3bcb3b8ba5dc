package dev.muninn.train.data;

/** Text to token ids, without special tokens. May be called by several threads at once. */
@FunctionalInterface
public interface TextEncoder {
    int[] encode(String text);
}
