package dev.muninn.sampling.grammar;

import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Schemas of every supported kind, drawn at random. */
final class RandomSchema {
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final List<String> NAMES = List.of("a", "name", "größe", "two words", "q\"uote", "x/y", "$ref", "");

    private final RandomGenerator random;
    /** Off where a reference could make a value contain itself. */
    private boolean references = true;

    private RandomSchema(RandomGenerator random) {
        this.random = random;
    }

    /** A document whose definitions refer to one another and to themselves. */
    static ObjectNode draw(RandomGenerator random) {
        RandomSchema draw = new RandomSchema(random);
        ObjectNode root = draw.object(2);
        ObjectNode definitions = root.putObject("$defs");
        draw.references = false;
        definitions.set("plain", draw.schema(1));
        ObjectNode tree = definitions.putObject("tree").put("type", "object").put("title", "a tree");
        tree.putObject("properties").set("value", draw.scalar());
        tree.withObject("properties")
                .putObject("next")
                .putArray("anyOf")
                .addObject()
                .put("type", "null");
        tree.withObject("properties")
                .withObject("next")
                .withArray("anyOf")
                .addObject()
                .put("$ref", "#/$defs/tree");
        tree.putArray("required").add("next");
        return root;
    }

    private ObjectNode schema(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 7)) {
            case 0, 1, 2 -> scalar();
            case 3 -> constants();
            case 4 -> MAPPER.createObjectNode().put("description", "anything");
            case 5 -> references ? reference("plain") : scalar();
            case 6 -> reference("tree");
            case 7, 8 -> object(depth - 1);
            case 9 -> array(depth - 1);
            case 10 -> anyOf(depth - 1);
            default -> oneOf(depth - 1);
        };
    }

    private ObjectNode reference(String name) {
        return MAPPER.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode scalar() {
        ObjectNode schema = MAPPER.createObjectNode();
        switch (random.nextInt(10)) {
            case 6 -> {
                int least = random.nextInt(2000) - 1000;
                schema.put("type", "integer").put("minimum", least).put("maximum", least + random.nextInt(500));
            }
            case 7 -> {
                double least = (random.nextInt(2000) - 1000) / 100.0;
                schema.put("type", "number").put("exclusiveMinimum", least).put("maximum", least + 0.25);
            }
            case 8 ->
                schema.put("type", random.nextBoolean() ? "integer" : "number")
                        .put("multipleOf", 1 + random.nextInt(30));
            case 9 -> schema.put("type", "string").put("pattern", "^(x[^a-f]\\d|ü*[\"\\\\]){1,3}");
            case 0 -> schema.put("type", "integer");
            case 1 -> schema.put("type", "number");
            case 2 -> schema.put("type", "boolean");
            case 3 -> schema.putArray("type").add("string").add("null");
            case 4 -> schema.put("type", "null");
            default -> {
                int least = random.nextInt(4);
                schema.put("type", "string").put("minLength", least).put("maxLength", least + random.nextInt(5));
            }
        }
        return schema;
    }

    private ObjectNode constants() {
        ObjectNode schema = MAPPER.createObjectNode();
        if (random.nextBoolean()) {
            schema.putArray("enum")
                    .add("red")
                    .add("rot\n")
                    .add(7)
                    .addNull()
                    .add(1.5)
                    .addObject()
                    .put("k", "ü");
        } else {
            schema.put("const", random.nextBoolean() ? "only" : "\"").put("type", "string");
        }
        return schema;
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = MAPPER.createObjectNode().put("type", "object");
        if (random.nextInt(6) == 0) {
            schema.set("additionalProperties", scalar());
            return schema;
        }
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            schema.withObject("properties").set(name, schema(depth));
            if (random.nextBoolean()) {
                schema.withArray("required").add(name);
            }
        }
        if (random.nextBoolean()) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = MAPPER.createObjectNode().put("type", "array");
        schema.set("items", schema(depth));
        int least = random.nextInt(3);
        schema.put("minItems", least);
        if (random.nextBoolean()) {
            schema.put("maxItems", least + random.nextInt(3));
        }
        return schema;
    }

    private ObjectNode anyOf(int depth) {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.putArray("anyOf").add(schema(depth)).add(schema(depth)).add(scalar());
        return schema;
    }

    /** Told apart by a constant, and by type. */
    private ObjectNode oneOf(int depth) {
        ObjectNode schema = MAPPER.createObjectNode();
        schema.putArray("oneOf").addObject().put("type", random.nextBoolean() ? "integer" : "boolean");
        for (String kind : List.of("circle", "square")) {
            ObjectNode shape = schema.withArray("oneOf").addObject().put("type", "object");
            shape.putObject("properties").putObject("kind").put("const", kind);
            shape.withObject("properties").set("size", schema(depth));
            shape.putArray("required").add("kind");
        }
        return schema;
    }
}
