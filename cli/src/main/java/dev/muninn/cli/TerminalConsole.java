package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** A chat with a person: line editing, history, completion, colours. */
final class TerminalConsole implements ChatConsole {
    private static final String ESCAPE = "\033[";
    private static final String RESET = ESCAPE + "0m";
    private static final int LEAST_WIDTH = 20;
    private static final int USUAL_WIDTH = 80;

    private final Terminal terminal;
    private final LineReader reader;
    private final boolean coloured;
    private final boolean quiet;

    private TerminalConsole(Terminal terminal, LineReader reader, boolean quiet) {
        this.terminal = terminal;
        this.reader = reader;
        this.quiet = quiet;
        String noColour = System.getenv("NO_COLOR");
        this.coloured =
                (noColour == null || noColour.isEmpty()) && !terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /** Opens the terminal; what is typed is kept in {@code history}, or only for now if there is none. */
    static TerminalConsole open(Completer completer, Optional<Path> history, boolean quiet) {
        try {
            Terminal terminal =
                    TerminalBuilder.builder().system(true).dumb(true).build();
            LineReaderBuilder builder = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("muninn")
                    .completer(completer)
                    // an exclamation mark is not a look-up in the history, a backslash no escape
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .option(LineReader.Option.HISTORY_IGNORE_SPACE, false);
            history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
            return new TerminalConsole(terminal, builder.build(), quiet);
        } catch (IOException e) {
            throw new MuninnException(
                    "the terminal cannot be opened: " + e.getMessage() + "; pipe lines in instead", e);
        }
    }

    @Override
    public Optional<String> readLine() {
        try {
            return Optional.of(reader.readLine("> "));
        } catch (UserInterruptException e) {
            return Optional.of(""); // Ctrl-C: a fresh line
        } catch (EndOfFileException e) {
            return Optional.empty(); // Ctrl-D
        }
    }

    @Override
    public void print(String text, String style) {
        String shown = Printable.of(text);
        terminal.writer().print(coloured && !style.isEmpty() ? ESCAPE + style + "m" + shown + RESET : shown);
        terminal.flush();
    }

    @Override
    public void println(String text) {
        print(text + "\n", PLAIN);
    }

    @Override
    public void note(String text) {
        if (!quiet) {
            print(text, DIM);
            print("\n", PLAIN);
        }
    }

    @Override
    public void complain(String text) {
        println("muninn: " + text);
    }

    @Override
    public boolean coloured() {
        return coloured;
    }

    @Override
    public int width() {
        int columns = terminal.getSize().getColumns();
        return columns < LEAST_WIDTH ? USUAL_WIDTH : columns;
    }

    @Override
    public StopRequest listen() {
        AtomicBoolean requested = new AtomicBoolean();
        Terminal.SignalHandler before = terminal.handle(Signal.INT, signal -> requested.set(true));
        return new StopRequest() {
            @Override
            public boolean requested() {
                return requested.get();
            }

            @Override
            public void close() {
                terminal.handle(Signal.INT, before);
            }
        };
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new MuninnException("the terminal cannot be given back: " + e.getMessage(), e);
        }
    }
}
