package dev.muninn.generate;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of a request.
 *
 * @param tokens the text's
 * @param ending the stop token that was drawn and ended the text; empty where something else did
 * @param corePasses passes of this request's rows through the core; the prefill counts as one
 * @param prefillRecurrences recurrences of the prompt
 * @param reusedTokens tokens of the prompt whose keys and values were taken over from another request's
 * @param kvBytesPerToken bytes that a position takes in the slots that were allocated
 */
public record Generated(
        List<TokenEvent> tokens,
        Optional<TokenEvent> ending,
        Finish finish,
        int promptTokens,
        int reusedTokens,
        int prefillRecurrences,
        long corePasses,
        long kvBytes,
        long kvBytesPerToken,
        long prefillNanos,
        long decodeNanos) {
    public int[] tokenIds() {
        return tokens.stream().mapToInt(TokenEvent::token).toArray();
    }

    public int[] recurrences() {
        return tokens.stream().mapToInt(TokenEvent::recurrences).toArray();
    }

    public boolean[] exited() {
        boolean[] exited = new boolean[tokens.size()];
        for (int i = 0; i < exited.length; i++) {
            exited[i] = tokens.get(i).exited();
        }
        return exited;
    }
}
