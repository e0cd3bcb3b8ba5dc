package dev.muninn.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Templates of task files; the texts are those of Jinja2 3.1 as lm-evaluation-harness 0.4.13 sets it up. */
class TaskDialectTest {
    private static String render(String template) {
        return Template.compile(template, Dialect.TASK).render(Map.of("q", "x", "items", List.of("a's", 2L)));
    }

    @Test
    void noWhiteSpaceGoesUnlessATagSaysSo() {
        assertThat(render("a\n  {% if true %}\n b\n{% endif %}\n")).isEqualTo("a\n  \n b\n\n");
        assertThat(render("a\n  {%- if true -%}\n b\n{%- endif %}\n")).isEqualTo("ab\n");
        assertThat(render("{{ items }}{# c #}\n")).isEqualTo("[\"a's\", 2]\n");
        assertThat(Template.compile("a\n  {% if true %}\n b\n{% endif %}\n").render(Map.of()))
                .isEqualTo("a\n b\n");
    }

    @Test
    void whatIsUndefinedIsAnError() {
        for (String template : List.of(
                "{{ nothing }}",
                "{% if nothing %}{% endif %}",
                "{% for a in nothing %}{% endfor %}",
                "{{ nothing | length }}",
                "{{ nothing ~ 'a' }}",
                "{{ q.nothing }}",
                "{{ items[7] }}",
                "{{ nothing or 1 }}")) {
            assertThatThrownBy(() -> render(template)).as(template).isInstanceOf(MuninnException.class);
        }
        assertThat(render("{{ nothing is defined }} {{ nothing | default('d') }}"))
                .isEqualTo("False d");
        assertThat(Template.compile("[{{ nothing }}]").render(Map.of())).isEqualTo("[]");
    }

    @Test
    void expressionsOfPythonReplace() {
        assertThat(render("{{ 'a [x] b [y]' | regex_replace('\\\\[.*?\\\\]', '') }}"))
                .isEqualTo("a  b ");
        assertThat(render("{{ '12-3 4-5' | regex_replace('(?P<n>\\\\d+)-(\\\\d)', '\\\\2:\\\\g<n>', 1) }}"))
                .isEqualTo("3:12 4-5");
        assertThatThrownBy(() ->
                        Template.compile("{{ 'a' | regex_replace('a', 'b') }}").render(Map.of()))
                .hasMessageContaining("regex_replace");
        assertThat(PythonRegex.compile("x{,2}y[^]a]{1}|[[]|a{b").findAll("xxyb [ a{b"))
                .containsExactly(List.of("xxyb"), List.of("["), List.of("a{b"));
        assertThat(PythonRegex.compile("(a)|(b)$").findAll("ab\n")).containsExactly(List.of("a", ""), List.of("", "b"));
        assertThatThrownBy(() -> PythonRegex.compile("(?(1)a)")).hasMessageContaining("is not supported");
    }
}
