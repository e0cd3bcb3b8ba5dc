/** Files that appear whole or not at all. */
@NullMarked
package dev.muninn.train.files;

import org.jspecify.annotations.NullMarked;
