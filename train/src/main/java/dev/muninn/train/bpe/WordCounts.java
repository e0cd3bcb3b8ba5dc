package dev.muninn.train.bpe;

import java.util.HashMap;
import java.util.Map;

/** How often each word occurs in the texts that were added: all that learning merges needs to know of them. */
public final class WordCounts {
    private final Map<String, Count> counts = new HashMap<>();
    private long characters;

    /** Occurrences of one word. */
    private static final class Count {
        long value;
    }

    /** Counts the words of a document. */
    public void add(String text) {
        String whole = Utf8.repaired(text);
        characters += whole.length();
        WordSplitter.split(
                whole,
                (start, end) -> counts.computeIfAbsent(whole.substring(start, end), word -> new Count()).value++);
    }

    /** Characters of all documents, in UTF-16 units. */
    public long characters() {
        return characters;
    }

    /** Different words. */
    public int words() {
        return counts.size();
    }

    /** Each word, in the order of its text, and its count. */
    void forEach(WordCount sink) {
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> sink.word(entry.getKey(), entry.getValue().value));
    }

    /** Is given a word and how often it occurs. */
    @FunctionalInterface
    interface WordCount {
        void word(String word, long count);
    }
}
