package dev.muninn.cli;

import picocli.AutoComplete;

/** Prints what a shell needs to complete verbs and options: bash, and zsh with {@code bashcompinit}. Run by the build; not a verb. */
final class Completions {
    private Completions() {}

    public static void main(String[] words) {
        System.out.println(AutoComplete.bash("muninn", Main.commandLine()));
    }
}
