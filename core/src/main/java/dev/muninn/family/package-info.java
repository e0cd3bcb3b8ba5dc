/** The model families: config keys and tensor names, and the equations that their facts stand for. One file a family. */
@NullMarked
package dev.muninn.family;

import org.jspecify.annotations.NullMarked;
