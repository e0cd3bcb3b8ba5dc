package dev.muninn.sampling.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Regular sets against the JDK's expressions, number bounds against its decimals, spelling against its UTF-8. */
class DfaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "^a",
                "a$",
                "^a$",
                "",
                "^$",
                "a|b",
                "^a|^b$",
                "a*b",
                "^(a|b)*c?$",
                "^a{2,3}$",
                "^[ab]+c$",
                "^[^a]$",
                "a.c",
                "^\\w\\d$",
                "^(?:ab)+?$",
                "^(?<n>a)b$",
                "^(?=a)[abc]+$",
                "^(?!ab)[abc]{2,}$",
                "^(?!.*cc)(?=.*b)[abc]*$",
                "\\x61\\u0062",
                "^[a-c\\-]+$",
                "^\\s?a",
                "^(a|)b$",
                "^((a|b){2}){1,2}$",
                "^[\\w-]+$",
                "^a{0}b$",
                "^(a*)*$"
            })
    void findsWhatTheJdkFinds(String pattern) {
        Pattern expected = Pattern.compile(pattern);
        Dfa dfa = RegexParser.search(pattern);
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(7); j > 0; j--) {
                text.append("aabbccd1_- ü".charAt(random.nextInt(12)));
            }
            assertThat(dfa.accepts(text.toString()))
                    .as("'%s' in '%s'", pattern, text)
                    .isEqualTo(expected.matcher(text).find());
        }
    }

    @Test
    void setsOfTextsCombine() {
        Dfa a = RegexParser.search("a");
        Dfa b = RegexParser.search("b");
        for (String text : new String[] {"", "a", "b", "ab", "x"}) {
            assertThat(a.and(b).accepts(text)).isEqualTo(a.accepts(text) && b.accepts(text));
            assertThat(a.or(b).accepts(text)).isEqualTo(a.accepts(text) || b.accepts(text));
            assertThat(a.not().accepts(text)).isEqualTo(!a.accepts(text));
        }
        assertThat(a.and(a.not()).isEmpty()).isTrue();
        assertThat(RegexParser.match("a{2,5}").hasLength(2, 5)).isTrue();
        assertThat(RegexParser.match("a{2,5}").hasLength(3, 5)).isFalse();
        assertThat(RegexParser.match("a{2,5}").hasLength(2, 4)).isFalse();
        assertThat(RegexParser.match("a+").hasLength(1, 1000)).isFalse();
    }

    @Test
    void boundsAgreeWithDecimals() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            boolean integer = random.nextBoolean();
            BigDecimal least = decimal(random);
            BigDecimal most = least.add(decimal(random).abs());
            ObjectNode schema = JsonMapper.shared().createObjectNode().put("type", integer ? "integer" : "number");
            boolean open = random.nextInt(3) == 0;
            schema.put(open ? "exclusiveMinimum" : "minimum", least).put("maximum", most);
            Grammar grammar;
            try {
                grammar = JsonSchema.grammar(schema);
            } catch (dev.muninn.error.MuninnException e) {
                assertThat(e).hasMessageContaining("is within its bounds");
                continue;
            }
            for (int j = 0; j < 60; j++) {
                BigDecimal near = random.nextBoolean() ? least : most;
                BigDecimal value =
                        random.nextInt(4) == 0 ? near : near.add(decimal(random).movePointLeft(random.nextInt(4)));
                boolean whole = value.stripTrailingZeros().scale() <= 0;
                if (integer && whole) {
                    value = value.setScale(0);
                }
                String text = value.signum() == 0 ? "0" : value.toPlainString();
                boolean right =
                        value.compareTo(least) >= (open ? 1 : 0) && value.compareTo(most) <= 0 && (!integer || whole);
                assertThat(accepts(grammar, text)).as("%s by %s", text, schema).isEqualTo(right);
            }
        }
    }

    private static BigDecimal decimal(Random random) {
        return BigDecimal.valueOf(random.nextInt(20001) - 10000, random.nextInt(4));
    }

    @Test
    void everyCodePointIsSpelledAsUtf8() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            int first = random.nextInt(Character.MAX_CODE_POINT + 1);
            int last = first + random.nextInt(Math.min(5000, Character.MAX_CODE_POINT + 1 - first));
            CodePoints points = CodePoints.of(first, last);
            if (points.isEmpty()) {
                continue;
            }
            Grammar grammar = new Grammar(Spelled.plain(points));
            for (int point : new int[] {first - 1, first, (first + last) / 2, last, last + 1}) {
                boolean character = point >= 0
                        && point <= Character.MAX_CODE_POINT
                        && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
                if (character) {
                    assertThat(accepts(grammar, Character.toString(point)))
                            .as("%x in %x to %x", point, first, last)
                            .isEqualTo(point >= first && point <= last);
                }
            }
        }
    }

    @Test
    void inJsonWhatMustBeEscapedIs() {
        Grammar grammar = new Grammar(Spelled.inJson(CodePoints.of(0, 'b')));
        for (String text : new String[] {"a", "\\\"", "\\\\", "\\n", "\\u0000", "\\u001f", " "}) {
            assertThat(accepts(grammar, text)).as(text).isTrue();
        }
        for (String text : new String[] {"\"", "\\", "\n", "c"}) {
            assertThat(accepts(grammar, text)).as(text).isFalse();
        }
    }

    private static boolean accepts(Grammar grammar, String text) {
        Automaton.State state = Automaton.read(new Automaton(grammar).start(), text.getBytes(StandardCharsets.UTF_8));
        return state != null && state.complete();
    }
}
