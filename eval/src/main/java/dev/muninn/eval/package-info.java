@NullMarked
package dev.muninn.eval;

import org.jspecify.annotations.NullMarked;
