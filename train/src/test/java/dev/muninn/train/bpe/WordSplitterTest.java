package dev.muninn.train.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WordSplitterTest {
    private static final Pattern PATTERN = Pattern.compile(WordSplitter.PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        WordSplitter.split(text, (start, end) -> words.add(text.substring(start, end)));
        return words;
    }

    private static List<String> byPattern(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = PATTERN.matcher(text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    @Test
    void aSmallNumberIsAWordAndALabelBelongsToTheLineThatItBegins() {
        assertThat(words("Let ab = 14 + 3.\nAnswer: 17\n"))
                .containsExactly("Let", " ab", " =", " 14", " +", " 3", ".", "\nAnswer:", " 17", "\n");
        assertThat(words("12 123 4567 8x90"))
                .containsExactly("12", " 1", "2", "3", " 4", "5", "6", "7", " 8", "x", "90");
        assertThat(words("a-b,  c   1\t\n\n x\n\nB: :c:: \n2"))
                .containsExactly(
                        "a", "-", "b", ",", " ", " c", "  ", " 1", "\t", "\n\n", " x", "\n\n", "B:", " :", "c:", ":",
                        " ", "\n", "2");
    }

    @Test
    void theLoopIsThePattern() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            String text = TextSamples.random(random);
            assertThat(words(text)).as(text).isEqualTo(byPattern(text));
            assertThat(String.join("", words(text))).isEqualTo(text);
        }
    }

    @Test
    void everyCharacterIsOfTheKindThatThePatternSays() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (Character.getType(c) != Character.SURROGATE) {
                String text = "a" + Character.toString(c) + Character.toString(c) + "?";
                if (!words(text).equals(byPattern(text))) {
                    assertThat(words(text)).as("U+%04X", c).isEqualTo(byPattern(text));
                }
            }
        }
    }
}
