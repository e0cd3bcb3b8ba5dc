package dev.muninn.eval.harness.report;

import dev.muninn.eval.harness.prompt.Item;
import dev.muninn.eval.harness.score.Said;
import dev.muninn.eval.harness.score.Value;
import dev.muninn.eval.harness.task.OutputType;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Questions and answers a line each, as the harness logs them: one line for each question and filter. */
final class SampleLines {
    private final JsonMapper json;

    SampleLines(JsonMapper json) {
        this.json = json;
    }

    String of(Grades grades) {
        StringBuilder lines = new StringBuilder();
        for (var filter : grades.planned().filters()) {
            for (Grades.Question question : grades.questions()) {
                lines.append(line(grades, question, filter.name())).append('\n');
            }
        }
        return lines.toString();
    }

    private ObjectNode line(Grades grades, Grades.Question question, String filter) {
        ObjectNode line = json.createObjectNode();
        Item item = question.item();
        line.put("doc_id", item.number());
        line.set("doc", json.valueToTree(item.row()));
        line.set("target", json.valueToTree(item.target()));
        putArguments(line.putArray("arguments"), grades, item);
        ArrayNode responses = line.putArray("resps");
        ArrayNode filtered = line.putArray("filtered_resps");
        switch (question.answer().said()) {
            case Said.Texts(List<String> texts) -> {
                texts.forEach(responses.addArray()::add);
                question.filtered().getOrDefault(filter, List.of()).forEach(filtered::add);
            }
            case Said.Likelihoods(double[] sums, boolean[] greedy) -> {
                for (int i = 0; i < sums.length; i++) {
                    responses.addArray().addArray().add(sums[i]).add(greedy[i]);
                    filtered.addArray().add(sums[i]).add(greedy[i]);
                }
            }
        }
        line.put("filter", filter);
        ArrayNode metrics = line.putArray("metrics");
        for (Map.Entry<Grades.Key, Value> value : question.values().entrySet()) {
            if (value.getKey().filter().equals(filter)) {
                String metric = value.getKey().metric();
                metrics.add(metric);
                if (grades.planned().task().outputType() == OutputType.LOGLIKELIHOOD_ROLLING) {
                    line.putArray(metric).add(value.getValue().value()).add((long)
                            value.getValue().weight());
                } else {
                    line.put(metric, value.getValue().value());
                }
            }
        }
        line.put("recurrences", question.answer().cost().recurrences());
        return line;
    }

    private static void putArguments(ArrayNode arguments, Grades grades, Item item) {
        if (item.contexts().isEmpty()) {
            item.continuations().forEach(text -> arguments.addArray().add(text));
            return;
        }
        for (String context : item.contexts()) {
            if (item.continuations().isEmpty()) {
                ObjectNode asked = arguments.addArray().add(context).addObject();
                grades.planned().task().generation().until().forEach(asked.putArray("until")::add);
                asked.put("max_gen_toks", grades.planned().task().generation().tokens());
            }
            item.continuations()
                    .forEach(continuation -> arguments.addArray().add(context).add(continuation));
        }
    }
}
