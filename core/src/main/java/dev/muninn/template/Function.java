package dev.muninn.template;

/** What a template can call. */
interface Function {
    Object call(Given given);
}
