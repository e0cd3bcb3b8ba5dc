package dev.muninn.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The head of an answer and its body, which reads no longer than the other side keeps talking.
 *
 * @param status the HTTP status
 * @param body closed by whoever got the answer
 */
record Answer(int status, HttpHeaders headers, InputStream body) implements AutoCloseable {
    Optional<String> header(String name) {
        return headers.firstValue(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** A header's number; empty where there is none or it is no number from 0 on. */
    OptionalLong number(String name) {
        return header(name)
                .filter(value -> value.matches("\\d{1,18}"))
                .map(value -> OptionalLong.of(Long.parseLong(value)))
                .orElse(OptionalLong.empty());
    }

    boolean redirects() {
        return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
                && header("location").isPresent();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // there is nothing more that we want of it
        }
    }
}
