package dev.muninn;

import dev.muninn.generate.Finish;
import dev.muninn.generate.Generated;

/**
 * The answer to a {@link Completion}.
 *
 * @param text without special tokens and without the stop string that ended it
 * @param stopped whether a stop string ended it
 * @param generated its tokens with the recurrences of each, and everything that was spent
 */
public record Answer(String text, boolean stopped, Generated generated) {
    /** Token ids, those of a stop string included. */
    public int[] tokens() {
        return generated.tokenIds();
    }

    /** Recurrences of each token. */
    public int[] recurrences() {
        return generated.recurrences();
    }

    /** Passes of this answer's rows through the core; the prompt counts as one for each of its recurrences. */
    public long passes() {
        return generated.corePasses();
    }

    /** Bytes that keys and values held at the end. */
    public long bytes() {
        return generated.kvBytes();
    }

    /** Why it ended; a stop string is a stop. */
    public Finish finish() {
        return stopped ? Finish.STOP : generated.finish();
    }
}
