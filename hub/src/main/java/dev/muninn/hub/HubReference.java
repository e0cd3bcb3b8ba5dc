package dev.muninn.hub;

import static dev.muninn.error.MuninnException.require;

import dev.muninn.error.MuninnException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the hub: {@code ORG/NAME[@REVISION][:FILE]}.
 *
 * @param repo the repository, such as {@code HuggingFaceTB/SmolLM2-135M-Instruct}, its case as given
 * @param revision a branch, a tag, a full commit or {@code refs/pr/N}; {@code main} where none is given
 * @param file a file of it, or a part of the name of a {@code .gguf} file; empty for the whole model
 */
public record HubReference(String repo, String revision, Optional<String> file) {
    private static final Pattern FORM = Pattern.compile("([^@:]+)(?:@([^:]+))?(?::(.+))?");
    private static final Pattern REPO = Pattern.compile("(?:\\w[\\w.-]*/)?\\w[\\w.-]*");
    private static final Pattern REVISION = Pattern.compile("[\\w.+-]+(?:/[\\w.+-]+)*");
    private static final int LONGEST = 96;

    public HubReference {
        require(
                REPO.matcher(repo).matches()
                        && !repo.contains("..")
                        && !repo.contains("--")
                        && !repo.endsWith(".")
                        && !repo.endsWith("-")
                        && !repo.endsWith(".git")
                        && repo.length() <= LONGEST,
                "'%s' is no name of a model on the hub; wanted ORG/NAME, of letters, digits, '-', '_' and '.'",
                repo);
        require(
                REVISION.matcher(revision).matches() && HubPaths.isSafe(revision),
                "'%s' is no revision; wanted a branch, a tag or a commit, as in ORG/NAME@main",
                revision);
        file.ifPresent(HubPaths::requireSafe);
    }

    /** Reads {@code ORG/NAME[@REVISION][:FILE]}, with or without {@code hf:} before it. */
    public static HubReference parse(String text) {
        String name = text.startsWith("hf:") ? text.substring(3) : text;
        Matcher form = FORM.matcher(name);
        if (!form.matches()) {
            throw new MuninnException("hf:" + name + ": wanted hf:ORG/NAME[@REVISION][:FILE.gguf]");
        }
        return new HubReference(
                form.group(1), Optional.ofNullable(form.group(2)).orElse("main"), Optional.ofNullable(form.group(3)));
    }

    /** Whether the revision is a full commit, which never changes its meaning. Seven digits are not one. */
    boolean pinned() {
        return HubPaths.isCommit(revision);
    }

    @Override
    public String toString() {
        return "hf:" + repo + (revision.equals("main") ? "" : "@" + revision)
                + file.map(name -> ":" + name).orElse("");
    }
}
