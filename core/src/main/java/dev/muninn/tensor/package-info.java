@NullMarked
package dev.muninn.tensor;

import org.jspecify.annotations.NullMarked;
