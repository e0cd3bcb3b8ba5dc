@NullMarked
package dev.muninn.error;

import org.jspecify.annotations.NullMarked;
