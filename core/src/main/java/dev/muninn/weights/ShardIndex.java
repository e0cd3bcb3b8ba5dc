package dev.muninn.weights;

import dev.muninn.config.JsonFields;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * {@code model.safetensors.index.json}: which shard holds which tensor.
 *
 * @param shards file name by tensor name
 * @param totalBytes bytes of all tensors, if the index says so
 */
record ShardIndex(Map<String, String> shards, OptionalLong totalBytes) {
    static ShardIndex read(Path path) {
        return of(JsonFields.read(path));
    }

    static ShardIndex parse(String text, String file) {
        return of(JsonFields.parse(text, file));
    }

    private static ShardIndex of(JsonFields json) {
        JsonFields map = json.object("weight_map");
        Map<String, String> shards = map.strings();
        shards.replaceAll((tensor, shard) -> shard.startsWith("./") ? shard.substring(2) : shard);
        // a shard is a file beside the index: a path could name any file of the machine
        shards.forEach((tensor, shard) -> map.require(
                shard.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}"),
                JsonFields.shorten(tensor),
                "'" + JsonFields.shorten(shard) + "'",
                "a plain file name"));
        return new ShardIndex(shards, totalBytes(json));
    }

    private static OptionalLong totalBytes(JsonFields json) {
        return json.optionalObject("metadata")
                .map(metadata -> metadata.optionalLong("total_size"))
                .orElse(OptionalLong.empty());
    }
}
