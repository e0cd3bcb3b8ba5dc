package dev.muninn.template;

import org.jspecify.annotations.Nullable;

/** The variable {@code self}, whose members are the template's blocks. */
record TemplateReference(Blocks blocks) {
    interface Blocks {
        /** A block to call; null if there is none of that name. */
        @Nullable
        Object apply(String name);
    }
}
