package dev.muninn.train.jsonl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muninn.tokenizer.Tokenizer;
import dev.muninn.train.data.Document;
import dev.muninn.train.data.HeldOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlSourceTest {
    @TempDir
    private Path directory;

    private Tokenizer tokenizer;

    @BeforeEach
    void open() throws IOException {
        tokenizer = Vocabularies.open(directory, Vocabularies.CHATML);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    private JsonlSource source(String text, double heldOut, int length) throws IOException {
        Path file = Files.writeString(directory.resolve("mine.jsonl"), text);
        return new JsonlSource(
                new JsonlFiles(List.of(file)), Vocabularies.encoder(tokenizer), new HeldOut(heldOut), length, 7);
    }

    private String text(Document document) {
        return tokenizer.decode(document.tokens(), true);
    }

    private static String questions(int count, String label, String group) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> "{\"prompt\": \"%s %d?\", \"completion\": \" %d\", \"label\": \"%s\", \"group\": \"%s%d\"}"
                                .formatted(label, i, i, label, group, i))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void anEpochHasEveryDocumentOnceInAnOrderOfItsOwn() throws IOException {
        JsonlSource source = source(questions(50, "a", "g"), 0, 64);
        List<String> first =
                IntStream.range(0, 50).mapToObj(i -> text(source.at(i))).toList();
        List<String> second =
                IntStream.range(50, 100).mapToObj(i -> text(source.at(i))).toList();
        assertThat(first).doesNotHaveDuplicates().isNotEqualTo(second);
        assertThat(new HashSet<>(second)).isEqualTo(new HashSet<>(first)).hasSize(50);
    }

    @Test
    void aGroupIsOnOneSideAndEveryLabelIsEvaluated() throws IOException {
        String lines = questions(300, "a", "story") + questions(300, "b", "story");
        JsonlSource source = source(lines, 0.2, 64);
        List<Document> held = source.heldOut(1000);
        Set<String> trained = IntStream.range(0, source.size())
                .mapToObj(i -> text(source.at(i)))
                .collect(Collectors.toSet());
        assertThat(held.size()).isBetween(80, 160);
        assertThat(trained).hasSize(600 - held.size());
        for (Document document : held) {
            String other = document.label().equals("a") ? "b" : "a";
            assertThat(trained).doesNotContain(text(document), text(document).replace(document.label(), other));
        }
        assertThat(source.heldOut(10))
                .extracting(Document::label)
                .filteredOn("a"::equals)
                .hasSize(10);
        assertThat(source.heldOut(10))
                .extracting(Document::label)
                .filteredOn("b"::equals)
                .hasSize(10);
    }

    @Test
    void longQuestionsAreCountedAndLongTextsCut() throws IOException {
        String many = "Mary is in the garden. ".repeat(20).strip();
        JsonlSource source = source(
                "{\"prompt\": \"%s\", \"completion\": \" warm\"}\n{\"text\": \"%s\"}\n".formatted(many, many), 0, 30);
        assertThat(source.tooLong()).containsExactlyEntriesOf(java.util.Map.of("mine", 1));
        assertThat(source.size()).isGreaterThan(2);
        int predicted = 0;
        StringBuilder all = new StringBuilder();
        Set<Integer> ends = new HashSet<>();
        for (int i = 0; i < source.size(); i++) {
            Document piece = source.at(i);
            assertThat(piece.tokens().length).isLessThanOrEqualTo(31);
            predicted += piece.tokens().length - 1;
            all.append(text(piece));
            ends.add(piece.tokens()[piece.tokens().length - 1]);
        }
        int whole = tokenizer.encodeAsText(many).length + 2;
        assertThat(predicted).isEqualTo(whole - 1); // every token but the first, once
        assertThat(ends).contains(tokenizer.id("<|end_turn|>").orElseThrow());
    }
}
