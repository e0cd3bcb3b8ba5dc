package dev.muninn.train.data;

import static dev.muninn.error.MuninnException.require;

import java.util.List;

/**
 * Several sources drawn from by weight, any document at once. Of each {@value #CYCLE} documents in a row a part has its share, rounded,
 * in an order of their own; a part's documents come one after the other, none left out, none twice.
 */
public final class MixedSource implements DocumentSource {
    private static final int CYCLE = 1000;

    private final List<Part> parts;
    private final long seed;
    /** (parts + 1) the first place of each part in a cycle, then {@link #CYCLE}. */
    private final int[] firstPlaces;

    /**
     * A source in the mixture.
     *
     * @param weight how often, next to the other parts' weights
     */
    public record Part(DocumentSource source, double weight) {
        public Part {
            require(
                    weight > 0 && Double.isFinite(weight),
                    "a part of a mixture of documents has weight %s; wanted a number above 0",
                    weight);
        }
    }

    public MixedSource(List<Part> parts, long seed) {
        this.parts = List.copyOf(parts);
        this.seed = seed;
        this.firstPlaces = new int[parts.size() + 1];
        require(!parts.isEmpty(), "a mixture of documents has no part; wanted one or more");
        double total = parts.stream().mapToDouble(Part::weight).sum();
        double before = 0;
        for (int part = 0; part < parts.size(); part++) {
            double weight = parts.get(part).weight();
            before += weight;
            firstPlaces[part + 1] =
                    part + 1 == parts.size() ? CYCLE : Math.toIntExact(Math.round(CYCLE * before / total));
            require(
                    firstPlaces[part + 1] > firstPlaces[part],
                    "part %d of a mixture has weight %s of %s: less than one document in %d; wanted more, or leave it out",
                    part + 1,
                    weight,
                    total,
                    CYCLE);
        }
    }

    @Override
    public Document at(long index) {
        long cycle = index / CYCLE;
        int place = Math.toIntExact(new Permutation(CYCLE, Hash.of(seed, cycle)).at(index % CYCLE));
        int part = 0;
        while (place >= firstPlaces[part + 1]) {
            part++;
        }
        int share = firstPlaces[part + 1] - firstPlaces[part];
        return parts.get(part).source().at(cycle * share + place - firstPlaces[part]);
    }
}
