package dev.muninn.eval.proof.report;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a report's files into a directory; each appears whole, over that of an earlier run. */
public final class ReportFiles {
    public static final String HTML = "report.html";
    public static final String MARKDOWN = "report.md";
    public static final String JSON = "report.json";

    private final Path directory;

    /** Makes {@code directory} if need be. */
    public ReportFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw fault(directory, e);
        }
    }

    public void write(Report report) {
        for (Chapter chapter : report.chapters()) {
            for (Block block : chapter.blocks()) {
                if (block instanceof Block.Figure figure) {
                    write(figure.file(), figure.png().bytes());
                }
            }
        }
        write(MARKDOWN, MarkdownWriter.write(report).getBytes(StandardCharsets.UTF_8));
        write(HTML, HtmlWriter.write(report).getBytes(StandardCharsets.UTF_8));
        write(JSON, json(report).getBytes(StandardCharsets.UTF_8));
    }

    /** Without what is only there to be looked at. */
    private static String json(Report report) {
        record Section(int number, String title, boolean complete, Object data) {}
        record Document(Object title, Object notes, Object facts, Object targets, Object sections) {}
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return mapper.writeValueAsString(new Document(
                report.title(),
                report.notes(),
                report.facts(),
                report.targets(),
                report.chapters().stream()
                        .map(chapter ->
                                new Section(chapter.number(), chapter.title(), chapter.complete(), chapter.data()))
                        .toList()));
    }

    private void write(String name, byte[] bytes) {
        Path file = directory.resolve(name);
        Path unfinished = directory.resolve("." + name + ".unfinished");
        try {
            Files.write(unfinished, bytes);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw fault(file, e);
        }
    }

    private static MuninnException fault(Path path, IOException e) {
        return new MuninnException(
                path + ": could not be written (" + e.getMessage() + "); name another directory with --out", e);
    }
}
