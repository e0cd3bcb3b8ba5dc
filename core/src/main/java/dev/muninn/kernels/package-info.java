@NullMarked
package dev.muninn.kernels;

import org.jspecify.annotations.NullMarked;
