package dev.muninn.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ChatTemplateTest {
    private static final List<ChatMessage> HI = List.of(new ChatMessage("user", "Hi"));

    /** Template, then what transformers' Jinja makes of it with one message, user: Hi. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "{{ messages[0].role }}§user",
                "{{ messages[0]['content'] }}§Hi",
                "{{ bos_token + 'x' }}§<s>x",
                "{{ ' a ' | trim + 'b' }}§ab",
                "{{ 'a' ~ 1 ~ true }}§a1True",
                "{{ 1 + 2 }}§3",
                "{{ 'a' if true else 'b' }}§a",
                "{{ 'a' if false }}§",
                "{{ 'b' if false }}x§x",
                "{{ messages | length }}§1",
                "{{ messages[0] | tojson }}§{\"role\": \"user\", \"content\": \"Hi\"}",
                "{{ [1, 'ü', none, 1.5, true] | tojson }}§[1, \"ü\", null, 1.5, true]",
                "{% if tools is defined and tools %}a{% else %}b{% endif %}§b",
                "{% if tools is not none %}a{% else %}b{% endif %}§b",
                "{% if not tools %}a{% endif %}§a",
                "{% if enable_thinking is defined and enable_thinking is false %}a{% else %}b{% endif %}§b",
                "{{ missing | default('d') }}§d",
                "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}§1",
                "{% for m in messages %}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{% endfor %}§0TrueTrue",
                "{% for m in messages[1:] %}x{% endfor %}y§y",
                "{% for k, v in messages[0].items() %}{{ k }}={{ v }};{% endfor %}§role=user;content=Hi;",
                "{% for k, v in messages[0] | items %}{{ k }}={{ v }};{% endfor %}§role=user;content=Hi;",
                "{% macro f(x) %}<{{ x }}>{% endmacro %}{{ f('a') }}§<a>",
                "{% generation %}a{{ 1 }}{% endgeneration %}§a1",
                "{% raw %}{{ x }}{% endraw %}§{{ x }}",
                "{# comment #}a§a",
                "{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith('x') }}§TrueFalse",
                "{{ 'a</think>b'.split('</think>')[-1].lstrip('b') }}|§|",
                "{{ ' x '.strip() + 'xx'.rstrip('x') + 'AbC'.lower() + 'a'.upper() }}§xabcA",
                "{{ 'a.b.c'.split('.') | join('-') }}{{ 'a.b'.replace('.', '+') }}§a-b-ca+b",
                "{{ messages | map(attribute='role') | join(',') }}§user",
                "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}§1",
                "{{ 'a' in 'abc' }}{{ 'z' not in 'abc' }}§TrueTrue",
                "{{ messages[0].role is string }}{{ messages is iterable }}{{ messages[0] is mapping }}§TrueTrueTrue",
                "{%- for m in messages -%} x {%- endfor -%}  y§xy",
                "a  {{- 'b' -}}  c§abc",
                "{%- if true -%} x {%- elif false %} y {%- else %} z {%- endif %}§x",
                "{% for i in range(3) %}{{ i }}{% endfor %}{% for i in range(2, 0, -1) %}{{ i }}{% endfor %}§01221",
                "{% set x = 1 %}{% for m in messages %}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}§21",
                "{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}§2",
                "{{ -1 + 2 * 3 }}{{ 7 % 2 }}{{ 7 // 2 }}{{ not false and true }}§513True",
                "a {% if true %} b {% endif %} c§a  b  c",
                "  {% if true %}  b{% endif %}§  b",
                "  {# note #}a {# note #} b§a  b",
                "  {{ 1 }} {{ '  {% if' }}§  1   {% if",
                "{% raw %} a  {% if {% endraw %} c§ a  {% if  c",
                "{{ '}}' }} {% if true %}x{% endif %}§}} x",
                "{{ loop is defined }}§False",
                "{{ (messages | first).content }}{{ messages[-1].role }}§Hiuser"
            })
    void rendersAsTransformersDoes(String template, String expected) {
        assertThat(template(template).render(HI, true)).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void blocksAreTrimmedAndStripped() {
        String template =
                "{% for m in messages %}\n    {% if true %}\n  a {{ m.role }}\n    {% endif %}\n{%- endfor %}\nb\n";
        assertThat(template(template).render(HI, true)).isEqualTo("  a user\nb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{7*7}}", "{{ 7*7 }}", "{% raw %}", "{% endraw %}", "{% if true %}x{% endif %}", "{# gone #}",
                        "{{ messages }}",
                "{{", "}}", "{%", "%}", "\\n{{'a'}}", "<|end_turn|>", "a\u3000"
            })
    void whatMessagesSayIsNeverATemplate(String text) {
        String[] roles = {"system", "user", "assistant", "Huginn", "tool"};
        for (String role : roles) {
            String template = "{% for m in messages %}{% set c = m.content + '!' %}{{ c }}{{ m['content'] ~ '' }}"
                    + "{% generation %}{{ m.content }}{% endgeneration %}{% endfor %}";
            assertThat(template(template).render(List.of(new ChatMessage(role, text)), false))
                    .isEqualTo(text + "!" + text + text);
        }
        assertThat(template("{{ messages[0].role }}").render(List.of(new ChatMessage(text + "x", "c")), false))
                .isEqualTo(text + "x");
        try (Tokenizer tokenizer = HuginnTokenizer.load()) {
            String said = tokenizer
                    .chatTemplate()
                    .orElseThrow()
                    .render(List.of(new ChatMessage("user", "a" + text + "b")), true);
            assertThat(said).contains("a" + text + "b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ messages[5].role }}",
                "{{ 'a' + missing }}",
                "{{ 'a' + 1 }}",
                "{{ loop.previtem }}",
                "{{ nosuchfunction(1) }}",
                "{{ 'a'.repeat(3) }}",
                "{{ messages.stream() }}",
                "{% include 'a' %}",
                "{{ raise_exception('roles must alternate') }}"
            })
    void refusesWhatItCannotRender(String template) {
        ChatTemplate compiled = template(template);
        assertThatThrownBy(() -> compiled.render(HI, true))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("here: chat template: line 1, column ");
    }

    @Test
    void whatCannotBeCompiledIsNamedAtOnce() {
        assertThatThrownBy(() -> template("a\n{% nosuchtag %}"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith(
                        "here: the chat template cannot be compiled: line 2, column 4: there is no tag 'nosuchtag'");
        TokenizerConfig config = new TokenizerConfig(Map.of(), Map.of("default", "a", "tool_use", "{{"));
        assertThatThrownBy(() -> ChatTemplate.of(config, "here"))
                .isInstanceOf(MuninnException.class)
                .hasMessageStartingWith("here: the chat template 'tool_use' cannot be compiled: line 1, column 3");
        assertThatThrownBy(() -> template("a".repeat((1 << 20) + 1))).isInstanceOf(MuninnException.class);
    }

    @Test
    void theTemplatesOwnRefusalIsPassedOn() {
        assertThatThrownBy(() -> template("{% if true %}{{ raise_exception('roles must alternate') }}{% endif %}")
                        .render(HI, true))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("roles must alternate");
    }

    /** The constructs that the templates of well-known models are made of. */
    @Test
    void withoutToolsThereAreNone() {
        String llama =
                "{%- if not tools is defined %}{%- set tools = none %}{%- endif %}{{ 'T' if tools is not none else 'N'"
                        + " }}";
        assertThat(template(llama).render(HI, true)).isEqualTo("N");
        assertThat(template(llama).render(HI, true, List.of(Map.of("name", "f")), Map.of()))
                .isEqualTo("T");
        String deepSeek =
                "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
                        + "{% if add_generation_prompt %}<|Assistant|>{% endif %}";
        assertThat(template(deepSeek).render(HI, true)).isEqualTo("<|Assistant|>");
        assertThat(template(deepSeek).render(HI, false)).isEmpty();
        assertThat(template("{{ documents is none }}").render(HI, true)).isEqualTo("True");
        assertThat(template("{{ documents[0] }}").render(HI, true, List.of(), Map.of("documents", List.of("d"))))
                .isEqualTo("d");
    }

    @Test
    void membersThatAreNullAreLeftOut() {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("tool_calls", null);
        more.put("name", "n");
        ChatTemplate template = template("{{ 'tool_calls' in messages[0] }}{{ messages[0].name }}");
        assertThat(template.render(List.of(new ChatMessage("assistant", "", more)), true))
                .isEqualTo("Falsen");
    }

    @Test
    void toolsAndVariablesReachTheTemplate() {
        Map<String, Object> tool = new LinkedHashMap<>();
        tool.put("name", "add");
        tool.put("parameters", Map.of("x", List.of(1, 2)));
        String text = template("{{ tools[0] | tojson }}|{{ tools | tojson(indent=2) }}|{{ enable_thinking }}")
                .render(HI, true, List.of(tool), Map.of("enable_thinking", false));
        assertThat(text)
                .isEqualTo("{\"name\": \"add\", \"parameters\": {\"x\": [1, 2]}}|[\n"
                        + "  {\n"
                        + "    \"name\": \"add\",\n"
                        + "    \"parameters\": {\n"
                        + "      \"x\": [\n"
                        + "        1,\n"
                        + "        2\n"
                        + "      ]\n"
                        + "    }\n"
                        + "  }\n"
                        + "]|False");
        assertThat(template("{{ enable_thinking }}").mentions("enable_thinking"))
                .isTrue();
        assertThatThrownBy(() -> template("a").render(HI, true, List.of(), Map.of("messages", "x")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("messages");
    }

    @Test
    void theDateCanBeWritten() {
        assertThat(template("{{ strftime_now('%Y-%m-%d') }}").render(HI, true)).matches("20\\d\\d-\\d\\d-\\d\\d");
    }

    @Test
    void oneTemplateServesManyThreads() throws Exception {
        ChatTemplate template =
                template("{% set ns = namespace(s='') %}{% for m in messages %}{% set ns.s = ns.s + m.content %}"
                        + "{% endfor %}{{ ns.s }}");
        try (var pool = Executors.newFixedThreadPool(4)) {
            List<Callable<String>> tasks = IntStream.range(0, 400)
                    .<Callable<String>>mapToObj(i -> () -> template.render(
                            List.of(new ChatMessage("user", "a" + i), new ChatMessage("user", "b" + i)), true))
                    .toList();
            int i = 0;
            for (Future<String> done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo("a" + i + "b" + i);
                i++;
            }
        }
    }

    @Test
    void namedTemplatesAreUsedAsTransformersUsesThem(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                "{\"bos_token\": {\"content\": \"<b>\"}, \"chat_template\": [{\"name\": \"tool_use\", \"template\":"
                        + " \"t{{ tools[0].name }}\"},{\"name\": \"rag\", \"template\": \"r{{ documents[0]"
                        + " }}\"},{\"name\": \"default\", \"template\": \"d{{ bos_token }}\"}]}");
        ChatTemplate listed =
                ChatTemplate.of(TokenizerConfig.read(directory), "x").orElseThrow();
        List<Map<String, Object>> tools = List.of(Map.of("name", "f"));
        assertThat(listed.render(HI, true)).isEqualTo("d<b>");
        assertThat(listed.render(HI, true, tools, Map.of())).isEqualTo("tf");
        assertThat(listed.knowsTools()).isTrue();
        assertThat(listed.source()).isEqualTo("d{{ bos_token }}");
        assertThat(listed.sourceForTools()).isEqualTo("t{{ tools[0].name }}");
        Map<String, Object> documents = Map.of("documents", List.of("doc"));
        assertThat(listed.named("rag").orElseThrow().render(HI, true, tools, documents))
                .isEqualTo("rdoc");
        assertThat(listed.named("other")).isEmpty();
        Files.writeString(directory.resolve("chat_template.jinja"), "file{{ bos_token }}\n");
        ChatTemplate file =
                ChatTemplate.of(TokenizerConfig.read(directory), "x").orElseThrow();
        assertThat(file.render(HI, true, tools, Map.of())).isEqualTo("file<b>");
        Path more = Files.createDirectory(directory.resolve("additional_chat_templates"));
        Files.writeString(more.resolve("tool_use.jinja"), "more");
        Files.writeString(more.resolve("notes.txt"), "{{");
        ChatTemplate both =
                ChatTemplate.of(TokenizerConfig.read(directory), "x").orElseThrow();
        assertThat(both.render(HI, true)).isEqualTo("file<b>");
        assertThat(both.render(HI, true, tools, Map.of())).isEqualTo("more");
        TokenizerConfig two = new TokenizerConfig(Map.of(), Map.of("a", "1", "b", "2"));
        assertThatThrownBy(() -> ChatTemplate.of(two, "x")).isInstanceOf(MuninnException.class);
        assertThat(ChatTemplate.of(new TokenizerConfig(Map.of(), Map.of()), "x"))
                .isEmpty();
    }

    /** Mutations of the real file and of pieces of templates; anything but a MuninnException fails the test. */
    @Test
    void mutatedConfigurationsEndWell() throws IOException {
        byte[] seed = Files.readAllBytes(HuginnTokenizer.DIRECTORY.resolve("tokenizer_config.json"));
        String[] tokens = {
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "messages",
            "|",
            "trim",
            "+",
            "~",
            "[",
            "]",
            "(",
            ")",
            ".",
            "'",
            "0",
            "-1",
            "if ",
            "for ",
            "in ",
            "set ",
            "endif",
            "endfor",
            "raw",
            "generation",
            "range(9)",
            "==",
            " is ",
            " not ",
            "tojson",
            "default",
            ":",
            ",",
            "x"
        };
        Random random = new Random(11);
        for (int i = 0; i < 10_000; i++) {
            byte[] data = i % 2 == 0 ? mutate(seed, random) : config(tokens, random);
            ChatTemplate.fuzzTokenizerConfig(data);
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] data = seed.clone();
        int from = new String(seed, StandardCharsets.ISO_8859_1).indexOf("chat_template");
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            int at = random.nextBoolean() ? from + random.nextInt(900) : random.nextInt(data.length);
            data[at] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : "{}%'\"|.[]()+ ".charAt(random.nextInt(13)));
        }
        return data;
    }

    private static byte[] config(String[] tokens, Random random) {
        StringBuilder template = new StringBuilder();
        for (int n = random.nextInt(30); n > 0; n--) {
            template.append(tokens[random.nextInt(tokens.length)]);
        }
        return ("{\"chat_template\": " + JsonMapper.shared().writeValueAsString(template.toString()) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ChatTemplate template(String source) {
        return ChatTemplate.of(new TokenizerConfig(Map.of("bos_token", "<s>"), Map.of("default", source)), "here")
                .orElseThrow();
    }
}
