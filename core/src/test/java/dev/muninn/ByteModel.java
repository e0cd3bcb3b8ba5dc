package dev.muninn;

import dev.muninn.config.SpecialTokens;
import dev.muninn.family.RavenFacts;
import dev.muninn.weights.DType;
import dev.muninn.weights.RandomCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A random tiny checkpoint that speaks bytes, with a chat template; for tests of all modules. */
public final class ByteModel {
    public static final int BEGIN = 256;
    public static final int END = 257;
    public static final int CONTEXT = 512;
    public static final int MEAN = 8;

    public static final String TEMPLATE =
            "{% for message in messages %}[{{ message['role'] }}] {{ message['content'] }}\n"
                    + "{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

    /** One that knows tools, and writes everything that a turn has of them. */
    public static final String TOOLS_TEMPLATE =
            "{% if tools %}[tools]{% for tool in tools %} {{ tool.function.name }}{% endfor %}"
                    + " <tool_call></tool_call>\n{% endif %}"
                    + "{% for m in messages %}[{{ m.role }}] {{ m.content }}"
                    + "{% if m.tool_calls is defined %}{% for c in m.tool_calls %}<tool_call>{{ c.function | tojson }}</tool_call>"
                    + "{% endfor %}{% endif %}{% if m.tool_call_id is defined %} ({{ m.tool_call_id }}"
                    + "{% if m.name is defined %} {{ m.name }}{% endif %}){% endif %}{{ '\\n' }}"
                    + "{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}";

    private ByteModel() {}

    public static Path write(Path directory, String template) throws IOException {
        var config = RavenFacts.of(
                END + 1,
                32,
                2,
                2,
                16,
                48,
                1e-6f,
                50_000,
                CONTEXT,
                1,
                1,
                1,
                MEAN,
                4,
                true,
                true,
                0,
                new SpecialTokens(OptionalInt.of(BEGIN), List.of(END), OptionalInt.empty()));
        new RandomCheckpoint(config, DType.F32, 3, 1).write(directory);
        Files.writeString(directory.resolve("tokenizer.json"), tokenizer());
        Files.writeString(directory.resolve("chat_template.jinja"), template);
        Files.writeString(
                directory.resolve("tokenizer_config.json"), "{\"bos_token\":\"<|begin|>\",\"eos_token\":\"<|end|>\"}");
        return directory;
    }

    /** Byte-level BPE without merges: a token a byte. */
    private static String tokenizer() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("version", "1.0");
        for (int special = BEGIN; special <= END; special++) {
            json.withArray("added_tokens")
                    .addObject()
                    .put("id", special)
                    .put("content", special == BEGIN ? "<|begin|>" : "<|end|>")
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        for (String part : List.of("pre_tokenizer", "decoder")) {
            json.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", false);
        }
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocab = model.putObject("vocab");
        int unprintable = 256;
        for (int value = 0; value < 256; value++) {
            boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value <= 0xAC || value >= 0xAE;
            vocab.put(Character.toString(printable ? value : unprintable++), value);
        }
        model.putArray("merges");
        return json.toString();
    }
}
