package dev.muninn.cli;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.architecture.Architecture;
import dev.muninn.architecture.Layout;
import dev.muninn.architecture.Param;
import dev.muninn.architecture.Part;
import dev.muninn.architecture.Role;
import dev.muninn.cache.KvGeometry;
import dev.muninn.cache.SlotPolicy;
import dev.muninn.family.Families;
import dev.muninn.kernels.KvFormat;
import dev.muninn.tensor.WeightFormat;
import dev.muninn.weights.CheckpointSummary;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model is and what it costs, from its config alone.
 *
 * @param recurrences the depth at which keys and values are counted
 */
record InspectReport(CheckpointSummary summary, int recurrences) {
    /** The policies worth comparing; latest and last only change what a query sees. */
    static final List<String> POLICIES = List.of("full", "latest", "last", "anchored:8", "ring:4", "ring:1");

    private static final int MOST_RECURRENCES = 100_000;

    InspectReport {
        require(
                recurrences >= 1 && recurrences <= MOST_RECURRENCES,
                "recurrences are 1 to 100,000, found %d",
                recurrences);
    }

    Architecture config() {
        return summary.config();
    }

    String family() {
        return config().family();
    }

    String modelType() {
        return Families.of(config()).modelType();
    }

    /** Parameters of the prelude's convolutions, counted with the prelude too. */
    long convolutionParameters() {
        return Layout.of(config()).params().stream()
                .filter(param -> param.role() == Role.TAPS)
                .mapToLong(Param::elements)
                .sum();
    }

    /** Depths to compare, shallow to deep. */
    List<Integer> depths() {
        TreeSet<Integer> depths = new TreeSet<>(List.of(1, 4, recurrences, 2 * recurrences));
        return List.copyOf(depths);
    }

    /** Parameters that a token's way passes through: all of them, those inside the loop once a recurrence. */
    long parametersUsed(int depth) {
        long used = 0;
        for (var part : summary.parameters().entrySet()) {
            used += part.getValue() * (part.getKey() == Part.CORE || part.getKey() == Part.ADAPTER ? depth : 1);
        }
        return used;
    }

    /** Bytes of keys and values that a position takes at {@link #recurrences}. */
    long kvBytesPerToken(String policy, KvFormat format) {
        KvGeometry geometry = KvGeometry.of(config(), format);
        return geometry.bytesPerToken(SlotPolicy.parse(policy), recurrences);
    }

    String toJson() {
        Architecture config = config();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("family", family());
        json.put("modelType", modelType());
        json.put("vocab", config.vocab());
        json.put("width", config.width());
        json.put("heads", config.attention().heads());
        json.put("kvHeads", config.attention().kvHeads());
        json.put("headWidth", config.attention().headWidth());
        json.put("mlpWidth", config.mlpWidth());
        json.put("context", config.context());
        json.put("meanRecurrence", config.meanRecurrence());
        json.put("tiedEmbeddings", config.tied());
        json.putObject("blocks")
                .put("prelude", config.prelude().blocks())
                .put("core", config.core().blocks())
                .put("coda", config.coda().blocks());
        json.putObject("convolution").put("taps", config.prelude().taps()).put("parameters", convolutionParameters());
        ObjectNode parameters = json.putObject("parameters");
        summary.parameters().forEach((part, count) -> parameters.put(label(part), count.longValue()));
        parameters.put("total", summary.totalParameters());
        putDisk(json);
        ObjectNode memory = json.putObject("memoryBytes");
        for (WeightFormat format : WeightFormat.values()) {
            memory.put(format.label(), summary.memoryBytes(format));
        }
        for (int depth : depths()) {
            json.withArray("depths")
                    .addObject()
                    .put("recurrences", depth)
                    .put("blocks", config.blocksAt(depth))
                    .put("parametersUsed", parametersUsed(depth));
        }
        ObjectNode kv = json.putObject("kvBytesPerToken").put("recurrences", recurrences);
        for (String policy : POLICIES) {
            ObjectNode bytes = kv.putObject(policy);
            for (KvFormat format : KvFormat.values()) {
                bytes.put(format.name().toLowerCase(Locale.ROOT), kvBytesPerToken(policy, format));
            }
        }
        return json.toString();
    }

    private void putDisk(ObjectNode json) {
        ObjectNode disk = json.putObject("disk").put("weightsPresent", summary.weightsPresent());
        if (summary.storedBytes().isPresent()) {
            disk.put("bytes", summary.storedBytes().getAsLong());
        } else {
            disk.putNull("bytes");
        }
        ObjectNode types = disk.putObject("types");
        summary.storage().forEach((type, bytes) -> types.put(type, bytes.longValue()));
        ObjectNode held = disk.putObject("heldAs");
        summary.held().forEach((type, format) -> held.put(type, format.label()));
    }

    static String label(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }
}
