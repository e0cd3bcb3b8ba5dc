package dev.muninn.cli.bench;

import com.sun.management.ThreadMXBean;
import dev.muninn.generate.Generator;
import dev.muninn.generate.Request;
import dev.muninn.generate.TokenEvent;
import dev.muninn.model.RecurrentModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Whole tokens, one after the other, as {@code generate} makes them: prelude, recurrences, coda, head, sampling.
 *
 * @param time of one token
 * @param allocatedBytes of a token, by this thread: the median
 */
record TokenTiming(int recurrences, Spread time, long allocatedBytes) {
    /** Generates {@code tokens} tokens, after as many as warming up takes. */
    static TokenTiming measure(RecurrentModel model, int tokens, int recurrences, Effort effort) {
        Request request = Request.builder(1)
                .maxTokens(tokens + 1)
                .recurrences(recurrences)
                .build();
        try (Generator generator = new Generator(model, 64, Long.MAX_VALUE)) {
            long start = System.nanoTime();
            do {
                generator.generate(request, new Clock(tokens + 1)::onToken);
            } while (System.nanoTime() - start < effort.warmupNanos());
            Clock clock = new Clock(tokens + 1);
            generator.generate(request, clock::onToken);
            return new TokenTiming(recurrences, Spread.of(clock.seconds()), clock.medianBytes());
        }
    }

    /** When each token came, and what this thread had allocated by then. */
    private static final class Clock {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final long[] nanos;
        private final long[] bytes;
        private int count;

        Clock(int tokens) {
            nanos = new long[tokens];
            bytes = new long[tokens];
        }

        boolean onToken(TokenEvent event) {
            nanos[count] = System.nanoTime();
            bytes[count] = threads.getCurrentThreadAllocatedBytes();
            count++;
            return true;
        }

        double[] seconds() {
            double[] seconds = new double[count - 1];
            Arrays.setAll(seconds, i -> (nanos[i + 1] - nanos[i]) / 1e9);
            return seconds;
        }

        long medianBytes() {
            long[] each = new long[count - 1];
            Arrays.setAll(each, i -> bytes[i + 1] - bytes[i]);
            Arrays.sort(each);
            return each[each.length / 2];
        }
    }
}
