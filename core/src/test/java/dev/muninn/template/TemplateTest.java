package dev.muninn.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Map<String, Object> DATA = Map.of(
            "text",
            "aé😀\n",
            "l",
            List.of(3, 1, 2),
            "d",
            Map.of("items", 5),
            "big",
            new BigInteger("123456789012345678901234567890"));

    private static String render(String template) {
        return Template.compile(template).render(DATA);
    }

    /** What Jinja2 3.1.6 prints. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '¦',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{ text|length }}{{ text[2] }}{{ text[::-1]|trim }}§4😀😀éa",
                "{{ d.items is callable }}{{ d['items'] }}{{ d.values()|list }}§True5[5]",
                "{{ big }}{{ 9223372036854775807 + 1 }}{{ 2 ** 70"
                        + " }}§12345678901234567890123456789092233720368547758081180591620717411303424",
                "{{ -7 // 2 }}{{ -7 % 3 }}{{ 7 % -3 }}{{ -7.5 // 2 }}{{ 1e16 }}{{ 0.1 + 0.2 }}{{ -1 ** 2"
                        + " }}§-42-2-4.01e+160.300000000000000041",
                "{{ 1 == true }}{{ {1: 'a'}[true] }}{{ [1, 2.0] == [1.0, 2] }}{{ (1,) }}{{ {} }}§TrueaTrue(1,){}",
                "{% for a in [1, [2, [3]]] recursive %}{{ loop(a) if a is sequence else a }}{{ loop.depth }};{% endfor"
                        + " %}§11;22;33;2;1;",
                "{% for x in [1, 2, 3, 4] if x % 2 == 0 %}{{ loop.index }}{{ x }}{{ loop.previtem }},{% else %}none{%"
                        + " endfor %}§12,242,",
                "{% for x in [] %}a{% else %}none{% endfor %}§none",
                "{% for x in [1] %}{% continue %}{% else %}as Jinja has it{% endfor %}§as Jinja has it",
                "{% for x in l %}{% set y %}{{ x }}{% if x == 1 %}{% break %}{% endif %}{% endset %}{{ y }}{% endfor"
                        + " %}§3",
                "{% macro tree(n) %}({% if n %}{{ tree(n - 1) }}{{ tree(n - 1) }}{% endif %}){% endmacro %}{{ tree(2)"
                        + " }}§((()())(()()))",
                "{% macro f(a, b=a) %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }}{{ f(1, 2, 3,"
                        + " c=4) }}§11(){}12(3,){'c': 4}",
                "{% macro f() %}<{{ caller('x') }}>{% endmacro %}{% call(t) f() %}{{ t }}{{ t }}{% endcall %}§<xx>",
                "{% block a %}1{% endblock %}{{ self.a() }}§11",
                "{{ '%05.1f|%-4s|%x|%%|%r' % (3.14159, 'ab', 255, 'q') }}§003.1|ab  |ff|%|'q'",
                "{{ '{:>5}|{0}{x[a]}|{:,}|{:.2%}'.replace('{0}', '').format('ab', 1234567, 0.256, x={'a': 1}) }}§  "
                        + " ab|1|1,234,567|25.60%",
                "{{ 'the quick  brown'.split(none, 1) }}{{ 'a,b,,c'.rsplit(',', 2) }}{{ 'ab'.center(5) }}|§['the',"
                        + " 'quick  brown']['a,b', '', 'c']  ab |",
                "{{ [{'a': 'B'}, {'a': 'a'}] | sort(attribute='a') | map(attribute='a') | join }}{{ l |"
                        + " sort(reverse=true) }}§aB[3, 2, 1]",
                "{{ ['a', none, 1.5, true] | tojson(separators=(',', ':')) }}{{ {'b': 1, 'a': 'é'} | tojson(true,"
                        + " sort_keys=true) }}§[\"a\",null,1.5,true]{\"a\": \"\\u00e9\", \"b\": 1}",
                "{% set n = namespace(a=1) %}{% for x in l %}{% set n.a = n.a * 2 + x %}{% endfor %}{{ n.a }}§24",
                "{% if x is defined and x.y %}a{% elif not x is defined %}b{% endif %}§b",
                "{{ 'a' if false }}{{ x }}{{ x | default('d') }}{{ none | default('e', true) }}§de",
                "{{ x | unknown if false }}{% if false %}{{ 1 is unknown }}{% endif %}ok§ok",
                "{% autoescape false %}{{ '<' }}{% endautoescape %}§<",
                "{{ ('<b>' | e) + '<' }}{{ '<' ~ ('x' | safe) }}§&lt;b&gt;&lt;<x",
                "{{ strftime_now('%d %b %Y, %A %-d %B %H:%M:%S %j') }}§05 Nov 2026, Thursday 5 November 09:07:03 309",
                "{{ 'x' 'y' }}{{ '\\u00e9\\x41\\101\\N{BULLET}\\q' }}§xyéAA•\\q",
            })
    void isPythonInside(String template, String expected) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-05T09:07:03Z"), ZoneOffset.UTC);
        assertThat(Template.compile(template).render(DATA, clock)).isEqualTo(expected);
    }

    @Test
    void lineEndsAreOneLetterAndTheLastIsDropped() {
        assertThat(render("a\r\nb\r{{ 1 }}\r\n")).isEqualTo("a\nb\n1");
        assertThat(render("a\n\n")).isEqualTo("a\n");
        assertThat(render("{% if true %}\r\n  a\r\n  {% endif %}\r\nb")).isEqualTo("  a\nb");
    }

    /** Line and column of what is wrong, when it is compiled. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a\\n  {% if x %}\\nb§line 3, column 2: the template ends where",
                "a\\n  {{ 'x }}§line 2, column 6: this string has no end",
                "{{ 1 +* 2 }}§line 1, column 7: wanted an expression, found '*'",
                "{{ x | nosuchfilter }}§line 1, column 8: there is no filter 'nosuchfilter' here",
                "{{ x is nosuchtest }}§line 1, column 6: there is no test 'nosuchtest' here",
                "\\n{% nosuchtag %}§line 2, column 4: there is no tag 'nosuchtag' here",
                "{% endif %}§line 1, column 4: there is no tag 'endif' here",
                "{% for m in l %}a{% endif %}§line 1, column 21: there is no tag 'endif' here; wanted '{% endfor %}'"
                        + " or '{% else %}'",
                "{# never§line 1, column 1: this comment has no end",
                "{% raw %}a§line 1, column 1: 'raw' has no end",
                "{{ (1] }}§line 1, column 6: unexpected ']'",
                "{{ a ? b }}§line 1, column 6: unexpected character '?'",
                "{% set true = 1 %}§line 1, column 8: cannot assign to 'true'",
                "{% break %}§line 1, column 4: 'break' stands outside of a loop",
                "{% for loop in l %}{% endfor %}§line 1, column 4: 'loop' cannot be",
                "{{ 'a' | urlize }}§line 1, column 10: there is no filter 'urlize' here",
            })
    void whatCannotBeCompiledIsPointedAt(String template, String message) {
        assertThatThrownBy(() -> Template.compile(template.replace("\\n", "\n")))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "ab\\n {{ 'a' + 1 }}§line 2, column 9: 'str' and 'int' cannot be combined by '+'",
                "{{ foo.bar }}§line 1, column 7: 'foo' is undefined",
                "{{ l.append(1) }}§line 1, column 12: 'append' of 'list' is not allowed in templates",
                "{{ l.__class__.name }}§line 1, column 15: '__class__' of 'list' is not allowed in templates",
                "{{ 'a'.getClass() }}§line 1, column 16: 'str' has no member 'getClass'",
                "{{ raise_exception('roles must alternate') }}§line 1, column 19: the template refuses these messages:"
                        + " roles must alternate",
                "{{ 1 // 0 }}§line 1, column 6: division by zero",
                "{% include 'x' %}§line 1, column 4: 'include' wants another template, and there is none",
                "{% set a, b = [1] %}§line 1, column 8: wanted 2 values to assign, found 1",
                "{{ foo | tojson }}§line 1, column 10: 'Undefined' cannot be written as JSON: 'foo' is undefined",
                "{{ range(200000) }}§line 1, column 9: range() has more than 100000 numbers",
            })
    void whatCannotBeRenderedIsPointedAt(String template, String message) {
        assertThatThrownBy(() -> render(template.replace("\\n", "\n")))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(100000) %}{% for b in range(100000) %}{% for c in range(100000) %}{% endfor %}{%"
                        + " endfor %}{% endfor %}",
                "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% macro f(x) %}{{ f(x + [x]) }}{% endmacro %}{{ f([]) }}",
                "{% set ns = namespace(s='aaaaaaaaaa') %}{% for a in range(1000) %}{% set ns.s = ns.s + ns.s %}{%"
                        + " endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for a in range(1000) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{"
                        + " ns.s }}",
                "{% set ns = namespace(s=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{"
                        + " ns.s | tojson }}",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for a in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% set"
                        + " ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}",
                "{% set ns = namespace(s=(1,)) %}{% for a in range(60) %}{% set ns.s = (ns.s, ns.s) %}{% endfor %}{{"
                        + " {ns.s: 1} }}",
                "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}",
                "{% for a in range(100000) %}{% for b in range(99) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'"
                        + " }}{% endfor %}{% endfor %}",
                "{{ 'a' * 1000000000 }}",
                "{{ [1] * 1000000000 }}",
                "{{ 9 ** 999999 }}",
                "{{ 'a' | center(2000000000) }}",
                "{{ '%2000000000d' % 1 }}",
                "{{ '%999999s' % 1 * 1000 }}",
                "{{ '{:>999999}'.format(1) * 1000 }}",
                "{{ ('a' * 1000000).replace('', 'b' * 1000) }}",
                "{{ [1] | batch(2000000000, 0) | list }}",
                "{{ [1] | slice(2000000000) | list }}",
                "{{ ('x' * 1000000).split('x') | join('y' * 1000) }}"
            })
    void everyTemplateEnds(String template) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> render(template)).isInstanceOf(MuninnException.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ (",
                "{{ [",
                "{{ -",
                "{{ not ",
                "{{ 1 if ",
                "{% if true %}",
                "{{ {1:",
                "{{ a[",
                "{{ f(",
                "{% set x %}"
            })
    void deepNestingIsRefused(String opening) {
        String deep = opening
                + opening.substring(2, opening.endsWith("%}") ? 2 : opening.length())
                        .repeat(100_000);
        String repeated = opening.endsWith("%}") ? opening.repeat(20_000) : deep;
        assertThatThrownBy(() -> Template.compile(repeated)).isInstanceOf(MuninnException.class);
    }

    @Test
    void deepDataIsRefusedAndWideDataIsNot() {
        List<Object> deep = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        Map<String, Object> variables = Map.of("deep", deep);
        assertThatThrownBy(() -> Template.compile("{{ deep }}").render(variables))
                .isInstanceOf(MuninnException.class);
        StringBuilder sum = new StringBuilder("{{ '' ");
        for (int i = 0; i < 500; i++) {
            sum.append("+ 'a'");
        }
        assertThat(render(sum + " }}")).isEqualTo("a".repeat(500));
    }

    @Test
    void nothingThatIsGivenIsChanged() {
        Map<String, Object> given = new HashMap<>();
        given.put("none", null);
        given.put("list", new ArrayList<>(List.of(1, 2)));
        String text = Template.compile("{% set list = list + [3] %}{{ list }}{{ none }}")
                .render(given);
        assertThat(text).isEqualTo("[1, 2, 3]None");
        assertThat(given.get("list")).isEqualTo(List.of(1, 2));
    }
}
