package dev.muninn.cli;

import dev.muninn.error.MuninnException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A chat with a program: lines in, answers out, everything else to standard error. */
final class PipedConsole implements ChatConsole {
    private static final int WIDTH = 100;

    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final Output out = new Output();
    private final boolean quiet;

    PipedConsole(boolean quiet) {
        this.quiet = quiet;
    }

    @Override
    public Optional<String> readLine() {
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new MuninnException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void print(String text, String style) {
        out.print(text);
    }

    @Override
    public void println(String text) {
        out.println(text);
    }

    @Override
    public void note(String text) {
        if (!quiet) {
            System.err.println(text);
        }
    }

    @Override
    public void complain(String text) {
        System.err.println("muninn: " + text);
    }

    @Override
    public boolean coloured() {
        return false;
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public StopRequest listen() {
        return Interrupt.listen();
    }

    @Override
    public void close() {
        // standard streams belong to the JVM
    }
}
