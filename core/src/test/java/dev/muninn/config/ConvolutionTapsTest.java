package dev.muninn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.architecture.Architecture;
import dev.muninn.error.MuninnException;
import dev.muninn.family.Families;
import dev.muninn.family.RavenFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionTapsTest {
    private static Architecture config(int taps) {
        return RavenFacts.of(
                101, 48, 4, 4, 12, 80, 1e-6f, 50000, 256, 1, 1, 1, 8, 4, true, true, taps, SpecialTokens.NONE);
    }

    @Test
    void areReadAsTheyWereWritten() {
        for (int taps = 2; taps <= 8; taps++) {
            assertThat(Configs.parse(Families.toJson(config(taps)), "c")).isEqualTo(config(taps));
        }
    }

    @Test
    void noneLeaveNoKey() {
        String json = Families.toJson(config(0));
        assertThat(json).doesNotContain("short_conv_taps");
        assertThat(Configs.parse(json, "c")).isEqualTo(config(0));
    }

    @ParameterizedTest
    @CsvSource({"9, found 9", "-1, found -1", "1.5, found 1.5", "true, found true"})
    void refusesOthersAndSaysWhy(String taps, String found) {
        String json = Families.toJson(config(4)).replaceFirst("(\"short_conv_taps\"\\s*:\\s*)4", "$1" + taps);
        assertThatThrownBy(() -> Configs.parse(json, "c"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("'short_conv_taps': " + found + ", wanted an integer between 0 and 8");
        assertThatThrownBy(() -> config(1))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("convolution taps are 1");
        assertThatThrownBy(() -> config(9))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("the number of convolution taps is 9");
    }
}
