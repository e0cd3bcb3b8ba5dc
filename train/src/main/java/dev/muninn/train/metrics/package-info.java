/** What a run writes down: tables, TensorBoard events, plots. */
@NullMarked
package dev.muninn.train.metrics;

import org.jspecify.annotations.NullMarked;
