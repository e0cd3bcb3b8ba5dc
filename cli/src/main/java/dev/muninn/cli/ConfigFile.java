package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A file with a command's options by their long names, said in place of those that the command line leaves out. */
final class ConfigFile {
    private static final String OPTION = "--config";

    private ConfigFile() {}

    /** Runs the command again, with the words of {@code file} before its own. */
    static int execute(Path file, CommandSpec spec) {
        ParseResult given = spec.commandLine().getParseResult();
        List<String> words = new ArrayList<>(List.of(spec.name()));
        words.addAll(words(read(file), file, spec, given));
        words.addAll(withoutConfig(spec.root().commandLine().getParseResult().originalArgs(), spec.name()));
        return Main.run(words.toArray(String[]::new));
    }

    private static JsonNode read(Path file) {
        try {
            JsonNode yaml = new YAMLMapper().readTree(Files.readAllBytes(file));
            if (!yaml.isObject()) {
                throw new MuninnException(file + " has no options; lines such as 'port: 9000' are wanted");
            }
            return yaml;
        } catch (IOException e) {
            throw new MuninnException(OPTION + " " + file + " cannot be read", e);
        } catch (JacksonException e) {
            throw new MuninnException(
                    "%s is not YAML: line %d cannot be read"
                            .formatted(
                                    file,
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr()),
                    e);
        }
    }

    private static List<String> words(JsonNode yaml, Path file, CommandSpec spec, ParseResult given) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : yaml.properties()) {
            OptionSpec option = spec.findOption("--" + entry.getKey());
            if (option == null
                    || option.usageHelp()
                    || option.versionHelp()
                    || entry.getKey().equals("config")) {
                throw new MuninnException("%s: '%s' is no option of muninn %s; its --help lists them"
                        .formatted(file, entry.getKey(), spec.name()));
            }
            if (!given.hasMatchedOption(option)) {
                add(words, entry.getKey(), entry.getValue(), option, file);
            }
        }
        return words;
    }

    private static void add(List<String> words, String name, JsonNode value, OptionSpec option, Path file) {
        boolean flag = option.arity().max() == 0;
        boolean fits = flag ? value.isBoolean() : value.isValueNode() || value.isArray() && option.isMultiValue();
        if (!fits) {
            throw new MuninnException("%s: %s is %s; %s is wanted"
                    .formatted(
                            file,
                            name,
                            value,
                            flag ? "true or false" : option.isMultiValue() ? "a value or a list" : "a value"));
        }
        if (flag) {
            if (value.asBoolean()) {
                words.add("--" + name);
            }
            return;
        }
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            words.add("--" + name + "=" + item.asString());
        }
    }

    /** The words after the verb, but for the file itself. */
    private static List<String> withoutConfig(List<String> all, String verb) {
        List<String> words = new ArrayList<>(all.subList(all.indexOf(verb) + 1, all.size()));
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals(OPTION)) {
                words.subList(i, i + 2).clear();
                break;
            }
            if (words.get(i).startsWith(OPTION + "=")) {
                words.remove(i);
                break;
            }
        }
        return words;
    }
}
