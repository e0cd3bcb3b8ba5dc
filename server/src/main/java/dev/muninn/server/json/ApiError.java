package dev.muninn.server.json;

import org.jspecify.annotations.Nullable;

/** An answer that is an error: an HTTP status and the object {@code {error:{message,type,param,code}}}. */
public final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String INVALID = "invalid_request_error";

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;
    private final int retryAfterSeconds;

    private ApiError(
            int status,
            String type,
            @Nullable String param,
            @Nullable String code,
            int retryAfterSeconds,
            String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The request is off. */
    public static ApiError invalid(String param, String message) {
        return new ApiError(400, INVALID, param, null, 0, message);
    }

    /** The request as a whole is off. */
    public static ApiError invalid(String message) {
        return new ApiError(400, INVALID, null, null, 0, message);
    }

    /** The request is right, but this server does not do that. */
    public static ApiError unsupported(String param, String message) {
        return new ApiError(400, INVALID, param, "unsupported_parameter", 0, message);
    }

    /** The prompt does not fit. */
    public static ApiError contextLength(String param, int tokens, int context) {
        return new ApiError(
                400,
                INVALID,
                param,
                "context_length_exceeded",
                0,
                // in the words by which clients that retry with less (litellm) know it
                "This model's maximum context length is %d tokens, and the prompt has %d; shorten it so that there is room for an answer"
                        .formatted(context, tokens));
    }

    /** The text is so long that its tokens need not be counted. */
    public static ApiError contextLengthAtLeast(String param, long tokens, int context) {
        return new ApiError(
                400,
                INVALID,
                param,
                "context_length_exceeded",
                0,
                "This model's maximum context length is %d tokens, and the prompt has at least %d; shorten it"
                        .formatted(context, tokens));
    }

    /** Something of a name that is not here. */
    public static ApiError notFound(String param, String code, String message) {
        return new ApiError(404, INVALID, param, code, 0, message);
    }

    /** Any other status with a code that names the reason. */
    public static ApiError of(int status, String code, String message) {
        return new ApiError(status, status < 500 ? INVALID : "server_error", null, code, 0, message);
    }

    /** The key is missing or wrong. */
    public static ApiError unauthorized() {
        return new ApiError(
                401,
                "authentication_error",
                null,
                "invalid_api_key",
                0,
                "this server wants its API key in the header Authorization: Bearer KEY");
    }

    /** Too much is waiting already. */
    public static ApiError overloaded(int retryAfterSeconds) {
        return new ApiError(
                429,
                "rate_limit_error",
                null,
                "overloaded",
                retryAfterSeconds,
                "the server has as many requests waiting as it accepts; try again in %d s"
                        .formatted(retryAfterSeconds));
    }

    /** Something that must not happen did. */
    public static ApiError internal() {
        return of(500, "internal_error", "this is a fault of the server's, not of the request");
    }

    /** Not now: the model is loading, or the server is ending. */
    public static ApiError unavailable(String code, String message) {
        return new ApiError(503, "server_error", null, code, 1, message);
    }

    /** The same in other words. */
    public ApiError withText(String text) {
        return new ApiError(status, type, param, code, retryAfterSeconds, text);
    }

    public int status() {
        return status;
    }

    public String type() {
        return type;
    }

    public @Nullable String param() {
        return param;
    }

    public @Nullable String code() {
        return code;
    }

    /** Seconds after which a client may try again; 0 for no advice. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
