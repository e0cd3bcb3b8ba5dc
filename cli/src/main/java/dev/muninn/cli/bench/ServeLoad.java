package dev.muninn.cli.bench;

import dev.muninn.generate.Request;
import dev.muninn.model.RecurrentModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Requests of mixed depths and lengths, and when they come: a Poisson process, all of it decided by a seed.
 *
 * @param requests in the order they come
 * @param gaps between two arrivals, in units of their mean: exponential
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ServeLoad(List<Request> requests, double[] gaps) {
    /**
     * @param depths recurrences, each as likely as the others
     * @param mostPrompt tokens of a prompt at most, a quarter of it at least
     * @param mostTokens of an answer at most, a quarter of it at least
     */
    static ServeLoad of(
            RecurrentModel model, int count, List<Integer> depths, int mostPrompt, int mostTokens, long seed) {
        Random random = new Random(seed);
        List<Request> requests = new ArrayList<>();
        double[] gaps = new double[count];
        for (int i = 0; i < count; i++) {
            int[] prompt = random.ints(
                            between(random, mostPrompt), 0, model.config().vocab())
                    .toArray();
            requests.add(Request.builder(prompt)
                    .maxTokens(between(random, mostTokens))
                    .recurrences(depths.get(random.nextInt(depths.size())))
                    .seed(random.nextLong())
                    .build());
            gaps[i] = -Math.log1p(-random.nextDouble());
        }
        return new ServeLoad(requests, gaps);
    }

    private static int between(Random random, int most) {
        return random.nextInt((most + 3) / 4, most + 1);
    }

    /** The first {@code count} of them. */
    ServeLoad first(int count) {
        return new ServeLoad(requests.subList(0, Math.min(count, requests.size())), gaps);
    }

    /** Nanoseconds from the start to each arrival, at {@code perSecond} requests a second on average; all at once if that is infinite. */
    long[] arrivals(double perSecond) {
        long[] arrivals = new long[requests.size()];
        double at = 0;
        for (int i = 0; i < arrivals.length; i++) {
            at += gaps[i] / perSecond;
            arrivals[i] = (long) (at * 1e9);
        }
        return arrivals;
    }

    long tokens() {
        return requests.stream().mapToLong(Request::maxTokens).sum();
    }
}
