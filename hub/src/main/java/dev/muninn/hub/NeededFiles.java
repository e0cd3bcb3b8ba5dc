package dev.muninn.hub;

import dev.muninn.error.MuninnException;
import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which files of a repository a model needs: the config, the safetensors (by their index where there is one), the tokenizer and
 * its templates, generation defaults; or one {@code .gguf} file, all its parts if it is split. Nothing else is fetched, above all no pickles.
 */
final class NeededFiles {
    static final String INDEX = "model.safetensors.index.json";
    private static final String WEIGHTS = "model.safetensors";
    private static final String GGUF = ".gguf";

    /** Small files that are taken where they are; that one is not there is worth a mark for Python. */
    static final List<String> OPTIONAL = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "chat_template.json",
            "adapter_config.json",
            "adapter_model.safetensors");

    private static final Pattern TEMPLATE = Pattern.compile("additional_chat_templates/[^/]+\\.jinja");
    private static final Pattern PART = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final int MOST_PARTS = 1000;

    private NeededFiles() {}

    /** The file that stands for the whole where only one is wanted, among {@code files}; empty for a directory of files. */
    static Optional<String> single(HubReference wanted, Collection<String> files) throws HubFailure {
        List<String> gguf = files.stream().filter(NeededFiles::isGguf).toList();
        if (wanted.file().isPresent()) {
            String name = wanted.file().get();
            if (files.contains(name)) {
                return Optional.of(name);
            }
            List<String> alike = firstParts(gguf).stream()
                    .filter(file -> file.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)))
                    .toList();
            if (alike.size() == 1) {
                return Optional.of(alike.getFirst());
            }
            throw new HubFailure(
                    Kind.NO_FILE,
                    wanted.repo() + " has " + (alike.isEmpty() ? "no file '" : "several files like '") + name + "'"
                            + among(gguf));
        }
        if (files.contains(WEIGHTS) || files.contains(INDEX) || files.contains("adapter_model.safetensors")) {
            return Optional.empty();
        }
        List<String> whole = firstParts(gguf);
        if (whole.size() == 1) {
            return Optional.of(whole.getFirst());
        }
        throw new HubFailure(
                Kind.NO_FILE,
                whole.isEmpty()
                        ? wanted.repo() + " holds no model that can be loaded: neither safetensors nor a .gguf file"
                                + (files.stream().anyMatch(file -> file.endsWith(".bin") || file.endsWith(".pt"))
                                        ? "; its weights are pickles, which are never loaded: look for a repository with safetensors"
                                        : "")
                        : wanted.repo() + " has several .gguf files; say which, as in " + wanted + ":"
                                + whole.getFirst() + among(gguf));
    }

    private static String among(List<String> gguf) {
        return gguf.isEmpty() ? "" : "; there are: " + String.join(", ", gguf);
    }

    private static boolean isGguf(String file) {
        return file.toLowerCase(Locale.ROOT).endsWith(GGUF);
    }

    private static List<String> firstParts(List<String> gguf) {
        return gguf.stream()
                .filter(file -> {
                    Matcher part = PART.matcher(file);
                    return !part.matches() || part.group(2).equals("00001");
                })
                .toList();
    }

    /** All parts of a split {@code .gguf} file, or the file alone. */
    static List<String> parts(String file) {
        Matcher part = PART.matcher(file);
        if (!part.matches()) {
            return List.of(file);
        }
        int count = Integer.parseInt(part.group(3));
        MuninnException.require(
                count >= 1 && count <= MOST_PARTS, "%s: a file in so many parts is not supported", file);
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf", part.group(1), number, count))
                .toList();
    }

    /** The small files beside the weights, the index included. */
    static List<String> small(Collection<String> files) {
        List<String> found = new ArrayList<>();
        for (String file : files) {
            if (OPTIONAL.contains(file)
                    || file.equals(INDEX)
                    || TEMPLATE.matcher(file).matches()) {
                found.add(file);
            }
        }
        return found;
    }

    /** The weights: the shards that {@code index} names, or the one file. {@code index} is null where there is none. */
    static SortedSet<String> weights(@Nullable Path index, Collection<String> files) throws HubFailure {
        if (index == null) {
            return files.contains(WEIGHTS) ? new TreeSet<>(List.of(WEIGHTS)) : new TreeSet<>();
        }
        SortedSet<String> shards = new TreeSet<>();
        JsonNode map = indexed(index);
        for (JsonNode shard : map) {
            String name = shard.asString("");
            if (!HubPaths.isSafe(name)) {
                throw new HubFailure(
                        Kind.BAD_ANSWER,
                        index.getFileName() + " names '" + name
                                + "' as a shard, which would leave the model's directory");
            }
            shards.add(name);
        }
        return shards;
    }

    private static JsonNode indexed(Path index) throws HubFailure {
        try {
            JsonNode map =
                    JsonMapper.shared().readTree(Files.readAllBytes(index)).path("weight_map");
            if (map.isObject() && !map.isEmpty()) {
                return map;
            }
            throw new HubFailure(Kind.BAD_ANSWER, index + " has no weight_map; the model cannot be loaded");
        } catch (IOException | JacksonException e) {
            throw new HubFailure(Kind.BAD_ANSWER, index + " cannot be read: " + e.getMessage(), e);
        }
    }
}
