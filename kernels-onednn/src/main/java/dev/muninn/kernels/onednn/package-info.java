/** Linear layers of training on oneDNN, whose C functions are called on Java's own arrays. */
@NullMarked
package dev.muninn.kernels.onednn;

import org.jspecify.annotations.NullMarked;
