package dev.muninn.train.data;

import java.util.Arrays;

/** A document that is not complete yet. */
public final class DocumentBuilder {
    private int[] tokens = new int[256];
    private float[] weights = new float[256];
    private boolean[] answer = new boolean[256];
    private int count;
    private int counted;

    /** Adds a token. */
    public void add(int token, double weight, boolean answers) {
        add(new int[] {token}, weight, answers);
    }

    /** Adds tokens of one kind. */
    public void add(int[] more, double weight, boolean answers) {
        add(more, 0, more.length, weight, answers);
    }

    /** Adds {@code more[from .. to)}. */
    public void add(int[] more, int from, int to, double weight, boolean answers) {
        int added = to - from;
        int total = count + added;
        if (total > tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * total);
            weights = Arrays.copyOf(weights, 2 * total);
            answer = Arrays.copyOf(answer, 2 * total);
        }
        System.arraycopy(more, from, tokens, count, added);
        Arrays.fill(weights, count, total, (float) weight);
        Arrays.fill(answer, count, total, answers);
        counted += weight > 0 ? added - (count == 0 && added > 0 ? 1 : 0) : 0;
        count = total;
    }

    /** Tokens that are predicted and whose weight is above 0. */
    public int counted() {
        return counted;
    }

    public Document build(String label) {
        return new Document(
                Arrays.copyOf(tokens, count), Arrays.copyOf(weights, count), Arrays.copyOf(answer, count), label);
    }
}
