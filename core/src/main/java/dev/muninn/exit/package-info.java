@NullMarked
package dev.muninn.exit;

import org.jspecify.annotations.NullMarked;
