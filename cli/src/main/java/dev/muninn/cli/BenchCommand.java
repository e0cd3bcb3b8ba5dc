package dev.muninn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The measuring verbs. */
@Command(
        name = "bench",
        description = "Measures speed against what this machine can do at most, in the same run.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "decode|prefill|serve|http|train",
        subcommands = {
            BenchDecodeCommand.class,
            BenchPrefillCommand.class,
            BenchServeCommand.class,
            BenchHttpCommand.class,
            BenchTrainCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  muninn bench decode --shape small                 microseconds a block, milliseconds a token",
            "  muninn bench decode --shape huginn --weights int4 share of the memory's speed, without a checkpoint",
            "  muninn bench prefill --width 1024 --rows 64,256   GFLOP/s against the multiply-add peak",
            "  muninn bench serve                                 depth batching beside lockstep, tokens/s and latencies",
            "  muninn bench http                                  what HTTP adds to a streamed token",
            "  muninn bench train --width 256                     tokens/s of a training step"
        })
final class BenchCommand {}
