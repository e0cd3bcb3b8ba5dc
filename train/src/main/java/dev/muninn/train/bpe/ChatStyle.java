package dev.muninn.train.bpe;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** How a vocabulary's chat template writes a chat. */
public enum ChatStyle {
    /** As generated problems are written: the system turn is a switch, a reply begins with {@code Answer:} or {@code Steps:}. */
    REASONING("chat_template.jinja"),
    /** A system text and an empty line, a question and a line feed, a space and the reply; any system text. */
    PLAIN("plain_chat_template.jinja");

    private final String resource;

    ChatStyle(String resource) {
        this.resource = resource;
    }

    /** The template, in Jinja. */
    String template() {
        try (InputStream in = Objects.requireNonNull(ChatStyle.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new MuninnException("the chat template cannot be read from Muninn's own jar: " + e, e);
        }
    }
}
