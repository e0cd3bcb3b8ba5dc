package dev.muninn.hub;

import dev.muninn.hub.HubFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** What answers and broken connections mean, in words that say what to do. */
final class HubErrors {
    private static final int LONGEST = 200;

    private final HubSettings settings;

    HubErrors(HubSettings settings) {
        this.settings = settings;
    }

    /** The failure that {@code answer} to a question about {@code what} of {@code repo} stands for. */
    HubFailure of(Answer answer, String repo, String revision, String what) {
        String code = answer.header("x-error-code").orElse("");
        return switch (code) {
            case "GatedRepo" -> gated(repo);
            case "RepoNotFound" -> noRepo(repo);
            case "RevisionNotFound" -> noRevision(repo, revision);
            case "EntryNotFound" -> new HubFailure(Kind.NO_FILE, repo + " has no file " + what + " at " + revision);
            default -> byStatus(answer, repo, revision, what);
        };
    }

    private HubFailure byStatus(Answer answer, String repo, String revision, String what) {
        String said = answer.header("x-error-message")
                .map(text -> ": " + text.substring(0, Math.min(text.length(), LONGEST)))
                .orElse("");
        return switch (answer.status()) {
            case 401 ->
                settings.token().isPresent()
                        ? new HubFailure(
                                Kind.REFUSED,
                                hub() + " does not accept the token, or there is no " + repo + said
                                        + "; check the name, and HF_TOKEN or the token file")
                        : noRepo(repo);
            case 403 ->
                new HubFailure(
                        Kind.REFUSED,
                        hub() + " refuses " + what + " of " + repo + said
                                + "; is the token (HF_TOKEN) allowed to read it, and were its terms accepted?");
            case 404 -> noRepo(repo);
            case 429 ->
                new HubFailure(
                        Kind.BUSY,
                        hub() + " asks for fewer requests (429)" + said
                                + "; wait a little, or set HF_TOKEN, which raises the limit");
            default ->
                answer.status() >= 500
                        ? new HubFailure(
                                Kind.BUSY,
                                hub() + " is in trouble (" + answer.status() + " for " + what + " of " + repo + ")"
                                        + said + "; try again later, what has come so far is kept")
                        : new HubFailure(
                                Kind.BAD_ANSWER,
                                hub() + " answers " + answer.status() + " for " + what + " of " + repo + " at "
                                        + revision + said + "; is HF_ENDPOINT a hub's address?");
        };
    }

    private HubFailure gated(String repo) {
        return new HubFailure(
                Kind.GATED,
                repo + " is gated: its owner wants terms accepted first. Accept them at " + settings.endpoint() + "/"
                        + repo
                        + (settings.token().isPresent()
                                ? " with the account that HF_TOKEN belongs to"
                                : " and set HF_TOKEN to a token of your account"));
    }

    private HubFailure noRepo(String repo) {
        return new HubFailure(
                Kind.NO_REPO,
                "there is no " + repo + " on " + hub() + ", or it is private; check the name"
                        + (settings.token().isPresent()
                                ? ", and whether the token (HF_TOKEN) may read it"
                                : ", or set HF_TOKEN if it is private"));
    }

    HubFailure noRevision(String repo, String revision) {
        return new HubFailure(
                Kind.NO_REVISION,
                repo + " has no revision '" + revision + "'; give a branch, a tag or a full commit of 40 digits");
    }

    /** The header that a mirror leaves out. */
    HubFailure without(String header, String what) {
        return new HubFailure(
                Kind.BAD_ANSWER,
                hub() + " does not send " + header + " for " + what
                        + "; it is no hub, or a mirror that does not speak the protocol: check HF_ENDPOINT");
    }

    /** A connection that was not made or broke. */
    HubFailure of(IOException e) {
        String reason;
        if (e instanceof HttpTimeoutException) {
            reason = "it does not answer in time";
        } else if (unresolved(e)) {
            reason = "its name is not known here; is this machine connected, and the proxy (HTTPS_PROXY) set?";
        } else if (e instanceof ConnectException) {
            reason = "no connection; is this machine connected, and the proxy (HTTPS_PROXY) set?";
        } else if (e instanceof SSLException) {
            reason = "no secure connection (" + e.getMessage() + "); does something between here and there read along?";
        } else {
            reason = "the connection broke (" + e.getMessage() + ")";
        }
        return new HubFailure(
                Kind.UNREACHABLE,
                hub() + " cannot be reached: " + reason
                        + " What has come so far is kept; HF_HUB_OFFLINE=1 uses only what is" + " in the cache",
                e);
    }

    /** Whether it is pointless to try the same again at once: the name is unknown, or nothing listens. */
    static boolean hopeless(IOException e) {
        return unresolved(e) || e instanceof ConnectException || e instanceof SSLException;
    }

    private static boolean unresolved(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** The hub's name for messages. */
    String hub() {
        return settings.endpoint().getAuthority();
    }
}
