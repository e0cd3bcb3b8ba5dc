package dev.muninn.cli;

import picocli.CommandLine.Command;

/** Training data as JSONL. */
@Command(
        name = "data",
        description = {
            "Training data as JSONL files, which 'data: [{jsonl: FILE}]' in a recipe reads. A line is an object with one of: text; prompt and"
                    + " completion; turns, a list of prompts with completions that follow one another; messages, a chat that the"
                    + " tokenizer's template renders. The loss falls on completions and on what the assistant says; on the rest with"
                    + " the weight 'other'.",
            "Optional keys: label (what its questions are counted under), group (lines of one group are on one side of held_out); in a prompt"
                    + " with completion: weight (times the recipe's), asked (false for a value noted inside a text)."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  muninn data show mine.jsonl.gz --tokenizer models/muninn-mini",
            "  muninn data convert babi qa*_train.txt.gz --more --out data",
            "  muninn data stories --task 3 --count 5000 --out data/stories-3.jsonl.gz"
        },
        subcommands = {DataConvertCommand.class, DataStoriesCommand.class, DataShowCommand.class})
final class DataCommand {}
