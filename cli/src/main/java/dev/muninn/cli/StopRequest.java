package dev.muninn.cli;

/** Whether the user wants what is running to end; listened for until it is closed. */
interface StopRequest extends AutoCloseable {
    boolean requested();

    @Override
    void close();
}
