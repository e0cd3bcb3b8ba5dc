package dev.muninn.eval.harness.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts and literals as CPython 3.11 treats them. */
class PythonTextTest {
    @Test
    void valuesAreWrittenAsPythonWritesThem() {
        assertThat(PythonText.repr("a'b\"c\n\u200b😀é\u007f")).isEqualTo("'a\\'b\"c\\n\\u200b😀é\\x7f'");
        assertThat(PythonText.repr("it's")).isEqualTo("\"it's\"");
        assertThat(List.of(1e16, 1e-5, 123456.0, 0.1, 1e22, -0.0, 51.0, 1.5e-7, 12345678.9).stream()
                        .map(PythonText::repr))
                .containsExactly("1e+16", "1e-05", "123456.0", "0.1", "1e+22", "-0.0", "51.0", "1.5e-07", "12345678.9");
        assertThat(PythonText.repr(new ArrayList<>(Arrays.asList(1L, "x", null, true, Map.of("a", 1.5)))))
                .isEqualTo("[1, 'x', None, True, {'a': 1.5}]");
        assertThat(PythonText.str("x")).isEqualTo("x");
    }

    @Test
    void spacesArePythons() {
        assertThat(PythonText.strip("\u00a0\u001c a b\u2003\n")).isEqualTo("a b");
        assertThat(PythonText.rstrip(" a\u3000")).isEqualTo(" a");
        assertThat(PythonText.words(" a  b\nc ")).isEqualTo(5);
        assertThat(PythonText.words("")).isEqualTo(1);
        assertThat(PythonText.length("a😀")).isEqualTo(2);
    }

    @Test
    void literalsAreRead() {
        assertThat(PythonLiteral.parse("['a', \"it's\", 'b' 'c', 'é\\u00e9\\x41\\n']"))
                .isEqualTo(List.of("a", "it's", "bc", "éé" + "A\n"));
        assertThat(PythonLiteral.parse(" (1, -2.5, [3]) ")).isEqualTo(List.of(1L, -2.5, List.of(3L)));
        assertThat(PythonLiteral.parse("{'a': True, 'b': None}")).hasToString("{a=true, b=null}");
        assertThat(PythonLiteral.parse("('x')")).isEqualTo("x");
        assertThat(PythonLiteral.parse("r'a\\n'")).isEqualTo("a\\n");
        assertThat(PythonLiteral.parse("'''two\nlines'''")).isEqualTo("two\nlines");
        for (String bad : List.of("", "a", "[1", "[1 2]", "'a", "007", "f(1)", "1 2", "'a\nb'", "{1}")) {
            assertThatThrownBy(() -> PythonLiteral.parse(bad))
                    .as(bad)
                    .isInstanceOf(MuninnException.class)
                    .hasMessageStartingWith("not a Python literal");
        }
    }
}
