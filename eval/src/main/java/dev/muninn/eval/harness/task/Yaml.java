package dev.muninn.eval.harness.task;

import dev.muninn.error.MuninnException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML as the harness's reader (PyYAML, YAML 1.1) understands it: {@code no} is false, {@code 1e-3} a text, {@code <<} merges. Mappings
 * become {@link LinkedHashMap}, sequences {@link List}, numbers {@link Long} and {@link Double}.
 */
final class Yaml {
    private static final Pattern TRUE = Pattern.compile("yes|Yes|YES|true|True|TRUE|on|On|ON");
    private static final Pattern FALSE = Pattern.compile("no|No|NO|false|False|FALSE|off|Off|OFF");
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7_]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0x[0-9a-fA-F_]+");
    private static final Pattern REAL =
            Pattern.compile("[-+]?([0-9][0-9_]*)\\.[0-9_]*([eE][-+][0-9]+)?|\\.[0-9][0-9_]*([eE][-+][0-9]+)?");
    private static final Pattern CORE = Pattern.compile("tag:yaml\\.org,2002:[a-z]+");

    private static final String FUNCTION = "!function";

    /** A Python function that a file names; kept as a value where files are only looked through. */
    record Function(String name) {}

    private final String file;
    private final boolean functions;

    private Yaml(String file, boolean functions) {
        this.file = file;
        this.functions = functions;
    }

    /** The mapping that {@code text} holds; {@code file} names it in messages. Python functions are refused. */
    static Map<String, @Nullable Object> read(String text, String file) {
        return new Yaml(file, false).mapping(text);
    }

    /** The same for looking a file through: what is Python stays as a {@link Function}. */
    static Map<String, @Nullable Object> skim(String text, String file) {
        return new Yaml(file, true).mapping(text);
    }

    private Map<String, @Nullable Object> mapping(String text) {
        Node node;
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(file).build();
            node = new Compose(settings).composeString(text).orElse(null);
        } catch (YamlEngineException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new MuninnException("%s: not valid YAML: %s".formatted(file, reason), e);
        }
        if (!(node instanceof MappingNode mapping)) {
            throw new MuninnException(file + ": found no keys and values, wanted a task such as 'task: name'");
        }
        return map(mapping, "");
    }

    private Map<String, @Nullable Object> map(MappingNode node, String key) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals("<<")) {
                merge(map, tuple.getValueNode(), key);
            }
        }
        for (NodeTuple tuple : node.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
                throw new MuninnException("%s: a key of '%s' is not a text".formatted(file, key));
            }
            if (!name.getValue().equals("<<")) {
                String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
                map.put(name.getValue(), value(tuple.getValueNode(), path));
            }
        }
        return map;
    }

    private void merge(Map<String, @Nullable Object> map, Node from, String key) {
        if (from instanceof MappingNode one) {
            map(one, key).forEach(map::putIfAbsent);
        } else if (from instanceof SequenceNode several) {
            several.getValue().forEach(each -> merge(map, each, key));
        }
    }

    private @Nullable Object value(Node node, String key) {
        String tag = node.getTag().getValue();
        if (tag.equals(FUNCTION) && node instanceof ScalarNode scalar) {
            if (functions) {
                return new Function(scalar.getValue());
            }
            throw new MuninnException(
                    "%s: %s is the Python function '%s'; tasks that need Python cannot run here: write it as a template"
                            .formatted(file, key, scalar.getValue()));
        }
        if (!CORE.matcher(tag).matches()) {
            throw new MuninnException("%s: %s has the tag %s, which is not supported".formatted(file, key, tag));
        }
        return switch (node) {
            case MappingNode mapping -> map(mapping, key);
            case SequenceNode sequence -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (Node item : sequence.getValue()) {
                    items.add(value(item, key + "[" + items.size() + "]"));
                }
                yield items;
            }
            case ScalarNode scalar ->
                scalar.getScalarStyle() == ScalarStyle.PLAIN ? plain(scalar.getValue()) : scalar.getValue();
            default -> throw new MuninnException("%s: %s cannot be read".formatted(file, key));
        };
    }

    private static @Nullable Object plain(String text) {
        if (NOTHING.matcher(text).matches()) {
            return null;
        }
        if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
            return TRUE.matcher(text).matches();
        }
        try {
            String digits = text.replace("_", "");
            if (WHOLE.matcher(text).matches()) {
                return Long.parseLong(digits);
            }
            if (OCTAL.matcher(text).matches()) {
                return Long.parseLong(digits, 8);
            }
            if (HEXADECIMAL.matcher(text).matches()) {
                return Long.decode(digits);
            }
            if (REAL.matcher(text).matches()) {
                return Double.parseDouble(digits);
            }
        } catch (NumberFormatException e) {
            return text; // more digits than a number here can have
        }
        return text;
    }
}
