package dev.muninn.tokenizer;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** The real tokenizer of Huginn-0125 and its goldens, for the tests of this package. */
final class HuginnTokenizer {
    static final Path DIRECTORY = Path.of("src/test/resources/huginn-0125");
    private static final Path GOLDENS = Path.of("src/test/resources/goldens/huginn-tokenizer-golden.json");

    private HuginnTokenizer() {}

    static Tokenizer load() {
        return Tokenizer.load(DIRECTORY);
    }

    static JsonNode goldens() {
        return Json.object(Json.bytes(GOLDENS), GOLDENS.toString());
    }

    static int[] ids(JsonNode golden) {
        int[] ids = new int[golden.path("ids").size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = golden.path("ids").get(i).asInt();
        }
        return ids;
    }
}
