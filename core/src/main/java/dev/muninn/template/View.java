package dev.muninn.template;

import java.util.List;

/**
 * The keys, values or items of a dict: they can be counted and gone through, but not indexed.
 *
 * @param kind how Python calls it, such as {@code dict_keys}
 */
record View(String kind, List<Object> items) {}
