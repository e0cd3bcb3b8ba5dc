/** Rows of files: JSON, CSV, Parquet and bAbI's own, with the types that the harness's library of data sets gives their columns. */
@NullMarked
package dev.muninn.eval.harness.data;

import org.jspecify.annotations.NullMarked;
