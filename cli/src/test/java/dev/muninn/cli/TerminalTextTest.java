package dev.muninn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
    @Test
    void escapeSequencesAreShownNotObeyed() {
        assertThat(Printable.of("a\033[2Jb\u009B1m\u007F\r\n\tc")).isEqualTo("a␛[2Jb\uFFFD1m␡␍\n\tc");
        assertThat(Printable.word(" a\nbcd", 4)).isEqualTo("␣a␊b");
    }

    @Test
    void theDeepestIsTheReddestAndShallowerIsNeverRedder() {
        for (int most : new int[] {1, 2, 8, 9, 10, 32, 100_000}) {
            DepthColours colours = new DepthColours(most);
            assertThat(colours.style(most)).isEqualTo("38;5;160");
            assertThat(colours.style(most + 100)).isEqualTo("38;5;160");
            if (most > 1) {
                assertThat(colours.style(1)).isEqualTo("38;5;33");
            }
        }
        assertThat(new DepthColours(9).style(5)).isEqualTo("38;5;106");
    }

    @Test
    void bytesHaveThreeDigits() {
        assertThat(Units.bytes(0)).isEqualTo("0 B");
        assertThat(Units.bytes(999)).isEqualTo("999 B");
        assertThat(Units.bytes(1000)).isEqualTo("1.00 kB");
        assertThat(Units.bytes(2_787_840)).isEqualTo("2.79 MB");
        assertThat(Units.bytes(99_960)).isEqualTo("100 kB");
        assertThat(Units.bytes(999_499)).isEqualTo("999 kB");
        assertThat(Units.bytes(999_500)).isEqualTo("1.00 MB");
        assertThat(Units.bytes(Long.MAX_VALUE)).isEqualTo("9.22 EB");
        assertThat(Units.duration(59)).isEqualTo("59 s");
        assertThat(Units.duration(61)).isEqualTo("1:01");
        assertThat(Units.duration(3_723)).isEqualTo("1:02:03");
    }

    @Test
    void columnsLineUp() {
        assertThat(Table.of("a", "bb").add("ccc", "d").toString().lines()).containsExactly("a    bb", "ccc   d");
        assertThat(Table.ofFacts().add("a", "bb").add("ccc", "d").toString().lines())
                .containsExactly("a    bb", "ccc  d");
    }
}
