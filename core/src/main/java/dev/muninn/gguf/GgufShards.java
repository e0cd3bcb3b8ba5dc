package dev.muninn.gguf;

import dev.muninn.error.MuninnException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of a model: one, or the shards {@code NAME-00001-of-0000N.gguf}, whose metadata counts from 0 and whose names from 1. */
final class GgufShards {
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");
    private static final int MOST = 99_999;
    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";

    private GgufShards() {}

    /** All files of the model that {@code file} is one of, in their order. */
    static List<Path> of(Path file, GgufMetadata metadata) {
        int count = metadata.integer(COUNT, 0, MOST).orElse(0);
        if (count <= 1) {
            return List.of(file);
        }
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        MuninnException.require(
                name.matches() && Integer.parseInt(name.group(3)) == count,
                "%s: is one of %d shards, so its name should end in -00001-of-%05d.gguf; give shards their names back",
                file,
                count,
                count);
        List<Path> files = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            Path shard = file.resolveSibling("%s-%05d-of-%05d.gguf".formatted(name.group(1), i, count));
            MuninnException.require(
                    Files.exists(shard), "%s: the shard %s is missing; was the download complete?", file, shard);
            files.add(shard);
        }
        return files;
    }

    /** Refuses files that are not the shards of one model in their order. */
    static void check(List<GgufFile> files) {
        if (files.size() == 1) {
            return;
        }
        long tensors = 0;
        for (int i = 0; i < files.size(); i++) {
            GgufFile file = files.get(i);
            GgufMetadata metadata = file.header().metadata();
            int number = metadata.requireInteger(NUMBER, 0, MOST);
            int count = metadata.requireInteger(COUNT, 0, MOST);
            MuninnException.require(
                    number == i && count == files.size(),
                    "%s: says it is shard %d of %d, its name says %d of %d; was a file renamed?",
                    file.path(),
                    number + 1,
                    count,
                    i + 1,
                    files.size());
            tensors += file.header().tensors().size();
        }
        GgufMetadata first = files.getFirst().header().metadata();
        int wanted = first.requireInteger(TENSORS, 0, Integer.MAX_VALUE);
        MuninnException.require(
                tensors == wanted,
                "%s: %d tensors in all shards, wanted %d; are the shards of one model?",
                first.file(),
                tensors,
                wanted);
    }
}
