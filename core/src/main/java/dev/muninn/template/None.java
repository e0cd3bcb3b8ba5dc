package dev.muninn.template;

/** Python's {@code None}. Java's null is no value of a template: where it occurs, an argument was not given. */
enum None {
    NONE
}
