/** Where training documents come from and how they become batches. */
@NullMarked
package dev.muninn.train.data;

import org.jspecify.annotations.NullMarked;
