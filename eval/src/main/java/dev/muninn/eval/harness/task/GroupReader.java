package dev.muninn.eval.harness.task;

import dev.muninn.eval.harness.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A group out of the keys and values of its file. */
final class GroupReader {
    private GroupReader() {}

    static GroupConfig read(TaskFields fields, String name, List<String> children) {
        List<GroupConfig.Aggregate> aggregates = new ArrayList<>();
        for (TaskFields aggregate : fields.objects("aggregate_metric_list")) {
            String aggregation = aggregate.string("aggregation", "mean");
            if (!aggregation.equals("mean")) {
                throw aggregate.wrong("aggregation", aggregation, "mean");
            }
            List<String> filters = aggregate.strings("filter_list");
            aggregates.add(new GroupConfig.Aggregate(
                    aggregate.string("metric", "acc"),
                    filters.isEmpty() ? Optional.empty() : Optional.of(filters),
                    aggregate.flag("weight_by_size", true)));
            aggregate.done("an aggregated metric");
        }
        String version = fields.object("metadata")
                .map(metadata -> PythonText.str(metadata.raw("version")))
                .orElse("N/A");
        return new GroupConfig(name, fields.string("group_alias", name), children, aggregates, version);
    }
}
