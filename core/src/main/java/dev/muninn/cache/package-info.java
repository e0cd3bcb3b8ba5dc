@NullMarked
package dev.muninn.cache;

import org.jspecify.annotations.NullMarked;
