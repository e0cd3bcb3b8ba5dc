package dev.muninn.template;

/** Text that was escaped, or called {@code safe}; what is added to it with {@code +} is escaped. */
record Markup(String text) {
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace(">", "&gt;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    /** The text, escaped unless it is such. */
    static String escaped(Object value) {
        return value instanceof Markup markup ? markup.text : escape((String) value);
    }
}
