package dev.muninn.sampling.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrammarsTest {
    private static void check(Grammar grammar, String accepted, String refused) {
        for (String text : accepted.split(" ")) {
            assertThat(accepts(grammar, text)).as(text).isTrue();
        }
        for (String text : refused.split(" ")) {
            assertThat(accepts(grammar, text)).as(text).isFalse();
        }
    }

    private static boolean accepts(Grammar grammar, String text) {
        Automaton.State state = Automaton.read(new Automaton(grammar).start(), text.getBytes(StandardCharsets.UTF_8));
        return state != null && state.complete();
    }

    @Test
    void aChoiceIsOneOfItsTexts() {
        check(Grammars.choice(List.of("yes", "no", "größe")), "yes no größe", "ye yesno größ x");
        assertThatThrownBy(() -> Grammars.choice(List.of())).isInstanceOf(MuninnException.class);
        assertThatThrownBy(() -> Grammars.choice(List.of(""))).isInstanceOf(MuninnException.class);
    }

    @Test
    void anExpressionMatchesTheWhole() {
        check(Grammars.regex("[a-c]+\\d?|ü"), "a abc1 ü", "1 abd abc12 üü");
        check(Grammars.regex("^a$"), "a", "b aa");
        assertThatThrownBy(() -> Grammars.regex("(?=b)a")).hasMessageContaining("matches no text at all");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "root ::= \"a\" | \"b\" root§a ba bba§b ab c",
                "root ::= digits (\"+\" digits)* # sums¶digits ::= [0-9]+§1 12+3 1+2+3§+ 1+ a",
                "root ::= ([^a-c\\n] | \"\\\"\\x41\")? .{2}§xy zxy \"Axy üxy§a axyz",
                "root ::= one¶  | two¶one ::= \"1\"¶two ::= \"2\"{2,3}§1 22 222§2 2222 12",
                "root ::= (\"a\"¶  \"b\")+¶¶§ab abab§a ba",
                "root ::= [\\u00e4-\\u00f6\\]]§ä ö ]§a ü"
            })
    void readsGbnf(String grammar, String accepted, String refused) {
        check(Grammars.gbnf(grammar.replace('¶', '\n')), accepted, refused);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "start ::= [a]§no rule 'root'",
                "root ::= other§uses the rule 'other'",
                "root ::= root [a] | [b]§rule 'root' begins with itself",
                "root ::= x? root§uses the rule 'x'",
                "root ::= [a]* root§rule 'root' begins with itself",
                "root = [a]§line 1: '::=' is wanted",
                "root ::= (a§')' is wanted",
                "root ::= [a§does not end in its line",
                "root ::= [a]{3,2}§the least first",
                "root ::= [a] )§without a group",
                "root ::= [b] root§no text is finite"
            })
    void whatIsNoGrammarIsRefused(String grammar, String message) {
        assertThatThrownBy(() -> Grammars.gbnf(grammar))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(message);
    }
}
