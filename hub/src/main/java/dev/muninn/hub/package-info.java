/**
 * Models from a hub that speaks Hugging Face's protocol, in a cache that is laid out as its Python tools lay it out, so that
 * each finds the files of the other.
 */
@NullMarked
package dev.muninn.hub;

import org.jspecify.annotations.NullMarked;
