package dev.muninn.tokenizer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muninn.fuzz.Fuzzing;
import dev.muninn.fuzz.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokenizerConfigFuzzTest {
    private static final List<byte[]> GOOD = Stream.of("""
                    {"bos_token": "<s>", "eos_token": {"content": "</s>", "special": true}, "pad_token": null}""", """
                    {"bos_token": "<s>", "chat_template": "{{ bos_token }}{% for m in messages %}{{ m['role'] + ': ' + m.content \
                    | trim }}\\n{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}"}""", """
                    {"chat_template": [{"name": "default", "template": "{%- set n = namespace(a=0) %}{%- for m in messages -%} \
                    {%- if loop.first and m.role == 'system' %}[{{ m.content }}]{% elif m.role != 'user' %} \
                    {{ raise_exception('no ' ~ m.role) }}{% else %}{% generation %}{{ m.content | tojson }}{% endgeneration %} \
                    {% endif %}{% endfor %}{{ messages[-1]['content'][:3].upper() }}"}]}""", """
                    {"chat_template": "{% macro a(x) %}{{ x|length }}{% endmacro %}{{ a(messages) }}{{ strftime_now('%Y') }}\
                    {% for i in range(3) %}{{ i * 2 // 1 }}{% endfor %}{{ 'x' if tools is defined else 'y' }}"}""")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    @FuzzTest(maxExecutions = Fuzzing.RUNS)
    void anyBytesAreATokenizerConfigOrAComplaint(byte[] input) {
        ChatTemplate.fuzzTokenizerConfig(input);
    }

    @Test
    void manyNearlyGoodOnes() {
        Mutations.run(GOOD, Fuzzing.RUNS, this::anyBytesAreATokenizerConfigOrAComplaint);
    }
}
