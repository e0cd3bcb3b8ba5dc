package dev.muninn.train.raven;

import dev.muninn.config.RavenConfig;
import dev.muninn.kernels.training.LinearKernels;
import dev.muninn.kernels.training.TrainingKernels;
import dev.muninn.weights.RavenTensors;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Where a model's weights lie in the array of all parameters.
 *
 * @param embedding (V, C)
 * @param adapter (C, 2C), state first
 * @param finalNorm (C)
 * @param head (V, C), the embedding itself where tied
 */
record RavenWeights(
        int embedding,
        List<RavenBlock> prelude,
        int adapter,
        List<RavenBlock> core,
        List<RavenBlock> coda,
        int finalNorm,
        int head) {
    static RavenWeights of(RavenConfig config, TrainingKernels kernels, LinearKernels linear) {
        Offsets offsets = Offsets.of(config);
        Function<String, RavenBlock> block = prefix -> new RavenBlock(config, kernels, linear, offsets, prefix);
        int embedding = offsets.of(RavenTensors.EMBEDDING);
        return new RavenWeights(
                embedding,
                IntStream.range(0, config.preludeBlocks())
                        .mapToObj(RavenTensors::prelude)
                        .map(block)
                        .toList(),
                offsets.of(RavenTensors.ADAPTER),
                IntStream.range(0, config.coreBlocks())
                        .mapToObj(RavenTensors::core)
                        .map(block)
                        .toList(),
                IntStream.range(0, config.codaBlocks())
                        .mapToObj(RavenTensors::coda)
                        .map(block)
                        .toList(),
                offsets.of(RavenTensors.FINAL_NORM),
                offsets.has(RavenTensors.HEAD) ? offsets.of(RavenTensors.HEAD) : embedding);
    }
}
