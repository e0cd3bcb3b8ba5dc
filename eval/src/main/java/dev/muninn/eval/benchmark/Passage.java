package dev.muninn.eval.benchmark;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Some text with questions in it, which becomes one training document.
 *
 * @param label what its questions are counted under, such as {@code babi/02}
 * @param group passages made from the same story have the same
 */
public record Passage(String label, String group, List<Turn> turns) {
    public Passage {
        turns = List.copyOf(turns);
    }

    /**
     * Text, and what a model has to write after it.
     *
     * @param asked false for a note: a value inside the text that no question asks for
     */
    public record Turn(String prompt, String completion, boolean asked) {}

    /** As a line of JSONL that is plain text: nothing says what is an answer. */
    public String toPlainJson() {
        StringBuilder text = new StringBuilder();
        turns.forEach(
                turn -> text.append(turn.prompt()).append(turn.completion()).append(turn.asked() ? "\n" : ""));
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("label", label).put("group", group).put("text", text.toString().strip());
        return line.toString();
    }

    /** As a line of JSONL. */
    public String toJson() {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("label", label).put("group", group);
        ArrayNode list = line.putArray("turns");
        for (Turn turn : turns) {
            ObjectNode entry = list.addObject();
            entry.put("prompt", turn.prompt()).put("completion", turn.completion());
            if (!turn.asked()) {
                entry.put("asked", false);
            }
        }
        return line.toString();
    }
}
