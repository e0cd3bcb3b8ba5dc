package dev.muninn.eval.harness.task;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where task files lie, and may include one another. */
interface TaskFolder {
    /** All task files below, in order. */
    List<String> files();

    /** The text of a file. */
    String text(String file);

    /** The file that {@code file} includes as {@code name}. */
    String include(String file, String name);

    /** How messages call a file. */
    String describe(String file);

    /** A directory of the user's. */
    static TaskFolder directory(Path root) {
        return new TaskFolder() {
            @Override
            public List<String> files() {
                try (Stream<Path> found = Files.walk(root)) {
                    return found.filter(path -> path.toString().endsWith(".yaml") && Files.isRegularFile(path))
                            .map(path -> root.relativize(path).toString())
                            .sorted()
                            .toList();
                } catch (IOException e) {
                    throw new MuninnException(root + ": task files could not be listed (" + e.getMessage() + ")", e);
                }
            }

            @Override
            public String text(String file) {
                try {
                    return Files.readString(root.resolve(file));
                } catch (NoSuchFileException e) {
                    throw new MuninnException(describe(file) + ": no such file; wanted a task in YAML", e);
                } catch (CharacterCodingException e) {
                    throw new MuninnException(describe(file) + ": found bytes that are not UTF-8, wanted YAML", e);
                } catch (IOException e) {
                    throw new MuninnException(describe(file) + ": cannot be read (" + e.getMessage() + ")", e);
                }
            }

            @Override
            public String include(String file, String name) {
                Path from = root.resolve(file).toAbsolutePath().normalize();
                return from.resolveSibling(name).normalize().toString();
            }

            @Override
            public String describe(String file) {
                return root.resolve(file).toString();
            }
        };
    }

    /** The tasks that come with Muninn: {@code index.txt} names their files. */
    static TaskFolder shipped() {
        return new TaskFolder() {
            @Override
            public List<String> files() {
                return text("index.txt").lines().filter(line -> !line.isBlank()).toList();
            }

            @Override
            public String text(String file) {
                try (InputStream in = TaskFolder.class.getResourceAsStream("/dev/muninn/eval/harness/tasks/" + file)) {
                    if (in == null) {
                        throw new MuninnException(describe(file) + ": no such file among the tasks that ship");
                    }
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                } catch (IOException e) {
                    throw new MuninnException(describe(file) + ": cannot be read (" + e.getMessage() + ")", e);
                }
            }

            @Override
            public String include(String file, String name) {
                return Path.of(file).resolveSibling(name).normalize().toString().replace('\\', '/');
            }

            @Override
            public String describe(String file) {
                return "tasks/" + file;
            }
        };
    }
}
