package dev.muninn.server.api;

import dev.muninn.server.json.Fields;

/** The form an answer must have. */
final class Format {
    private Format() {}

    /** Accepts plain text and nothing else. */
    static void refuse(Fields body, String name) {
        body.refuse(
                name,
                node -> node.path("type").asString("").equals("text"),
                "answers are plain text; ask for JSON in the prompt");
    }
}
