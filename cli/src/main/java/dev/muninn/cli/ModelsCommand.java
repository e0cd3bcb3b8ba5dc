package dev.muninn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** Models from the hub, and the cache that keeps them. */
@Command(
        name = "models",
        description = {
            "Fetches models from Hugging Face's hub, and shows and tidies the cache, which Python's tools share.",
            "Environment: HF_HOME, HF_HUB_CACHE, HF_TOKEN, HF_TOKEN_PATH, HF_ENDPOINT, HF_HUB_OFFLINE, HTTPS_PROXY and NO_PROXY, as in"
                    + " Python."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "pull|list|show|rm|prune",
        subcommands = {
            ModelsPullCommand.class,
            ModelsListCommand.class,
            ModelsShowCommand.class,
            ModelsRemoveCommand.class,
            ModelsPruneCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  muninn models pull HuggingFaceTB/SmolLM2-135M-Instruct",
            "  muninn models list",
            "  muninn models rm HuggingFaceTB/SmolLM2-135M-Instruct"
        })
final class ModelsCommand {}
