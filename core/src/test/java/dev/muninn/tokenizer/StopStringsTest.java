package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void holdsBackWhatMayBecomeAStopString() {
        StopStrings stops = new StopStrings(List.of("\n\nUser:", "</s>"));
        assertThat(stops.accept("Hi")).isEqualTo("Hi");
        assertThat(stops.accept("!\n")).isEqualTo("!");
        assertThat(stops.accept("\n\nU")).isEqualTo("\n");
        assertThat(stops.accept("ser")).isEmpty();
        assertThat(stops.accept(":more")).isEmpty();
        assertThat(stops.stopped()).isTrue();
        assertThat(stops.accept("ignored")).isEmpty();
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void whatWasHeldBackIsReleasedAtTheEnd() {
        StopStrings stops = new StopStrings(List.of("stop"));
        assertThat(stops.accept("a sto")).isEqualTo("a ");
        assertThat(stops.accept("")).isEmpty();
        assertThat(stops.flush()).isEqualTo("sto");
        assertThat(stops.flush()).isEmpty();
    }

    @Test
    void withoutStopStringsTextPassesThrough() {
        StopStrings stops = new StopStrings(List.of());
        assertThat(stops.accept("anything")).isEqualTo("anything");
        assertThat(stops.stopped()).isFalse();
    }

    @Test
    void anEmptyStopStringIsRefused() {
        assertThatThrownBy(() -> new StopStrings(List.of("a", "")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("stop string 2");
    }

    /** An alphabet of two letters, so that stop strings overlap one another and themselves. */
    @Test
    void endsWhereASearchOfTheWholeTextEnds() {
        Random random = new Random(4);
        int ended = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            List<String> stops = Stream.generate(() -> letters(random, 1 + random.nextInt(6)))
                    .limit(random.nextInt(4))
                    .toList();
            String text = letters(random, random.nextInt(30));
            String expected = naive(text, stops);
            StopStrings automaton = new StopStrings(stops);
            StringBuilder out = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(4));
                out.append(automaton.accept(text.substring(at, end)));
                assertThat(expected).startsWith(out);
                at = end;
            }
            out.append(automaton.flush());
            assertThat(out.toString()).as("%s in %s", stops, text).isEqualTo(expected);
            assertThat(automaton.stopped()).isEqualTo(expected.length() < text.length());
            ended += automaton.stopped() ? 1 : 0;
        }
        assertThat(ended).isBetween(5_000, 18_000);
    }

    /** The occurrence that ends first, of several the one that begins first. */
    private static String naive(String text, List<String> stops) {
        int bestEnd = Integer.MAX_VALUE;
        int bestStart = text.length();
        for (String stop : stops) {
            int start = text.indexOf(stop);
            int end = start + stop.length();
            if (start >= 0 && (end < bestEnd || (end == bestEnd && start < bestStart))) {
                bestEnd = end;
                bestStart = start;
            }
        }
        return text.substring(0, bestStart);
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(4) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }
}
