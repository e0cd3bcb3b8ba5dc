package dev.muninn.template;

import java.util.Iterator;

/**
 * Values that are made while they are gone through, once; such are the results of {@code map} and {@code select}.
 *
 * @param kind how Python calls it
 */
record Generator(String kind, Iterator<Object> items) {}
