package dev.muninn.eval.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muninn.error.MuninnException;
import dev.muninn.eval.harness.task.TaskConfig;
import dev.muninn.eval.harness.task.TaskLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of files, and what is said of files that are not whole. */
class DataSetTest {
    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        if (name.endsWith(".gz")) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
        } else {
            Files.writeString(file, text);
        }
        return file;
    }

    private DataSet data(String path, String arguments) throws IOException {
        Path task = file(
                "task.yaml",
                "task: own\ntest_split: test\ndoc_to_text: q\ndoc_to_target: a\ndataset_path: " + path + "\n"
                        + arguments);
        TaskConfig config = new TaskLibrary(List.of())
                .select(List.of(task.toString()))
                .tasks()
                .getFirst();
        return new DataSet(config, List.of(folder), DataFolders.below(List.of(folder)));
    }

    private Rows rows(String kind, String name) throws IOException {
        return data(kind, "dataset_kwargs: {data_files: {test: " + name + "}}\n")
                .split("test");
    }

    private void refused(String kind, String name, String... reasons) {
        assertThatThrownBy(() -> rows(kind, name))
                .as(name)
                .isInstanceOf(MuninnException.class)
                .hasMessageContaining(name)
                .hasMessageContainingAll(reasons);
    }

    @Test
    void jsonComesInFourShapes() throws IOException {
        file("lines.jsonl.gz", "{\"q\": \"a\", \"n\": 1}\n\n{\"q\": \"b\", \"n\": 2.5, \"more\": [1]}\n");
        file("list.json", "[{\"q\": \"a\"}, {\"q\": \"b\"}]");
        file("objects.json", "{\"0\": {\"q\": \"a\"}, \"1\": {\"q\": \"b\"}}");
        file("columns.json", "{\"q\": [\"a\", \"b\"]}");
        file("field.json", "{\"canary\": \"x\", \"examples\": [{\"q\": \"a\"}, {\"q\": \"b\"}]}");
        for (String name : List.of("lines.jsonl.gz", "list.json", "objects.json", "columns.json")) {
            assertThat(rows("json", name).rows().stream().map(row -> row.get("q")))
                    .as(name)
                    .containsExactly("a", "b");
        }
        assertThat(data("json", "dataset_kwargs: {data_files: {test: field.json}, field: examples}\n")
                        .split("test")
                        .size())
                .isEqualTo(2);
        Rows lines = rows("json", "lines.jsonl.gz");
        assertThat(lines.columns()).containsExactly("q", "n", "more");
        // One number has a point, so all of the column have; what a row does not say is null.
        assertThat(lines.rows().getFirst().get("n")).isEqualTo(1.0);
        assertThat(lines.rows().getFirst()).containsEntry("more", null);
    }

    @Test
    void splitsAreCutOutOfOthers() throws IOException {
        file("all.jsonl", "{\"q\": 0}\n{\"q\": 1}\n{\"q\": 2}\n{\"q\": 3}\n");
        DataSet data = data(
                "json",
                "dataset_kwargs:\n  data_files: {whole: all.jsonl}\n  split: {train: 'whole[:3]', test: 'whole[3:]', half: 'whole[50%:]', none: 'whole[4:]'}\n");
        assertThat(data.split("train").size()).isEqualTo(3);
        assertThat(data.split("test").rows().getFirst()).containsEntry("q", 3L);
        assertThat(data.split("half").size()).isEqualTo(2);
        assertThatThrownBy(() -> data.split("none")).hasMessageContaining("'whole[4:]' is empty");
        assertThatThrownBy(() -> data.split("dev")).hasMessageContaining("has no 'dev'");
    }

    @Test
    void csvColumnsHaveTypes() throws IOException {
        file("table.csv", "q,n,gap,real,yes\n\"a, \"\"b\"\"\",1,1,0.5,True\nc,2,,3,false\n");
        Rows rows = rows("csv", "table.csv");
        assertThat(rows.rows().getFirst().values()).containsExactly("a, \"b\"", 1L, 1.0, 0.5, true);
        assertThat(rows.rows().getLast().get("gap")).isNull();
        file("wide.csv", "q\na,b\n");
        refused("csv", "wide.csv", "row 0 has 2 cells");
    }

    @Test
    void parquetIsReadWithItsListsAndStructs() throws IOException {
        for (String name : List.of("two.parquet", "two-zstd.parquet")) {
            try (InputStream in = DataSetTest.class.getResourceAsStream("/dev/muninn/eval/harness/" + name)) {
                Files.write(folder.resolve(name), in.readAllBytes());
            }
            Rows rows = rows("parquet", name);
            assertThat(rows.columns()).containsExactly("question", "choices", "answerKey", "n", "x");
            assertThat(rows.rows().getFirst())
                    .hasToString(
                            "{question=What is 1 + 1?, choices={text=[1, 2], label=[A, B]}, answerKey=B, n=1, x=null}");
            assertThat(rows.rows().getLast())
                    .containsEntry("question", "Größer? 😀")
                    .containsEntry("x", 1.5);
        }
        byte[] whole = Files.readAllBytes(folder.resolve("two.parquet"));
        for (int length : new int[] {0, 3, 4, 100, whole.length / 2, whole.length - 1}) {
            Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, length));
            refused("parquet", "cut.parquet", "not a whole Parquet file");
        }
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 4, 60, (byte) 0x55);
        Files.write(folder.resolve("damaged.parquet"), damaged);
        refused("parquet", "damaged.parquet", "not a whole Parquet file");
    }

    @Test
    void babisOwnFilesAreRead() throws IOException {
        file(
                "qa.txt.gz",
                "1 Mary is in the school.\n2 Bill left.\n3 Where is Mary? \tschool\t1\n4 Mary left.\n5 Is Bill here? \tno\t2\n1 Fred sat.\n2 Who sat?\tFred\t1\n");
        Rows rows = rows("babi", "qa.txt.gz");
        assertThat(rows.rows().get(1))
                .hasToString(
                        "{passage=Mary is in the school.\nBill left.\nMary left., question=Is Bill here?, answer=no}");
        assertThat(rows.rows().getLast()).containsEntry("passage", "Fred sat.");
        file("bad.txt", "Mary is here.\n");
        refused("babi", "bad.txt", "line 1", "wanted a number");
    }

    @Test
    void aHubsFolderIsFoundByItsName() throws IOException {
        file("allenai/some/easy/test-00000-of-00001.jsonl", "{\"q\": 1}\n");
        file("allenai/some/easy/validation-00000-of-00001.jsonl", "{\"q\": 2}\n");
        file("allenai/some/easy/dev.jsonl", "{\"q\": 3}\n");
        file("allenai/some/hard/test.jsonl", "{\"q\": 4}\n");
        DataSet easy = data("allenai/some", "dataset_name: easy\n");
        assertThat(easy.split("test").rows().getFirst()).containsEntry("q", 1L);
        assertThat(easy.split("validation").rows().getFirst()).containsEntry("q", 2L);
        assertThat(easy.split("dev").rows().getFirst()).containsEntry("q", 3L);
        assertThatThrownBy(() -> easy.split("train"))
                .hasMessageContaining("no file of split 'train' of 'easy'")
                .hasMessageContaining("some");
        assertThatThrownBy(() -> data("nobody/nothing", "").split("test"))
                .hasMessageContaining("'nobody/nothing' is not on this machine")
                .hasMessageContaining("--data");
    }

    @Test
    void aHubsCacheHasTheRevisionThatMainWas() throws IOException {
        file("datasets--allenai--some/refs/main", "abc\n");
        file("datasets--allenai--some/snapshots/abc/test.jsonl", "{}");
        DataFolders folders = DataFolders.below(List.of(folder)).or(DataFolders.inHubCache(folder));
        assertThat(folders.locate("allenai/some")).contains(folder.resolve("datasets--allenai--some/snapshots/abc"));
        assertThat(folders.locate("allenai/other")).isEmpty();
    }

    @Test
    void badFilesAreRefusedByNameAndReason() throws IOException {
        refused("json", "missing.jsonl", "found no", "--data");
        file("empty.jsonl", "");
        refused("json", "empty.jsonl", "split 'test' is empty");
        file("half.jsonl", "{\"q\": 1}\n{\"q\": ");
        refused("json", "half.jsonl", "not valid JSON", "line 2");
        file("numbers.jsonl", "1\n2\n");
        refused("json", "numbers.jsonl", "row 0", "wanted an object");
        Path packed = file("cut.jsonl.gz", "{\"q\": \"" + "abc".repeat(5000) + "\"}\n");
        Files.write(packed, Arrays.copyOf(Files.readAllBytes(packed), 40));
        refused("json", "cut.jsonl.gz", "is it cut short?");
        Files.write(folder.resolve("latin.csv"), new byte[] {'q', '\n', (byte) 0xe4});
        refused("csv", "latin.csv", "not UTF-8");
        assertThat(Optional.of(data("json", "dataset_kwargs: {data_files: {train: x.jsonl}}\n")))
                .hasValueSatisfying(data ->
                        assertThatThrownBy(() -> data.split("test")).hasMessageContaining("no split 'test' but train"));
        assertThatThrownBy(() -> data("json", "").split("test")).hasMessageContaining("data_files: missing");
    }
}
