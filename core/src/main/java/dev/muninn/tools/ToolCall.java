package dev.muninn.tools;

/**
 * What a model wants to be called.
 *
 * @param arguments a JSON object
 */
public record ToolCall(String name, String arguments) {}
