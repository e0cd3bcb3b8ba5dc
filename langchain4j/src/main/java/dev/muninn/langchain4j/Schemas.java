package dev.muninn.langchain4j;

import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** LangChain4j's schemas as JSON. */
final class Schemas {
    private Schemas() {}

    static JsonNode json(JsonSchemaElement schema) {
        return JsonMapper.shared().valueToTree(JsonSchemaElementUtils.toMap(schema));
    }
}
