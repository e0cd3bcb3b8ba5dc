package dev.muninn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Vocabularies, and text as tokens. */
@Command(
        name = "tokenizer",
        description = "Learns a vocabulary from text, and turns text into token shards to train on.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "train|shards",
        subcommands = {TokenizerTrainCommand.class, TokenizerShardsCommand.class, HelpCommand.class},
        footer = {
            "",
            "Examples:",
            "  muninn tokenizer train --tasks 20000 --vocabulary 512 --out reasoner",
            "  muninn tokenizer shards books/*.txt --tokenizer reasoner --out shards"
        })
final class TokenizerCommand {}
