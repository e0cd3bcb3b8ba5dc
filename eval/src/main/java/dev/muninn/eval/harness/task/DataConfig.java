package dev.muninn.eval.harness.task;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a task's questions lie.
 *
 * @param path the kind of files ({@code json}, {@code csv}, {@code parquet}, {@code babi}), or a data set's name on a hub
 * @param name of a part of that data set
 * @param files by split; empty for those that the data set's folder has
 * @param field of a JSON file that holds the rows; empty where they are the file
 * @param delimiter of a CSV file
 * @param splits splits that are cut out of others, such as {@code test: train[700:]}
 */
public record DataConfig(
        String path,
        Optional<String> name,
        Map<String, List<String>> files,
        Optional<String> field,
        Optional<String> delimiter,
        Map<String, String> splits) {}
