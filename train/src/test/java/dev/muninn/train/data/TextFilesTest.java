package dev.muninn.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {
    @TempDir
    private Path directory;

    private static List<String> read(String field, Path... files) {
        List<String> documents = new ArrayList<>();
        new TextFiles(List.of(files), field).forEach(documents::add);
        return documents;
    }

    @Test
    void aTextFileIsADocumentAndSoIsALineOfJson() throws IOException {
        Path text = Files.writeString(directory.resolve("a.txt"), "One.\n\nTwo.\n");
        Path blank = Files.writeString(directory.resolve("b.txt"), " \n");
        Path lines = Files.writeString(
                directory.resolve("c.jsonl"),
                "{\"text\": \"é\\n\", \"body\": \"x\"}\n\n{\"body\":\"y\",\"text\":\"\"}\n");
        assertThat(read("text", text, blank, lines)).containsExactly("One.\n\nTwo.\n", "é\n");
        assertThat(read("body", lines)).containsExactly("x", "y");
    }

    @Test
    void faultsNameTheFileAndTheLine() throws IOException {
        Path lines = Files.writeString(directory.resolve("c.jsonl"), "{\"text\": \"a\"}\n{\"text\": 5}\n");
        assertThatThrownBy(() -> read("text", lines))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("c.jsonl, line 2");
        Path torn = Files.writeString(directory.resolve("d.jsonl"), "{\"text\": \"a\n");
        assertThatThrownBy(() -> read("text", torn))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("line 1: not valid JSON");
        Path latin = Files.write(directory.resolve("e.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
        assertThatThrownBy(() -> read("text", latin))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("is not UTF-8");
        assertThatThrownBy(() -> read("text", directory))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> read("text", directory.resolve("z")))
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void theTextAloneDecidesWhatIsHeldOut() {
        HeldOut tenth = new HeldOut(0.1);
        Set<String> held = new HashSet<>();
        Set<String> trained = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String text = "document " + i % 10_000;
            (tenth.holds(text + "\n".repeat(i % 3)) ? held : trained).add(text);
        }
        assertThat(held).doesNotContainAnyElementsOf(trained);
        assertThat(held.size()).isBetween(900, 1100);
        assertThat(new HeldOut(0).holds("a")).isFalse();
        assertThat(new HeldOut(1).holds("a")).isTrue();
        assertThatThrownBy(() -> new HeldOut(1.1)).isInstanceOf(MuninnException.class);
    }
}
