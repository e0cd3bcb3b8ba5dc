@NullMarked
package dev.muninn.generate;

import org.jspecify.annotations.NullMarked;
