package dev.muninn.train.jsonl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.tokenizer.ChatMessage;
import dev.muninn.train.jsonl.JsonlLine.Chat;
import dev.muninn.train.jsonl.JsonlLine.Text;
import dev.muninn.train.jsonl.JsonlLine.Turn;
import dev.muninn.train.jsonl.JsonlLine.Turns;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonlFilesTest {
    @TempDir
    private Path directory;

    private List<JsonlLine> read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("mine.jsonl"), text);
        List<JsonlLine> lines = new ArrayList<>();
        new JsonlFiles(List.of(file)).forEach(lines::add);
        return lines;
    }

    @Test
    void everyShape() throws IOException {
        List<JsonlLine> lines = read("""
                {"text": "Once.", "label": "stories"}

                {"prompt": "2 + 2 = ", "completion": "4", "group": "sums"}
                {"turns": [{"prompt": "a", "completion": "b", "asked": false}, {"prompt": "c", "completion": "d", "weight": 0.5}]}
                {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}
                """);
        assertThat(lines).extracting(JsonlLine::label).containsExactly("stories", "mine", "mine", "mine");
        assertThat(lines.get(1).place()).endsWith("mine.jsonl, line 3");
        assertThat(lines.get(1).group()).isEqualTo("sums");
        assertThat(lines)
                .extracting(JsonlLine::content)
                .containsExactly(
                        new Text("Once."),
                        new Turns(List.of(new Turn("2 + 2 = ", "4", true, 1))),
                        new Turns(List.of(new Turn("a", "b", false, 1), new Turn("c", "d", true, 0.5))),
                        new Chat(List.of(new ChatMessage("user", "Hi"), new ChatMessage("assistant", "Hello"))));
    }

    @Test
    void gzippedFiles() throws IOException {
        Path file = directory.resolve("packed.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"text\": \"Once.\"}\n".getBytes(StandardCharsets.UTF_8));
        }
        List<JsonlLine> lines = new ArrayList<>();
        new JsonlFiles(List.of(file)).forEach(lines::add);
        assertThat(lines).extracting(JsonlLine::label).containsExactly("packed");
    }

    @Test
    void nullIsAbsentAndArgumentsAreNeverText() throws IOException {
        String call = "{\"function\": {\"name\": \"f\", \"arguments\": %s}}";
        for (String arguments : List.of("{\"x\": 1}", "\"{\\\"x\\\": 1}\"")) {
            List<JsonlLine> lines =
                    read("{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\", \"tool_calls\": null},"
                            + " {\"role\": \"assistant\", \"content\": null, \"tool_calls\": ["
                            + call.formatted(arguments) + "]}]}");
            Chat chat = (Chat) lines.getFirst().content();
            assertThat(chat.messages().getFirst().more()).isEmpty();
            assertThat(chat.messages().getLast().content()).isEmpty();
            assertThat(chat.messages().getLast().more())
                    .isEqualTo(Map.of(
                            "tool_calls",
                            List.of(Map.of("function", Map.of("name", "f", "arguments", Map.of("x", 1L))))));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"text": ""} {                                                             | not valid JSON
                    ["text"]                                                                   | wanted an object
                    {"txt": "a"}                                                               | found the keys [txt]
                    {"text": "a", "prompt": "b"}                                               | found the keys [prompt, text]
                    {"text": null}                                                             | 'text' is NULL
                    {"text": "a", "text": "b"}                                                 | not valid JSON
                    {"prompt": "a", "completion": ""}                                          | completion is empty
                    {"prompt": "a"}                                                            | found the keys [prompt]
                    {"prompt": "a", "completion": "b", "weight": 0}                            | 'weight' is 0
                    {"prompt": "a", "completion": "b", "weight": "1"}                          | 'weight' is
                    {"turns": []}                                                              | 'turns' is empty
                    {"turns": [{"prompt": "a", "reply": "b"}]}                                 | turn 1: found the keys [prompt, reply]
                    {"messages": []}                                                           | 'messages' is empty
                    {"messages": [{"role": "user", "content": "a"}]}                           | no message is by the assistant
                    {"messages": [{"role": "bot", "content": "a"}]}                            | message 1: role 'bot'
                    {"messages": [{"role": "assistant", "content": " "}]}                      | content is empty
                    {"messages": [{"role": "assistant", "content": ["a"]}]}                    | 'content' is ARRAY
                    {"messages": [{"role": "assistant", "tool_calls": [{"arguments": "{"}]}]}  | arguments of a tool call are no JSON
                    {"text": "a", "label": "x,y"}                                              | label 'x,y'
                    """)
    void faultsNameTheLine(String line, String why) {
        assertThatThrownBy(() -> read("{\"text\": \"a\"}\n" + line.strip() + "\n"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("mine.jsonl, line 2")
                .hasMessageContaining(why);
    }

    @Test
    void filesThatAreNone() throws IOException {
        assertThatThrownBy(() -> read("\uFEFF{\"text\": \"a\"}"))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("line 1: begins with a byte order mark");
        Path latin = Files.write(directory.resolve("latin.jsonl"), new byte[] {'"', (byte) 0xE9, '"'});
        assertThatThrownBy(() -> new JsonlFiles(List.of(latin)).forEach(line -> {}))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> new JsonlFiles(List.of(directory)))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("is a directory");
    }
}
