package dev.muninn.cli;

import java.util.Optional;

/** Where a chat takes place: a terminal, or pipes. Styles are the numbers of an ANSI "select graphic rendition". */
interface ChatConsole extends AutoCloseable {
    String PLAIN = "";
    String DIM = "2";

    /** The user's next line; empty when there is none to come. */
    Optional<String> readLine();

    /** A piece of an answer, shown at once. */
    void print(String text, String style);

    /** Something that the user asked for. */
    void println(String text);

    /** A line that the user did not ask for. */
    void note(String text);

    /** A line about something that went wrong. */
    void complain(String text);

    /** Whether styles show. */
    boolean coloured();

    /** Columns. */
    int width();

    /** Listens for Ctrl-C. */
    StopRequest listen();

    @Override
    void close();
}
